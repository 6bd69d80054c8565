//! Files in pieces.

use axum::http::{Method, StatusCode};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use tierline_domain::{Cloud, Role, SUPPORT_CHUNK_BYTES};

use super::{AGENT, NAME, OTHER, above, desk, fault, under, versioned};
use crate::client::call;

#[tokio::test]
async fn files_come_in_pieces_before_the_ticket_and_after_it() {
    let client = desk().await;
    assert_eq!(client.place("/fileWorkspaces/evidence", &json!({})).await.status, StatusCode::CREATED);
    assert_eq!(client.place("/fileWorkspaces/evidence", &json!({})).await.status, StatusCode::OK);
    let file = json!({"properties": {"fileSize": 10, "chunkSize": 6, "numberOfChunks": 2}});
    let path = "/fileWorkspaces/evidence/files/trace.txt";
    assert_eq!(client.place(path, &file).await.status, StatusCode::CREATED);
    assert_eq!(client.place(path, &file).await.status, StatusCode::OK, "the same again is the same");
    let piece = |index: i64, text: &str| json!({"chunkIndex": index, "content": STANDARD.encode(text)});
    for (body, about) in [
        (piece(2, "x"), "chunkIndex"),
        (piece(-1, "x"), "chunkIndex"),
        (piece(1, "x"), "content"),
        (json!({"chunkIndex": 1, "content": "not base64!"}), "content"),
    ] {
        assert_eq!(fault(&client.ask(&format!("{path}/upload"), &body).await, 400).1, [about], "{body}");
    }
    for (index, text) in [(1, "bye!"), (0, "hello "), (0, "hello ")] {
        let answer = client.ask(&format!("{path}/upload"), &piece(index, text)).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
    }
    for (body, about) in [
        (json!({"properties": {"fileSize": 10, "chunkSize": 3, "numberOfChunks": 2}}), "numberOfChunks"),
        (json!({"properties": {"fileSize": 6_000_000, "chunkSize": 3_000_000, "numberOfChunks": 2}}), "fileSize"),
    ] {
        assert_eq!(
            fault(&client.place("/fileWorkspaces/evidence/files/b.txt", &body).await, 400).1[0],
            about,
            "{body}"
        );
    }

    let mut ticket = client.ticket();
    ticket["properties"]["fileWorkspaceName"] = json!("evidence");
    let named = format!("/supportTickets/{NAME}");
    let put = || client.place(&named, &ticket);
    fault(&put().await, 409);
    client.climb().await;
    assert_eq!(put().await.status, StatusCode::ACCEPTED);
    client.desk.deliver().await;
    let id = client.received().await["id"].as_str().unwrap().to_owned();
    let request = client.get(Role::Engineer, &format!("/api/v1/service-requests/{id}")).await.found();
    let along: Vec<&str> =
        request["packet"]["files"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(along, ["trace.txt"], "what was whole goes along, once");
    let shown = client.look(&format!("/supportTickets/{NAME}")).await.found();
    assert_eq!(shown["properties"]["fileWorkspaceName"], "evidence");

    // A later one follows the request when its last piece is there.
    let late = json!({"properties": {"fileSize": 4, "chunkSize": 4, "numberOfChunks": 1}});
    assert_eq!(client.place("/fileWorkspaces/evidence/files/late.txt", &late).await.status, StatusCode::CREATED);
    for _ in 0..2 {
        let answer = client.ask("/fileWorkspaces/evidence/files/late.txt/upload", &piece(0, "late")).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
    }
    client.desk.deliver().await;
    let files = client.get(Role::Engineer, &format!("/api/v1/service-requests/{id}/attachments")).await.found();
    let names: Vec<&str> = files["items"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names.iter().filter(|name| **name == "late.txt").count(), 1, "{names:?}");
    assert!(names.contains(&"trace.txt"), "{names:?}");
    let listed = client.look("/fileWorkspaces/evidence/files").await.found();
    assert_eq!(listed["value"].as_array().map(Vec::len), Some(2));
    let one = client.look("/fileWorkspaces/evidence/files/late.txt").await.found();
    assert_eq!(one["properties"]["fileSize"], 4);
    // Its files are this ticket's, and a workspace of its name is each ticket's.
    let mut other = client.ticket();
    other["properties"]["fileWorkspaceName"] = json!("evidence");
    assert_eq!(fault(&client.place("/supportTickets/another", &other).await, 400).1, ["fileWorkspaceName"]);
    client.0.desk.discard().await;
}

/// Threat 52: by its name when it is announced, by how it begins when it comes.
#[tokio::test]
async fn a_program_is_not_taken_in_pieces_either() {
    let client = desk().await;
    assert_eq!(client.place("/fileWorkspaces/evidence", &json!({})).await.status, StatusCode::CREATED);
    let file = json!({"properties": {"fileSize": 4, "chunkSize": 4, "numberOfChunks": 1}});
    for bad in ["tool.exe", "tool.hta.", "Fix.PS1", "disk.iso"] {
        let answer = client.place(&format!("/fileWorkspaces/evidence/files/{bad}"), &file).await;
        assert_eq!(fault(&answer, 400).1, ["fileName"], "{bad}");
    }
    let path = "/fileWorkspaces/evidence/files/report.pdf";
    assert_eq!(client.place(path, &file).await.status, StatusCode::CREATED);
    for bad in [&b"MZ\x90\x00"[..], b"\x7fELF", b"#!/b"] {
        let piece = json!({"chunkIndex": 0, "content": STANDARD.encode(bad)});
        assert_eq!(fault(&client.ask(&format!("{path}/upload"), &piece).await, 400).1, ["content"], "{bad:?}");
    }
    let piece = json!({"chunkIndex": 0, "content": STANDARD.encode("%PDF")});
    assert_eq!(client.ask(&format!("{path}/upload"), &piece).await.status, StatusCode::NO_CONTENT);
    client.0.desk.discard().await;
}

/// Threat 20: who keeps making workspaces, or keeps replacing what is in them, fills no disk.
#[tokio::test]
async fn so_many_workspaces_wait_for_tickets_and_so_often_is_a_piece_replaced() {
    let client = desk().await;
    for number in 0..100 {
        let answer = client.place(&format!("/fileWorkspaces/w-{number}"), &json!({})).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{number}: {}", answer.text());
    }
    let (code, _, message) = fault(&client.place("/fileWorkspaces/one-more", &json!({})).await, 409);
    assert!(code == "TooMany" && message.contains("30 days"), "{code}: {message}");
    assert_eq!(client.place("/fileWorkspaces/w-7", &json!({})).await.status, StatusCode::OK, "it is there");

    let (path, size) = ("/fileWorkspaces/w-7/files/trace.txt", SUPPORT_CHUNK_BYTES);
    let file = json!({"properties": {"fileSize": 2 * size, "chunkSize": size, "numberOfChunks": 2}});
    assert_eq!(client.place(path, &file).await.status, StatusCode::CREATED);
    let put = async |letter: u8| {
        let piece = json!({"chunkIndex": 0, "content": STANDARD.encode(vec![letter; size])});
        client.ask(&format!("{path}/upload"), &piece).await
    };
    for letter in *b"aabcc" {
        assert_eq!(put(letter).await.status, StatusCode::NO_CONTENT, "{letter}");
    }
    assert_eq!(fault(&put(b'd').await, 409).0, "TooMany");
    assert_eq!(put(b'c').await.status, StatusCode::NO_CONTENT, "what is there may come again");
    client.0.desk.discard().await;
}

/// Threat 23: above all subscriptions, the files that were put for one customer do not go along for another.
#[tokio::test]
async fn a_workspace_is_one_customers() {
    let client = desk().await;
    let body = json!({"name": "Anchor", "domain": "anchor.example", "country": "PL",
        "tenant_id": "5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a01"});
    client.post(Role::GlobalAdmin, "/api/v1/customers", &body).await.made();
    client.book("5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a01", OTHER).await;
    let theirs = versioned(&format!("/subscriptions/{OTHER}/providers/Microsoft.Support/fileWorkspaces/evidence"));
    let made = client.send(client.by(Method::PUT, theirs).json(&json!({}))).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let mut ticket = client.ticket();
    ticket["properties"]["fileWorkspaceName"] = json!("evidence");
    for path in [above(&format!("/supportTickets/{NAME}")), under(&format!("/supportTickets/{NAME}"))] {
        let answer = client.send(client.by(Method::PUT, path).json(&ticket)).await;
        assert_eq!(fault(&answer, 400).1, ["fileWorkspaceName"]);
    }
    client.0.desk.discard().await;
}

/// Threats 52 and 23: a name leads nowhere, and a workspace under another subscription is none.
#[tokio::test]
async fn a_file_has_a_name_and_a_place_of_its_own() {
    let client = desk().await;
    client.filed().await;
    let file = json!({"properties": {"fileSize": 4, "chunkSize": 4, "numberOfChunks": 1}});
    for bad in ["..%2F..%2Fetc%2Fpasswd", ".htaccess", "gpj.exe%E2%80%AE"] {
        let answer = client.place(&format!("/fileWorkspaces/{NAME}/files/{bad}"), &file).await;
        assert_eq!(fault(&answer, 400).1[0], "fileName", "{bad}");
    }
    assert_eq!(client.place(&format!("/fileWorkspaces/{NAME}/files/a.txt"), &file).await.status, StatusCode::CREATED);
    let elsewhere = client.desk.person_at(client.desk.distributor.id, Cloud::Public, AGENT);
    for path in [format!("/fileWorkspaces/{NAME}/files"), format!("/fileWorkspaces/{NAME}/files/a.txt")] {
        let answer = client.send(call(Method::GET, above(&path)).by(elsewhere)).await;
        assert_eq!(fault(&answer, 404).0, "ResourceNotFound");
    }
    client.0.desk.discard().await;
}
