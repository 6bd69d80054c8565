//! Files that travel with a request: both sides have them, and what is internal stays.

use serde_json::json;
use tierline_testkit::desk::eventually;

use crate::work::{call_it_a_bug, desk, escalate, items, open_for, received, request, step, text};

#[tokio::test]
async fn files_for_the_provider_reach_the_engineer_and_internal_ones_stay() {
    let desk = desk().await;
    let (agent, engineer) = (desk.of("maren"), desk.of("ansel"));
    let case = open_for(&agent, "aldersyde.example").await;
    step(&agent, &case).await;
    call_it_a_bug(&agent, &case).await;
    let of_case = format!("cases/{case}/attachments");
    let _ = agent.attach(&of_case, "trace.txt", b"the trace".to_vec(), Some("provider")).await.expect(201);
    let _ = agent.attach(&of_case, "prices.txt", b"our prices".to_vec(), Some("internal")).await.expect(201);
    let _ = agent.attach(&of_case, "photo.txt", b"the photo".to_vec(), Some("customer")).await.expect(201);
    let sent = escalate(&agent, &case, request()).await;
    let id = text(&sent["id"]);
    let there = received(&engineer, &id).await;
    let names = there["packet"]["files"].to_string();
    assert!(names.contains("trace.txt") && !names.contains("prices.txt") && !names.contains("photo.txt"), "{names}");

    let of_request = format!("service-requests/{id}/attachments");
    let has = |name: &'static str, content: &'static str| {
        let (engineer, of_request) = (engineer.clone(), of_request.clone());
        async move {
            let ask = || async { engineer.get(&of_request).await.expect(200) };
            let list = eventually(name, ask, |list| items(list).iter().any(|file| file["name"] == name)).await;
            let one = items(&list).iter().find(|file| file["name"] == name).unwrap().clone();
            assert_eq!(engineer.get(&format!("{of_request}/{}", text(&one["id"]))).await.text, content);
        }
    };
    has("trace.txt", "the trace").await;
    let listed = engineer.get(&of_request).await.expect(200);
    assert!(!listed.to_string().contains("prices.txt") && !listed.to_string().contains("photo.txt"), "{listed:#}");

    // Later files travel too, in both directions.
    let _ = agent.attach(&of_request, "second.txt", b"the second trace".to_vec(), None).await.expect(201);
    has("second.txt", "the second trace").await;
    let _ = engineer.attach(&of_request, "patch.txt", b"the patch".to_vec(), None).await.expect(201);
    let ask = || async { agent.get(&of_request).await.expect(200) };
    eventually("the engineer's file", ask, |list| items(list).iter().any(|file| file["name"] == "patch.txt")).await;
    for stranger in ["stefan", "casey", "rhea", "hollis"] {
        let reply = desk.of(stranger).get(&of_request).await;
        assert!(matches!(reply.status, 403 | 404), "{stranger}: {}", reply.text);
    }
    let inside = agent.attach(&of_request, "x.txt", b"x".to_vec(), Some("internal")).await;
    assert_eq!(inside.wrong_fields(), ["visibility"]);
}

#[tokio::test]
async fn a_prepared_request_can_be_changed_until_it_is_filed() {
    let desk = desk().await;
    let agent = desk.of("maren");
    let case = crate::work::ready(&agent, "aldersyde.example").await;
    let mut assisted = request();
    assisted["route"] = json!("assisted");
    let made = escalate(&agent, &case, assisted).await;
    let path = format!("service-requests/{}", text(&made["id"]));
    let read = agent.get(&path).await.etag();
    let changed = agent
        .having_read(&read)
        .patch(&path, json!({ "title": "Group calls end after 120 seconds" }))
        .await
        .expect(200);
    assert_eq!(
        (&changed["title"], &changed["packet"]["title"]),
        (&json!("Group calls end after 120 seconds"), &json!("Group calls end after 120 seconds"))
    );
    let _ = agent.having_read(&read).patch(&path, json!({ "title": "Too late" })).await.refused(412, "stale");
    assert_eq!(agent.patch(&path, json!({ "title": " " })).await.wrong_fields(), ["title"]);
    let _ = agent.post(&format!("{path}/filing"), json!({ "external_id": "260915004000871" })).await.expect(200);
    let filed = agent.patch(&path, json!({ "title": "After the fact" })).await;
    assert_eq!(filed.status, 409, "{}", filed.text);
}
