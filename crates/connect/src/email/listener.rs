//! Mail comes in over SMTP (RFC 5321): as much of it as is needed to take answers, and no more. It takes mail for signed addresses alone,
//! so that nothing is relayed and nobody can find out who is here; lines end as the standard says, so that no mail can be hidden in
//! another; and everything has its limit.

use std::{future::Future, sync::Arc, time::Duration};

use rustls::ServerConfig;
use tierline_app::App;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::Semaphore,
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::TlsAcceptor;

use super::{
    command::{COMMAND_BYTES, parameters, path, words},
    parse::MAIL_BYTES,
    post::{Taken, expects, hand_in},
};

/// Conversations at the same time.
const AT_ONCE: usize = 50;
/// The longest line of a mail: RFC 5321, 4.5.3.1.6 says 1,000, and many write more.
const LINE_BYTES: usize = 64 * 1024;
/// Addresses of one mail.
const RECIPIENTS: usize = 10;
/// Mails of one conversation.
const MAILS: usize = 20;
/// Mistakes, after which a conversation is over.
const MISTAKES: usize = 10;
/// How long a command may take to come.
const COMMAND: Duration = Duration::from_secs(60);
/// How long a mail may take to come.
const MAIL: Duration = Duration::from_secs(300);
/// How long a whole conversation may take.
const WHOLE: Duration = Duration::from_secs(900);

/// The certificate to be shown now; it can be exchanged while the program runs.
pub type Certificates = Arc<dyn Fn() -> Arc<ServerConfig> + Send + Sync>;

/// Who listens for mail.
#[derive(Clone)]
pub struct MailListener {
    /// The application.
    pub app: App,
    /// What the desk calls itself.
    pub name: String,
    /// With what it speaks TLS, where it has a certificate.
    pub certificates: Option<Certificates>,
}

impl MailListener {
    /// Takes mail until it is told to stop; what is being said then is said to its end within its limits.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        tokio::pin!(stop);
        loop {
            let (mut stream, _) = tokio::select! {
                () = &mut stop => return,
                accepted = listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        tracing::warn!(%error, "a mail connection could not be accepted");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                },
            };
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                let _ = stream.write_all(b"421 4.3.2 Too many conversations, come back later\r\n").await;
                continue;
            };
            let this = self.clone();
            tokio::spawn(async move {
                let _ = timeout(WHOLE, this.converse(Box::new(stream))).await;
                drop(place);
            });
        }
    }

    /// One conversation; over TLS, where that is asked for, it begins anew.
    async fn converse(&self, stream: Box<dyn Stream>) {
        let greeting = format!("220 {} ESMTP", self.name);
        let mut talk = Conversation::new(self, stream, self.certificates.is_some());
        if talk.say(&greeting).await.is_none() || !matches!(talk.run().await, Some(End::Tls)) {
            return;
        }
        // What was sent before TLS stood is not taken for what was sent by it (RFC 3207, 4.2).
        if !talk.stream.buffer().is_empty() {
            return;
        }
        let Some(certificates) = &self.certificates else { return };
        let acceptor = TlsAcceptor::from(certificates());
        let Ok(Ok(secure)) = timeout(COMMAND, acceptor.accept(talk.stream.into_inner())).await else { return };
        let _ = Conversation::new(self, Box::new(secure), false).run().await;
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// How a conversation ended.
enum End {
    /// It goes on over TLS.
    Tls,
    /// It is over.
    Over,
}

struct Conversation<'a> {
    listener: &'a MailListener,
    stream: BufReader<Box<dyn Stream>>,
    /// Whether TLS is offered.
    offers_tls: bool,
    has_greeted: bool,
    sender: Option<String>,
    recipients: Vec<String>,
    mails: usize,
    mistakes: usize,
}

impl<'a> Conversation<'a> {
    fn new(listener: &'a MailListener, stream: Box<dyn Stream>, offers_tls: bool) -> Self {
        Self {
            listener,
            stream: BufReader::new(stream),
            offers_tls,
            has_greeted: false,
            sender: None,
            recipients: Vec::new(),
            mails: 0,
            mistakes: 0,
        }
    }

    async fn say(&mut self, line: &str) -> Option<()> {
        let line = format!("{line}\r\n");
        timeout(COMMAND, self.stream.get_mut().write_all(line.as_bytes())).await.ok()?.ok()
    }

    fn forget(&mut self) {
        self.sender = None;
        self.recipients.clear();
    }

    /// Answers command by command. None where the other side is gone.
    async fn run(&mut self) -> Option<End> {
        loop {
            let Some(command) = self.command().await? else {
                self.say("500 5.5.2 A line is too long or ends otherwise than with CR LF").await?;
                return Some(End::Over);
            };
            let (verb, rest) = command.split_once(' ').unwrap_or((&command, ""));
            let answer = match verb.to_ascii_uppercase().as_str() {
                "EHLO" if !rest.is_empty() => {
                    self.has_greeted = true;
                    self.forget();
                    self.capabilities()
                }
                "HELO" if !rest.is_empty() => {
                    self.has_greeted = true;
                    self.forget();
                    format!("250 {}", self.listener.name)
                }
                "MAIL" => self.mail(rest),
                "RCPT" => self.rcpt(rest).await,
                "DATA" => match self.data().await? {
                    Ok(answer) => answer,
                    Err(last) => {
                        self.say(last).await?;
                        return Some(End::Over);
                    }
                },
                "RSET" => {
                    self.forget();
                    "250 2.0.0 Forgotten".to_owned()
                }
                "NOOP" => "250 2.0.0 Nothing done".to_owned(),
                "QUIT" => {
                    self.say("221 2.0.0 Goodbye").await?;
                    return Some(End::Over);
                }
                "STARTTLS" if self.offers_tls => {
                    self.say("220 2.0.0 Go ahead").await?;
                    return Some(End::Tls);
                }
                _ => "502 5.5.1 Not known here".to_owned(),
            };
            self.mistakes += usize::from(answer.starts_with('5'));
            self.say(&answer).await?;
            if self.mistakes >= MISTAKES {
                self.say("421 4.7.0 Too many mistakes").await?;
                return Some(End::Over);
            }
        }
    }

