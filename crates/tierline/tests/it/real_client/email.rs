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

use super::{python, script_with};
use crate::work::{binary, case_becomes, escalate, items, ready, request, request_becomes, shared, text};

/// A mail server that runs. It ends with the test.
pub(crate) struct MailServer {
    folder: TempDir,
    pub(crate) port: u16,
    _process: Child,
}

impl MailServer {
    /// One that speaks in the open, or with this certificate: then it wants TLS, name and password.
    pub(crate) async fn start(certificate: Option<(&Path, &Path)>) -> Self {
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
    pub(crate) fn mails(&self) -> Vec<Value> {
        let entries = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
        files.sort();
        files.iter().map(|path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap()).collect()
    }

    /// Waits until it has taken so many.
    pub(crate) async fn has(&self, number: usize) -> Vec<Value> {
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
pub(crate) fn header(mail: &Value, name: &str) -> String {
    let text = text(&mail["mail"]).replace("\r\n ", " ").replace("\r\n\t", " ");
    let head = text.split("\r\n\r\n").next().unwrap_or_default().to_owned();
    let start = format!("{}:", name.to_lowercase());
    let found = head.split("\r\n").find(|line| line.to_lowercase().starts_with(&start));
    found.map(|line| line[start.len()..].trim().to_owned()).unwrap_or_default()
}

/// Sets a connection to a mailbox up, and says where it is.
pub(crate) async fn connect(admin: &Client, address: &str, mailbox: &str, password: Option<&str>) -> String {
    let connection = json!({
        "kind": "email", "name": "Meridian's mailbox", "address": address, "mailbox": mailbox,
        "sender": "support@northgate.example", "sign_in": if password.is_some() { "password" } else { "nobody" },
        "client_id": password.map(|_| "desk"), "secret": password,
    });
    format!("connections/{}", text(&admin.post("connections", connection).await.expect(201)["id"]))
}

/// Hands a case up by mail.
pub(crate) async fn mailed(agent: &Client) -> (String, String) {
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

/// A mail's text as its reader sees it: lines that were broken for the way are whole again.
fn readable(mail: &Value) -> String {
    text(&mail["mail"]).replace("=\r\n", "").replace("=3D", "=")
}

/// The link of a mail, on the desk.
fn link(mail: &Value) -> String {
    let text = readable(mail);
    let from = text.find("/welcome/tlp_").unwrap_or_else(|| panic!("no link: {text}"));
    text[from..].split(|c: char| c.is_whitespace()).next().unwrap_or_default().to_owned()
}

/// Threats 19 and 44: an invitation and a reset, as their reader's mail program gets them.
#[tokio::test]
async fn the_desk_writes_to_its_people_in_their_language_and_its_links_lead_in() {
    let server = MailServer::start(None).await;
    let settings = format!(
        "poll_seconds = 1\n[outbound]\nallow = [\"127.0.0.1\"]\n[mail]\nserver = \"smtp://127.0.0.1:{}\"\n\
         from = \"desk@northgate.example\"\n",
        server.port
    );
    let desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, &settings).await;
    let invited = json!({ "name": "Zofia Lis", "email": "zofia.lis@northgate.example", "roles": ["sales_agent"], "locale": "pl" });
    let _ = desk.of("ilse").post("people", invited).await.expect(201);
    let first = server.has(1).await.remove(0);
    assert_eq!(
        (&first["from"], &first["to"]),
        (&json!("desk@northgate.example"), &json!(["zofia.lis@northgate.example"]))
    );
    assert_eq!(header(&first, "Auto-Submitted"), "auto-generated");
    assert!(header(&first, "Message-ID").ends_with("@northgate.example>"), "{first}");
    assert!(readable(&first).contains("zaprasza"), "in Polish: {first}");
    let anonymous = desk.anonymous();
    assert_eq!(anonymous.get(&link(&first)).await.status, 200, "the link leads in");

    let form = "application/x-www-form-urlencoded";
    let asked = |email: &str| Some(format!("email={}", email.replace('@', "%40")).into());
    let known = anonymous.send(reqwest::Method::POST, "/forgotten", form, asked("maren@northgate.example")).await;
    let unknown = anonymous.send(reqwest::Method::POST, "/forgotten", form, asked("nobody@northgate.example")).await;
    assert_eq!(known.status, unknown.status);
    let second = server.has(2).await.remove(1);
    assert_eq!(second["to"], json!(["maren@northgate.example"]));
    assert_ne!(header(&second, "Message-ID"), header(&first, "Message-ID"));
    assert_ne!(link(&second), link(&first));
    assert_eq!(anonymous.get(&link(&second)).await.status, 200);
    assert_eq!(server.mails().len(), 2, "nobody is written to who is nobody");

    // Whoever chose it, its person hears of it.
    let chosen = Some(b"new=seven+quiet+harbours".to_vec());
    let chosen = anonymous.send(reqwest::Method::POST, &link(&second), form, chosen).await;
    assert!(chosen.status < 400, "{}", chosen.text);
    let third = server.has(3).await.remove(2);
    assert_eq!(third["to"], json!(["maren@northgate.example"]));
    let said = readable(&third);
    for part in ["A new password was chosen by a link", "From: 127.0.0.1", "/forgotten", "Northgate Cloud Partners"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("tlp_"), "it opens nothing: {said}");
}

/// A port that nobody has.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Brings a mail to the desk as a mail system does.
async fn bring(port: u16, sender: &str, address: &str, mail: &str) -> Value {
    let port = port.to_string();
    script_with("bring_mail.py", &["127.0.0.1", &port, sender, address], mail.as_bytes()).await
}

fn answer(id: &str, from: &str, words: &str) -> String {
    format!(
        "From: Ansel <{from}>\nTo: you\nSubject: Re: your request\nMessage-ID: <{id}>\n\n{words}\n\nOn Monday you wrote:\n> all of it\n"
    )
}

/// Says these lines to the desk's mail listener, byte for byte, and gives what it answers until it closes or falls silent.
async fn say(port: u16, lines: &[&[u8]]) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let mut said = String::new();
    for line in std::iter::once(&&b""[..]).chain(lines) {
        let _ = stream.write_all(line).await;
        let mut piece = [0; 4096];
        if let Ok(Ok(read)) = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut piece)).await {
            said.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
    }
    said
}

/// A desk that takes mail, a request that went by mail from it, and the address of its answers.
async fn asked(engine: Engine, server: &MailServer) -> (Desk, u16, String, String, String) {
    let port = free_port();
    let settings = format!(
        "poll_seconds = 1\n[outbound]\nallow = [\"127.0.0.1\"]\n[mail]\ndomain = \"replies.northgate.example\"\n\
         listen = \"127.0.0.1:{port}\"\nfolder = \"mail\"\n"
    );
    let desk = Desk::demo_with(binary(), shared(), engine, &settings).await;
    let address = format!("smtp://127.0.0.1:{}", server.port);
    connect(&desk.of("ilse"), &address, "tickets@meridian.example", None).await;
    let (case, id) = mailed(&desk.of("maren")).await;
    request_becomes(&desk.of("maren"), &id, "submitted").await;
    let reply = header(&server.has(1).await[0], "Reply-To");
    (desk, port, case, id, reply)
}

#[tokio::test]
async fn an_answer_by_mail_stands_in_the_case_and_a_stranger_is_turned_away() {
    let server = MailServer::start(None).await;
    let (desk, port, case, id, reply) = asked(Engine::Sqlite, &server).await;
    let agent = desk.of("maren");
    let mail = answer("77@meridian.example", "ansel@meridian.example", "Which build do they run?");
    let taken = bring(port, "ansel@meridian.example", &reply, &mail).await;
    assert_eq!(taken["taken"], true, "{taken}");
    case_becomes(&agent, &case, |_| true).await;
    let notes = agent.get(&format!("service-requests/{id}/notes")).await.expect(200);
    let written: Vec<&Value> = items(&notes).iter().filter(|note| note["text"] == "Which build do they run?").collect();
    assert_eq!(written.len(), 1, "{notes}");
    assert_eq!(bring(port, "ansel@meridian.example", &reply, &mail).await["taken"], true, "twice is once");
    let notes = agent.get(&format!("service-requests/{id}/notes")).await.expect(200);
    assert_eq!(notes.to_string().matches("Which build do they run?").count(), 1, "{notes}");

    // Threat 20: nothing is relayed, and threat 16: a forged address is nobody's.
    for stranger in
        ["somebody@elsewhere.example", "postmaster@replies.northgate.example", &reply.replace("reply+", "reply+0")]
    {
        let refused = bring(port, "ansel@meridian.example", stranger, &mail).await;
        assert_eq!((&refused["taken"], &refused["code"]), (&json!(false), &json!(550)), "{stranger}: {refused}");
    }

    // What came back takes the request back.
    let delivery = header(&server.mails()[0], "X-Tierline-Delivery");
    let report = format!(
        "From: MAILER-DAEMON@mail.test\nSubject: Undelivered\nMessage-ID: <80@mail.test>\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n\
         --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.test\n\nFinal-Recipient: rfc822; t@meridian.example\n\
         Action: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 Mailbox closed\n\
         --b\nContent-Type: text/rfc822-headers\n\nX-Tierline-Delivery: {delivery}\n--b--\n"
    );
    assert_eq!(bring(port, "", &reply, &report).await["taken"], true);
    let deliveries = agent.get(&format!("service-requests/{id}/deliveries")).await.expect(200);
    let states: Vec<&Value> = items(&deliveries).iter().map(|one| &one["state"]).collect();
    assert!(states.contains(&&json!("refused")), "{deliveries}");
    assert_eq!(
        agent.get(&format!("service-requests/{id}")).await.expect(200)["status"],
        "submitted",
        "it was answered before"
    );
}

/// What one server takes for the end of a mail and another for a part of it hides a mail in a mail.
#[tokio::test]
async fn lines_that_end_otherwise_than_they_must_are_refused_and_so_is_what_has_no_limit() {
    let server = MailServer::start(None).await;
    let (desk, port, _, id, reply) = asked(Engine::Postgres, &server).await;
    let to = format!("RCPT TO:<{reply}>\r\n");
    let begin: Vec<&[u8]> = vec![b"EHLO x\r\n", b"MAIL FROM:<a@meridian.example>\r\n", to.as_bytes(), b"DATA\r\n"];
    for hidden in [
        &b"one\n.\nMAIL FROM:<b@x.example>\r\n.\r\n"[..],
        b"one\r\n.\n\r\n.\r\n",
        b"one\n.\r\n",
        b"one\r.\r\n.\r\n",
        b"one\r\n.\r.\r\n",
    ] {
        let said = say(port, &[&begin[..], &[hidden]].concat()).await;
        assert!(said.contains("354 ") && said.contains("554 5.6.0 A line"), "{hidden:?}: {said}");
        assert!(!said.contains("Taken"), "{hidden:?}: {said}");
    }
    for (lines, answer) in [
        (vec![&b"EHLO x\nMAIL FROM:<a@b.example>\r\n"[..]], "500 5.5.2"),
        (vec![b"MAIL FROM:<a@b.example>\r\n"], "503 5.5.1"),
        (vec![b"EHLO x\r\n", b"MAIL FROM:<a@b.example> SIZE=99999999999\r\n"], "552 5.3.4"),
        (vec![b"EHLO x\r\n", b"VRFY root\r\n"], "502 5.5.1"),
        (vec![b"EHLO x\r\n", b"AUTH PLAIN AAAA\r\n"], "502 5.5.1"),
        (vec![b"EHLO x\r\n", b"DATA\r\n"], "503 5.5.1"),
    ] {
        let said = say(port, &lines).await;
        assert!(said.contains(answer), "{lines:?}: {said}");
    }
    let long = [b"EHLO ".to_vec(), vec![b'x'; 4096], b"\r\n".to_vec()].concat();
    assert!(say(port, &[&long]).await.contains("500 5.5.2"));
    // A dot that begins a line is the sender's own.
    let dotted = b"From: ansel@meridian.example\r\nMessage-ID: <5@x>\r\n\r\n..config was changed\r\n.\r\n";
    assert!(say(port, &[&begin[..], &[&dotted[..]]].concat()).await.contains("250 2.0.0 Taken"));
    let notes = desk.of("maren").get(&format!("service-requests/{id}/notes")).await.expect(200).to_string();
    assert!(notes.contains("\".config was changed\"") && !notes.contains("b@x.example"), "{notes}");
}

/// Threat 15: what cannot be taken holds nothing up.
#[tokio::test]
async fn mails_in_a_folder_are_taken_once_and_what_is_nobodys_lies_in_quarantine() {
    let server = MailServer::start(None).await;
    let (desk, _, _, id, reply) = asked(Engine::Sqlite, &server).await;
    let folder = desk.folder().join("mail");
    let drop_in = |name: &str, mail: &str| {
        fs::create_dir_all(folder.join("tmp")).unwrap();
        fs::write(folder.join("tmp").join(name), mail).unwrap();
        fs::rename(folder.join("tmp").join(name), folder.join("new").join(name)).unwrap();
    };
    let poison =
        format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(9_000));
    drop_in("1-poison", &poison);
    drop_in(
        "2-forged",
        &answer("1@x", "ansel@meridian.example", "Resolved")
            .replace("To: you", &format!("To: {}", reply.replace("reply+", "reply+0"))),
    );
    drop_in(
        "3-good",
        &answer("2@x", "ansel@meridian.example", "Since when?")
            .replace("To: you", &format!("Delivered-To: {reply}\nTo: you")),
    );
    let gone = || async { json!(fs::read_dir(folder.join("new")).unwrap().count()) };
    eventually("the folder is empty", gone, |left| left == 0).await;
    assert!(folder.join("done/3-good").exists());
    assert!(folder.join("quarantine/1-poison").exists() && folder.join("quarantine/2-forged").exists());
    drop_in("4-again", &fs::read_to_string(folder.join("done/3-good")).unwrap());
    eventually("it is taken again", gone, |left| left == 0).await;
    let notes = desk.of("maren").get(&format!("service-requests/{id}/notes")).await.expect(200).to_string();
    assert_eq!((notes.matches("Since when?").count(), notes.contains("Resolved")), (1, false), "{notes}");
    let doctor = tierline_testkit::command::run(binary(), &["doctor", "--data", desk.folder().to_str().unwrap()]).await;
    assert!(doctor.stdout.contains("2 mails lie in quarantine"), "{}", doctor.stdout);
    assert!(
        doctor.stdout.contains("answers by mail arrive at addresses at replies.northgate.example"),
        "{}",
        doctor.stdout
    );
}
