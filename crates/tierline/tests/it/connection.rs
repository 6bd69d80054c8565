//! Connections from outside: the API, the key of their secrets, and what the doctor says of it.

use std::fs;

use serde_json::{Value, json};

use crate::work::{desk, items, text};

const WORD: &str = "kelp-otter-9";

/// A connection whose address leads into this machine: that is refused before anybody is asked.
fn feeds() -> Value {
    json!({
        "kind": "graph", "name": "Feeds", "address": "https://127.0.0.1", "tenant": "northgate.example",
        "client_id": "desk-app", "secret": WORD, "secret_ends_at": "2035-01-01T00:00:00Z",
    })
}

#[tokio::test]
async fn a_connection_is_set_up_tested_stopped_and_taken_away_and_its_secret_is_never_given_out() {
    let desk = desk().await;
    let ilse = desk.of("ilse");
    let made = ilse.post("connections", feeds()).await;
    assert!(!made.text.contains(WORD), "{}", made.text);
    let made = made.expect(201);
    let path = format!("connections/{}", text(&made["id"]));
    assert_eq!((&made["has_secret"], &made["condition"]), (&json!(true), &json!("untried")));
    assert_eq!(made["secret_ends_at"], "2035-01-01T00:00:00Z");

    let tested = ilse.post(&format!("{path}/tests"), json!({})).await.expect(200);
    assert_eq!((&tested["works"], &tested["steps"][0]["step"]), (&json!(false), &json!("reach")));
    assert!(text(&tested["steps"][0]["detail"]).contains("not public"), "{tested}");
    let after = ilse.get(&path).await;
    let read = after.etag();
    let after = after.expect(200);
    assert_eq!((&after["condition"], &after["failures"]), (&json!("failing"), &json!(1)));

    let elsewhere = ilse.patch(&path, json!({ "address": "https://graph.evil.example" })).await;
    assert_eq!(elsewhere.wrong_fields(), ["secret"]);
    let renamed = ilse.patch(&path, json!({ "name": "Feeds of all", "is_paused": true })).await.expect(200);
    assert_eq!((&renamed["name"], renamed["paused_at"].is_string()), (&json!("Feeds of all"), true));
    let late = ilse.having_read(&read).patch(&path, json!({ "name": "Late" })).await;
    assert_eq!(late.status, 412, "{}", late.text);
    let other = ilse.put(&format!("{path}/secret"), json!({ "secret": "another-word" })).await.expect(200);
    assert_eq!(other["secret_ends_at"], Value::Null);

    let list = ilse.get("connections").await;
    assert!(!list.text.contains(WORD) && !list.text.contains("another-word"), "{}", list.text);
    assert_eq!(items(&list.expect(200)).len(), 1);
    let log = ilse.get("audit-events?limit=50").await;
    assert!(!log.text.contains(WORD) && log.text.contains("connection.replace_secret"), "{}", log.text);
    let _ = desk.of("dario").post("connections", feeds()).await.refused(403, "forbidden");
    let strange = json!({ "kind": "email", "name": "Strange" });
    let wrong = ilse.post("connections", strange).await.wrong_fields();
    assert_eq!(wrong, ["address", "client_id", "sender", "mailbox", "secret"]);
    let web = json!({
        "kind": "email", "name": "Web", "address": "https://mail.example", "sign_in": "nobody", "mailbox": "a@b.example\r\nBcc: x@y.example",
        "sender": "nobody",
    });
    assert_eq!(ilse.post("connections", web).await.wrong_fields(), ["address", "sender", "mailbox"]);
    let _ = ilse.send(reqwest::Method::DELETE, &path, "application/json", None).await;
    let _ = ilse.get(&path).await.refused(404, "not-found");
}

#[tokio::test]
async fn the_key_of_secrets_is_exchanged_and_the_doctor_says_when_it_does_not_fit() {
    let mut desk = desk().await;
    let made = desk.of("ilse").post("connections", feeds()).await.expect(201);
    let provider = json!({ "name": "Sign-in", "issuer": "https://127.0.0.1", "client_id": "desk", "secret": WORD });
    let provider = desk.of("ilse").post("identity-providers", provider).await;
    assert!(!provider.text.contains(WORD), "{}", provider.text);
    let provider = text(&provider.expect(201)["id"]);
    desk.stop().await;
    let file = desk.folder().join("secrets.key");
    let before = fs::read_to_string(&file).unwrap();
    let good = desk.run(&["doctor"]).await.expect(0);
    // Ours of a connection and of an identity provider, and the two of the demo's own connection.
    assert!(good.contains("4 secrets open by it"), "{good}");
    let said = desk.run(&["secrets", "rotate"]).await.expect(0);
    assert!(said.contains("4 secrets"), "{said}");
    let after = fs::read_to_string(&file).unwrap();
    assert_ne!(after.lines().next(), before.lines().next());
    assert_eq!(after.lines().nth(1), before.lines().next(), "the one before stays for a while");
    assert!(desk.run(&["doctor"]).await.expect(0).contains("4 secrets open by it"));

    fs::write(&file, &before).unwrap();
    let shut = desk.run(&["doctor"]).await;
    assert!(shut.code == Some(3) && shut.stdout.contains("can't be opened"), "{}", shut.stdout);
    assert!(shut.stdout.contains(&format!("identity provider {provider} can't be opened")), "{}", shut.stdout);
    fs::remove_file(&file).unwrap();
    let missing = desk.run(&["doctor"]).await;
    assert!(missing.code == Some(3) && missing.stdout.contains("is not there"), "{}", missing.stdout);
    assert!(!file.exists(), "no new key hides that the old one is missing");
    fs::write(&file, &after).unwrap();
    let mut rights = fs::metadata(&file).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o640);
    fs::set_permissions(&file, rights).unwrap();
    let open = desk.run(&["doctor"]).await;
    assert!(open.code == Some(3) && open.stdout.contains("others may read"), "{}", open.stdout);
    let database = fs::read(desk.folder().join("tierline.db")).unwrap();
    let holds = |word: &str| database.windows(word.len()).any(|part| part == word.as_bytes());
    assert!(holds("desk-app") && !holds(WORD), "{made}");
}
