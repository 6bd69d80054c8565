//! The package `aiosmtpd` 1.4.6 of the Python Package Index: a mail server that the desk sends by, and a client that brings answers.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value, json};
use tempfile::TempDir;
use tierline_testkit::{
    client::Client,
    desk::{Desk, Engine, eventually},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::python;
use crate::work::{binary, escalate, items, ready, request, request_becomes, shared, text};

/// A mail server that runs. It ends with the test.
struct MailServer {
    folder: TempDir,
    port: u16,
    _process: Child,
}

impl MailServer {
    /// One that speaks in the open, or with this certificate: then it wants TLS, name and password.
    async fn start(certificate: Option<(&Path, &Path)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/real_client/mail_server.py");
        let mut command = Command::new(python());
        command.arg(script).arg(folder.path()).kill_on_drop(true);
        if let Some((chain, key)) = certificate {
            command.arg(chain).arg(key);
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        let told = tokio::time::timeout(Duration::from_secs(60), said.next_line()).await;
        let port = told.expect("it starts").unwrap().expect("it says where").trim().parse().unwrap();
        Self { folder, port, _process: process }
    }

    /// What it has taken, in order.
    fn mails(&self) -> Vec<Value> {
        let entries = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
        files.sort();
        files.iter().map(|path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap()).collect()
    }

    /// Waits until it has taken so many.
    async fn has(&self, number: usize) -> Vec<Value> {
        eventually(
            &format!("{number} mails arrive"),
            || async { json!(self.mails()) },
            |all| all.as_array().is_some_and(|all| all.len() >= number),
        )
        .await;
        self.mails()
    }
}

/// A header of a mail, unfolded.
fn header(mail: &Value, name: &str) -> String {
    let text = text(&mail["mail"]).replace("\r\n ", " ").replace("\r\n\t", " ");
    let head = text.split("\r\n\r\n").next().unwrap_or_default().to_owned();
    let start = format!("{}:", name.to_lowercase());
    let found = head.split("\r\n").find(|line| line.to_lowercase().starts_with(&start));
    found.map(|line| line[start.len()..].trim().to_owned()).unwrap_or_default()
}

/// Sets a connection to a mailbox up, and says where it is.
async fn connect(admin: &Client, address: &str, mailbox: &str, password: Option<&str>) -> String {
    let connection = json!({
        "kind": "email", "name": "Meridian's mailbox", "address": address, "mailbox": mailbox,
        "sender": "support@northgate.example", "sign_in": if password.is_some() { "password" } else { "nobody" },
        "client_id": password.map(|_| "desk"), "secret": password,
    });
    format!("connections/{}", text(&admin.post("connections", connection).await.expect(201)["id"]))
}

/// Hands a case up by mail.
async fn mailed(agent: &Client) -> (String, String) {
    let case = ready(agent, "aldersyde.example").await;
    let mut by_mail = request();
    by_mail["route"] = json!("email");
    by_mail["recipient"] = json!("provider");
    by_mail["duplicate_reason"] = json!("Another office, another network.");
    let id = text(&escalate(agent, &case, by_mail).await["id"]);
    (case, id)
}

#[tokio::test]
async fn a_request_its_notes_and_its_files_go_by_a_mail_server_that_wants_tls_and_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap();
    let made = CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let (chain, secret) = (folder.path().join("mail.crt"), folder.path().join("mail.key"));
    fs::write(&chain, made.pem()).unwrap();
    fs::write(&secret, key.serialize_pem()).unwrap();
    let server = MailServer::start(Some((&chain, &secret))).await;
    let settings = "[outbound]\nallow = [\"127.0.0.0/8\", \"::1\"]\n[mail]\ndomain = \"replies.northgate.example\"\n";
    let desk = Desk::demo_trusting(binary(), shared(), Engine::Sqlite, settings, &chain).await;
    let (agent, admin) = (desk.of("maren"), desk.of("ilse"));
    let address = format!("smtp://localhost:{}", server.port);
    let path = connect(&admin, &address, "tickets@meridian.example", Some("a-wrong-one")).await;
    let tested = admin.post(&format!("{path}/tests"), json!({})).await.expect(200);
    assert_eq!((&tested["works"], &tested["steps"][1]["state"]), (&json!(false), &json!("fails")), "{tested}");
    let _ = admin.put(&format!("{path}/secret"), json!({ "secret": "kelp-otter-9" })).await.expect(200);
    let tested = admin.post(&format!("{path}/tests"), json!({})).await.expect(200);
    assert_eq!(tested["works"], true, "{tested}");
    assert!(server.mails().is_empty(), "a test sends nothing");

    let (_, id) = mailed(&agent).await;
    let first = server.has(1).await.remove(0);
    let sent = request_becomes(&agent, &id, "submitted").await;
    let number = text(&sent["number"]);
    assert_eq!((&first["is_tls"], &first["is_signed_in"]), (&json!(true), &json!(true)), "{first}");
    assert_eq!(first["to"], json!(["tickets@meridian.example"]));
    let reply = header(&first, "Reply-To");
    assert!(reply.starts_with("reply+") && reply.ends_with("@replies.northgate.example"), "{reply}");
    assert_eq!(first["from"], json!(reply), "what cannot be delivered comes back there");
    assert_eq!(header(&first, "Subject"), format!("[{number}] Group calls drop after two minutes"));
    assert_eq!(header(&first, "X-Tierline-Number"), number);
    let body = text(&first["mail"]);
    assert!(body.contains("Forty carers can't hold their handover calls.") && body.contains(&format!("{number}.json")));

    let note = json!({ "visibility": "provider", "text": "It is worse on Mondays." });
    let _ = agent.post(&format!("service-requests/{id}/notes"), note).await.expect(201);
    let second = server.has(2).await.remove(1);
    assert!(text(&second["mail"]).contains("It is worse on Mondays."));
    assert_eq!(header(&second, "In-Reply-To"), header(&first, "Message-ID"), "the thread holds");
    assert_eq!(header(&second, "Reply-To"), reply);
    assert_ne!(header(&second, "Message-ID"), header(&first, "Message-ID"));
}

/// Threat 57.
#[tokio::test]
async fn a_server_that_breaks_off_after_the_mail_leaves_it_to_a_person_and_refusals_come_back() {
    let server = MailServer::start(None).await;
    let settings = "poll_seconds = 1\n[outbound]\nallow = [\"127.0.0.1\"]\n";
    let desk = Desk::demo_with(binary(), shared(), Engine::Postgres, settings).await;
    let (agent, admin) = (desk.of("maren"), desk.of("ilse"));
    let address = format!("smtp://127.0.0.1:{}", server.port);
    let path = connect(&admin, &address, "silent@meridian.example", None).await;
    let (_, id) = mailed(&agent).await;
    request_becomes(&agent, &id, "unknown").await;
    let ask = || async { agent.get(&format!("service-requests/{id}/deliveries")).await.expect(200) };
    let open = eventually("a person is asked", ask, |page| {
        items(page)[0]["needs_confirmation"] == true && items(page)[0]["next_at"].is_null()
    })
    .await;
    let delivery = format!("deliveries/{}", text(&items(&open)[0]["id"]));
    let refused = admin.post(&format!("{delivery}/retry"), json!({})).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    let _ = admin.patch(&path, json!({ "mailbox": "tickets@meridian.example" })).await.expect(200);
    let _ = admin.post(&format!("{delivery}/confirmation"), json!({ "has_arrived": false })).await.expect(200);
    request_becomes(&agent, &id, "submitted").await;
    let mails = server.mails();
    let ids: Vec<String> = mails.iter().map(|mail| header(mail, "Message-ID")).collect();
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]), "a person sent it again, under its identifier");
    assert_eq!(header(&mails[0], "Reply-To"), "", "this desk takes no answers: they go to who sent");

    let _ = admin.patch(&path, json!({ "mailbox": "nobody@meridian.example" })).await.expect(200);
    let (_, id) = mailed(&agent).await;
    let back = request_becomes(&agent, &id, "returned").await;
    assert!(text(&back["status_reason"]).contains("There is no such mailbox"), "{back}");
}
