//! The carrier of mails, against a mail server that refuses, stalls and breaks off as a test tells it. A real server is tried with the
//! whole program.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tierline_app::{
    Beside, Call, Carrier, Found, MailWords, Opened, Outcome, Parcel, PersonMail, PersonSays, PersonWords, Post,
    Sample, Secret, StepState, Written, email::Replies,
};
use tierline_connect::{DeskPost, EmailCarrier, Outbound, email::PostSettings, outbound::Allow};
use tierline_domain::{ConnectionSettings, Language, OutboxId, PersonLinkKind, SecretField, ServiceRequest, SignIn};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use uuid::Uuid;

use crate::{
    outbound::{client, client_with, opened},
    partner_center::filed,
};

/// What the server says to a line that begins with this, in place of the usual; nothing for a connection that is cut.
type Script = &'static [(&'static str, Option<&'static str>)];

/// A mail server on this machine.
struct MailServer {
    port: u16,
    /// The lines that it got, of all connections.
    heard: Arc<Mutex<Vec<String>>>,
    listening: JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl MailServer {
    async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&heard);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, script, Arc::clone(&lines)));
            }
        });
        Self { port, heard, listening }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    fn heard_of(&self, word: &str) -> usize {
        self.heard().iter().filter(|line| line.starts_with(word)).count()
    }
}

fn usual(line: &str) -> &'static str {
    match line.get(..4).unwrap_or_default() {
        "EHLO" => "250-mail.test\r\n250-AUTH PLAIN\r\n250 8BITMIME",
        "AUTH" => "235 2.7.0 welcome",
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 fine",
    }
}