    fn capabilities(&self) -> String {
        let tls = if self.offers_tls { "250-STARTTLS\r\n" } else { "" };
        format!("250-{}\r\n{tls}250-8BITMIME\r\n250 SIZE {MAIL_BYTES}", self.listener.name)
    }

    /// A line of at most so many bytes. The first None: nobody is there; the second: it is no line.
    async fn command(&mut self) -> Option<Option<String>> {
        let mut line = Vec::new();
        let limit = COMMAND_BYTES as u64;
        let mut limited = (&mut self.stream).take(limit);
        if timeout(COMMAND, limited.read_until(b'\n', &mut line)).await.ok()?.ok()? == 0 {
            return None;
        }
        Some(words(&line))
    }

    fn mail(&mut self, rest: &str) -> String {
        let Some((sender, said)) = path(rest, "FROM:") else { return "501 5.5.4 MAIL FROM:<address>".to_owned() };
        if !self.has_greeted || self.sender.is_some() {
            return "503 5.5.1 Not now".to_owned();
        }
        if self.mails >= MAILS {
            return "452 4.5.3 Enough for this time".to_owned();
        }
        if let Err(refusal) = parameters(said) {
            return refusal.to_owned();
        }
        self.sender = Some(sender);
        "250 2.1.0 From there".to_owned()
    }

    /// Only an address that this desk made is one here: all others are unknown alike.
    async fn rcpt(&mut self, rest: &str) -> String {
        let Some((address, _)) = path(rest, "TO:") else { return "501 5.5.4 RCPT TO:<address>".to_owned() };
        if self.sender.is_none() {
            return "503 5.5.1 Not now".to_owned();
        }
        if self.recipients.len() >= RECIPIENTS {
            return "452 4.5.3 Too many for one mail".to_owned();
        }
        match expects(&self.listener.app, &address).await {
            Some(true) => {
                self.recipients.push(address);
                "250 2.1.5 Known".to_owned()
            }
            Some(false) => "550 5.1.1 There is no such address here".to_owned(),
            None => "451 4.3.0 Come back later".to_owned(),
        }
    }

    /// Takes a mail. The error is the last that is said.
    async fn data(&mut self) -> Option<Result<String, &'static str>> {
        let (Some(sender), false) = (self.sender.take(), self.recipients.is_empty()) else {
            self.forget();
            return Some(Ok("503 5.5.1 Not now".to_owned()));
        };
        self.say("354 End with a dot alone").await?;
        // Who sent it is kept with the mail: a report comes from nobody.
        let head = format!("Return-Path: <{sender}>\r\n");
        let raw = match self.body(head.into_bytes()).await? {
            Ok(raw) => raw,
            Err(last) => return Some(Err(last)),
        };
        self.mails += 1;
        let recipients = std::mem::take(&mut self.recipients);
        Some(Ok(match hand_in(&self.listener.app, &recipients, raw).await {
            Taken::Yes => "250 2.0.0 Taken".to_owned(),
            Taken::ForNobody => "550 5.1.1 There is no such address here any more".to_owned(),
            Taken::Full => "552 5.2.2 What this mail is about holds as much as it may".to_owned(),
            Taken::Never(why) => format!("554 5.6.0 Not taken: {why}"),
            Taken::NotNow => "451 4.3.0 Come back later".to_owned(),
        }))
    }

    /// The lines of a mail. A line that ends otherwise than with CR LF ends the conversation: what one server takes for the end of a
    /// mail, another takes for a part of it, and so a mail is hidden in another (SMTP smuggling).
    async fn body(&mut self, mut mail: Vec<u8>) -> Option<Result<Vec<u8>, &'static str>> {
        let until = Instant::now() + MAIL;
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut limited = (&mut self.stream).take(LINE_BYTES as u64);
            if timeout_at(until, limited.read_until(b'\n', &mut line)).await.ok()?.ok()? == 0 {
                return None;
            }
            let Some(words) = line.strip_suffix(b"\r\n").filter(|words| !words.contains(&b'\r')) else {
                return Some(Err("554 5.6.0 A line is too long or ends otherwise than with CR LF"));
            };
            if words == b"." {
                return Some(Ok(mail));
            }
            // A dot that begins a line was doubled on the way (RFC 5321, 4.5.2).
            mail.extend_from_slice(words.strip_prefix(b".").unwrap_or(words));
            mail.extend_from_slice(b"\r\n");
            if mail.len() > MAIL_BYTES {
                return Some(Err("552 5.3.4 Larger than a mail may be here"));
            }
        }
    }
}