async fn converse(stream: TcpStream, script: Script, heard: Arc<Mutex<Vec<String>>>) {
    let mut stream = BufReader::new(stream);
    let scripted = |line: &str| script.iter().find(|(word, _)| line.starts_with(word)).map(|(_, answer)| *answer);
    let Some(greeting) = scripted("greeting").unwrap_or(Some("220 mail.test")) else { return };
    let _ = stream.write_all(format!("{greeting}\r\n").as_bytes()).await;
    let mut is_data = false;
    loop {
        let mut line = String::new();
        match stream.read_line(&mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => heard.lock().unwrap().push(line.trim_end().to_owned()),
        }
        let answer = match (is_data, line.trim_end()) {
            (true, ".") => scripted("dot").unwrap_or(Some("250 2.0.0 queued")),
            (true, _) => continue,
            (false, line) => scripted(line).unwrap_or_else(|| Some(usual(line))),
        };
        let Some(answer) = answer else { return };
        is_data = answer.starts_with("354");
        if stream.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

struct Plain;

impl MailWords for Plain {
    fn words(&self, request: &ServiceRequest, _: &Parcel, _: Language) -> String {
        format!("{}\n.\nA line with a dot alone stood above.", request.packet.description)
    }

    fn sample(&self, sample: &Sample) -> Written {
        Written { subject: format!("Test of {}", sample.organization), text: format!("{} tests.\n", sample.by) }
    }
}

fn carrier(outbound: Outbound) -> EmailCarrier {
    let replies = Arc::new(Replies::new("replies.northgate.example", &[7; 32]));
    EmailCarrier::new(Arc::new(outbound), Arc::new(Plain), Some(replies))
}

fn through(address: String) -> Opened {
    let settings = ConnectionSettings {
        client_id: Some("desk".to_owned()),
        mailbox: Some("tickets@meridian.example".to_owned()),
        sender: Some("support@northgate.example".to_owned()),
        ..ConnectionSettings::of(SignIn::Password)
    };
    opened(address, settings, &[(SecretField::Password, "kelp-otter-9")])
}

fn call(through: Opened) -> Call {
    let (request, delivery) = (filed(), OutboxId(Uuid::from_u128(9)));
    Call { through, request, parcel: Parcel::Request, delivery, language: Language::En, beside: Beside::default() }
}

async fn send(script: Script) -> (Outcome, MailServer) {
    let server = MailServer::start(script).await;
    let outcome = carrier(client()).send(call(through(format!("smtp://127.0.0.1:{}", server.port)))).await;
    (outcome, server)
}

#[tokio::test]
async fn a_mail_that_the_server_took_is_done_and_goes_from_a_signed_address() {
    let (outcome, server) = send(&[]).await;
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
    let heard = server.heard();
    let from = heard.iter().find(|line| line.starts_with("MAIL FROM:")).unwrap();
    assert!(from.starts_with("MAIL FROM:<reply+") && from.contains("@replies.northgate.example>"), "{from}");
    assert!(heard.contains(&"RCPT TO:<tickets@meridian.example>".to_owned()));
    assert!(heard.contains(&"..".to_owned()), "a dot alone in a text does not end the mail: {heard:?}");
    assert!(heard.contains(&"From: \"Northgate Cloud Partners\" <support@northgate.example>".to_owned()), "{heard:?}");
}

/// Threat 57: what may have been taken is unknown, and nothing that certainly was not.
#[tokio::test]
async fn what_the_server_says_decides_whether_a_mail_is_sent_again() {
    for (script, expected) in [
        (&[("greeting", Some("554 no service"))] as Script, "later"),
        (&[("greeting", None)], "later"),
        (&[("AUTH", Some("535 5.7.8 wrong"))], "later"),
        (&[("MAIL", Some("550 5.7.1 not your address"))], "later"),
        (&[("RCPT", Some("451 4.7.1 greylisted"))], "later"),
        (&[("RCPT", Some("550 5.1.1 no such mailbox"))], "refused"),
        (&[("RCPT", None)], "later"),
        (&[("DATA", Some("554 5.7.1 not you"))], "refused"),
        (&[("DATA", None)], "later"),
        (&[("dot", Some("452 4.3.1 disk full"))], "later"),
        (&[("dot", Some("552 5.3.4 too large"))], "refused"),
        (&[("dot", None)], "unknown"),
        (&[("dot", Some("354 what?"))], "unknown"),
    ] {
        let (outcome, server) = send(script).await;
        let word = match &outcome {
            Outcome::Done(_) => "done",
            Outcome::Refused { .. } => "refused",
            Outcome::Later { .. } => "later",
            Outcome::Unknown { .. } => "unknown",
        };
        assert_eq!(word, expected, "{script:?}: {outcome:?}");
        let said = format!("{outcome:?}");
        assert!(!said.contains("kelp") && !said.contains("lettre"), "{said}");
        assert!(server.heard_of("MAIL") <= 1, "one try is one try");
    }
}

#[tokio::test]
async fn a_refusal_repeats_the_servers_own_words_and_says_how_large_the_mail_was() {
    let (outcome, _) = send(&[("dot", Some("552 5.3.4 message size exceeds fixed limit"))]).await;
    let Outcome::Refused { code, reason } = outcome else { panic!("{outcome:?}") };
    assert_eq!(code, "552");
    assert!(reason.contains("message size exceeds fixed limit") && reason.ends_with("MB)"), "{reason}");
}

#[tokio::test]
async fn a_mailbox_is_never_said_to_have_or_not_to_have_a_mail() {
    let found = carrier(client()).find(call(through("smtp://127.0.0.1:1".to_owned()))).await;
    let Found::NobodyToAsk { reason } = found else { panic!("{found:?}") };
    assert!(reason.contains("tickets@meridian.example") && reason.contains("R-1042"), "{reason}");
}

/// Nothing is said in the open to a host that the operator does not name, the password least of all.
#[tokio::test]
async fn a_server_without_tls_is_spoken_to_only_where_the_operator_names_it() {
    let server = MailServer::start(&[]).await;
    let unnamed = client_with(|settings| settings.allow = Allow::parse(&["127.0.0.0/8"]).unwrap());
    let outcome = carrier(unnamed).send(call(through(format!("smtp://mail.example:{}", server.port)))).await;
    let Outcome::Later { reason, .. } = outcome else { panic!("{outcome:?}") };
    assert!(reason.contains("offers no encryption") && reason.contains("smtps://"), "{reason}");
    assert_eq!((server.heard_of("AUTH"), server.heard_of("MAIL")), (0, 0));
}

/// Threat 49: a name that leads inside, and an address that is inside, reach nothing.
#[tokio::test]
async fn a_mail_server_inside_is_not_reached_unless_the_operator_allows_it() {
    for address in ["smtp://inside.example:25", "smtps://10.0.0.8", "smtp://169.254.169.254:80", "smtp://[::1]:25"] {
        let outbound = client_with(|settings| settings.allow = Allow::default());
        let outcome = carrier(outbound).send(call(through(address.to_owned()))).await;
        let Outcome::Later { reason, .. } = outcome else { panic!("{address}: {outcome:?}") };
        assert!(reason.contains("[outbound] allow"), "{address}: {reason}");
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_for_ever() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let begun = std::time::Instant::now();
    let outcome = carrier(client()).send(call(through(address.clone()))).await;
    assert!(matches!(&outcome, Outcome::Later { .. }), "{outcome:?}");
    // In place of TLS nothing comes either.
    let outcome = carrier(client()).send(call(through(address.replace("smtp:", "smtps:")))).await;
    assert!(matches!(&outcome, Outcome::Later { .. }), "{outcome:?}");
    assert!(begun.elapsed() < Duration::from_secs(6));
}

#[tokio::test]
async fn a_test_says_step_by_step_what_works_and_sends_nothing() {
    let test = async |script: Script| {
        let server = MailServer::start(script).await;
        let report = carrier(client()).test(through(format!("smtp://127.0.0.1:{}", server.port))).await;
        assert_eq!(server.heard_of("DATA"), 0, "no mail is sent");
        let steps: Vec<_> = report.steps.iter().map(|step| (step.code, step.state)).collect();
        (steps, report)
    };
    use StepState::{Fails, Skipped, Works};
    let (steps, report) = test(&[]).await;
    assert_eq!(steps, [("reach", Works), ("sign_in", Works), ("permission", Works)]);
    assert!(report.works() && report.steps[2].says.contains("none was sent"), "{report:?}");
    let (steps, report) = test(&[("AUTH", Some("535 5.7.8 bad credentials"))]).await;
    assert_eq!(steps, [("reach", Works), ("sign_in", Fails), ("permission", Skipped)]);
    assert!(report.steps[1].says.contains("bad credentials"), "{report:?}");
    let (steps, _) = test(&[("RCPT", Some("550 relaying denied"))]).await;
    assert_eq!(steps, [("reach", Works), ("sign_in", Works), ("permission", Fails)]);
    let (steps, _) = test(&[("greeting", Some("421 not now"))]).await;
    assert_eq!(steps, [("reach", Fails), ("sign_in", Skipped), ("permission", Skipped)]);
}

struct Invites;

impl PersonWords for Invites {
    fn words(&self, mail: &PersonMail) -> Result<Written, String> {
        let subject = format!("{}\r\nBcc: x@elsewhere.example", mail.organization);
        let PersonSays::Link { secret, .. } = &mail.says else { return Err("it brings no link".to_owned()) };
        Ok(Written { subject, text: format!("https://desk.example/welcome/{}\n", secret.expose()) })
    }
}

fn invitation() -> PersonMail {
    PersonMail {
        id: "0707".to_owned(),
        to: "ida.lund@northgate.example".to_owned(),
        name: "Ida \"Lund\"\r\nBcc: y@elsewhere.example".to_owned(),
        language: None,
        organization: "Northgate Cloud Partners".to_owned(),
        support: String::new(),
        says: PersonSays::Link {
            kind: PersonLinkKind::Invitation,
            by: None,
            secret: Secret::new("tlp_kelp".to_owned()),
            expires_at: "2026-09-15T12:30:00Z".parse().unwrap(),
        },
    }
}

fn desk_post(server: &MailServer, user: Option<&str>) -> DeskPost {
    let settings = PostSettings {
        server: format!("smtp://127.0.0.1:{}", server.port),
        from: "desk@northgate.example".to_owned(),
        user: user.map(str::to_owned),
        secrets: "nowhere".into(),
    };
    DeskPost::new(Arc::new(client()), Arc::new(Invites), Some(settings))
}

#[tokio::test]
async fn the_desks_own_letter_has_its_link_and_no_header_that_a_name_brought() {
    let server = MailServer::start(&[]).await;
    desk_post(&server, None).send(invitation()).await.unwrap();
    let heard = server.heard();
    for line in [
        "MAIL FROM:<desk@northgate.example>",
        "RCPT TO:<ida.lund@northgate.example>",
        "https://desk.example/welcome/tlp_kelp",
        "Auto-Submitted: auto-generated",
        "Message-ID: <0707@northgate.example>",
    ] {
        assert!(heard.iter().any(|said| said.starts_with(line)), "{line}: {heard:?}");
    }
    assert_eq!((server.heard_of("Bcc:"), server.heard_of("RCPT")), (0, 1), "{heard:?}");
}

#[tokio::test]
async fn a_letter_that_is_not_taken_says_why_without_its_link_or_password() {
    let server = MailServer::start(&[("RCPT", Some("451 4.7.1 greylisted"))]).await;
    let said = desk_post(&server, None).send(invitation()).await.unwrap_err();
    assert!(said.contains("greylisted") && !said.contains("tlp_"), "{said}");
    let said = desk_post(&server, Some("desk")).send(invitation()).await.unwrap_err();
    assert!(said.contains("mail-password"), "the way out is named: {said}");
    let none = DeskPost::new(Arc::new(client()), Arc::new(Invites), None);
    assert!(!none.is_set_up() && none.send(invitation()).await.is_err());
}

#[tokio::test]
async fn a_test_message_goes_the_way_of_all_others_and_what_the_server_says_is_told() {
    let server = MailServer::start(&[]).await;
    let through = through(format!("smtp://127.0.0.1:{}", server.port));
    let sample = |to: &str| Sample {
        to: to.to_owned(),
        organization: "Northgate Cloud Partners".to_owned(),
        by: "Maren Holt".to_owned(),
        language: Language::En,
    };
    let carrier = carrier(client());
    let said = carrier.sample(through.clone(), sample("maren@northgate.example")).unwrap().await.unwrap();
    assert!(said.starts_with("127.0.0.1 has taken it"), "{said}");
    let heard = server.heard();
    for line in [
        "MAIL FROM:<reply@replies.northgate.example>",
        "RCPT TO:<maren@northgate.example>",
        "From: \"Northgate Cloud Partners\" <support@northgate.example>",
        "Subject: Test of Northgate Cloud Partners",
        "Maren Holt tests.",
    ] {
        assert!(heard.iter().any(|said| said.starts_with(line)), "{line}: {heard:?}");
    }
    let closed = carrier.sample(through, sample("nobody")).unwrap().await.unwrap_err();
    assert_eq!(closed.reason, "the address is none");
}
