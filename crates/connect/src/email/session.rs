//! One conversation with a mail server (RFC 5321): over TLS unless the operator trusts the host, to an address that was checked, each
//! step within its time. It tells what was certainly not taken from what may have been.

use std::{future::Future, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::ClientId,
        response::Response,
    },
};
use reqwest::Url;
use tierline_app::{Opened, Outcome, Receipt};
use tierline_domain::{SecretField, SignIn};

use crate::{answer::tidy, outbound::Outbound};

/// The port of a server that speaks TLS from the beginning (RFC 8314).
const TLS_PORT: u16 = 465;
/// The port of a server that begins in the open and changes to TLS (RFC 6409).
const STARTTLS_PORT: u16 = 587;
/// How long a server may think about a whole mail. RFC 5321, 4.5.3.2.6 grants ten minutes; who waits that long has lost its lease.
const WHOLE_MAIL: Duration = Duration::from_secs(120);

/// Where a connection's mail server is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) host: String,
    port: u16,
    /// Whether it speaks TLS from the beginning.
    is_tls: bool,
}

impl Server {
    /// Reads an address: `smtps://host` or `smtp://host:587`.
    pub(super) fn of(address: &str) -> Result<Self, String> {
        let none =
            || "the connection's address is none of a mail server: it begins with smtps:// or smtp://".to_owned();
        let url = Url::parse(address).map_err(|_| none())?;
        let is_tls = match url.scheme() {
            "smtps" => true,
            "smtp" => false,
            _ => return Err(none()),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(none)?.to_owned();
        let port = url.port().unwrap_or(if is_tls { TLS_PORT } else { STARTTLS_PORT });
        Ok(Self { host, port, is_tls })
    }
}

/// Why a conversation came to nothing before a mail was offered, in a sentence.
#[derive(Debug)]
pub(super) struct Shut(pub(super) String);

/// A conversation that has begun.
pub(super) struct Session {
    host: String,
    patience: Duration,
    smtp: AsyncSmtpConnection,
    /// What the server said when it took a mail.
    taken: String,
}

impl Session {
    /// Connects, and goes over to TLS. `name` is how the desk calls itself.
    pub(super) async fn open(outbound: &Outbound, server: Server, name: &str) -> Result<Self, Shut> {
        let Server { host, port, is_tls } = server;
        let door = outbound.door(&host, port).await.map_err(Shut)?;
        let times = outbound.times();
        let hello = ClientId::Domain(name.to_owned());
        let tls = || TlsParameters::new(host.clone()).map_err(|_| Shut("TLS can't be set up".to_owned()));
        let at_once = if is_tls { Some(tls()?) } else { None };
        let connecting =
            AsyncSmtpConnection::connect_tokio1(&door.addresses[..], Some(times.connect), &hello, at_once, None);
        let smtp = within(times.whole, &host, connecting).await?;
        let mut session = Self { host: host.clone(), patience: times.whole, smtp, taken: String::new() };
        if !is_tls && session.smtp.can_starttls() {
            let parameters = tls()?;
            let changing = session.smtp.starttls(parameters, &hello);
            within(times.whole, &host, changing).await?;
        }
        if !session.smtp.is_encrypted() && !door.is_trusted {
            return Err(Shut(format!(
                "{host} offers no encryption: take an address that begins with smtps://, or have the desk's operator name \
                 the host in [outbound] allow"
            )));
        }
        Ok(session)
    }

    /// Signs in as the connection says. Says whether there was anything to sign in to.
    pub(super) async fn sign_in(&mut self, through: &Opened) -> Result<bool, Shut> {
        let settings = &through.connection.settings;
        if settings.sign_in != SignIn::Password {
            return Ok(false);
        }
        let name = settings.client_id.clone().unwrap_or_default();
        let password = through.secrets.get(&SecretField::Password);
        let password = password.ok_or_else(|| Shut("the connection lacks its password".to_owned()))?;
        self.authenticate(&name, password.expose()).await?;
        Ok(true)
    }

    /// Signs in with a name and a password.
    pub(super) async fn authenticate(&mut self, name: &str, password: &str) -> Result<(), Shut> {
        let credentials = Credentials::new(name.to_owned(), password.to_owned());
        let signing = self.smtp.auth(DEFAULT_MECHANISMS, &credentials);
        match within(self.patience, &self.host, signing).await {
            Ok(_) => Ok(()),
            Err(Shut(reason)) => Err(Shut(format!("{reason}: the desk was not let in with name and password"))),
        }
    }

    /// Asks whether the server takes a mail on this way, without sending one.
    pub(super) async fn would_take(&mut self, from: &Address, to: &Address) -> Result<(), Shut> {
        self.step(Mail::new(Some(from.clone()), Vec::new())).await.map_err(Failed::shut)?;
        self.step(Rcpt::new(to.clone(), Vec::new())).await.map_err(Failed::shut)?;
        self.step(Rset).await.map_err(Failed::shut)?;
        Ok(())
    }

    /// Sends a mail.
    pub(super) async fn send(&mut self, from: &Address, to: &Address, mail: &[u8]) -> Outcome {
        // Whether the desk may send from here at all is a matter of its set-up, which a person can mend.
        if let Err(failed) = self.step(Mail::new(Some(from.clone()), Vec::new())).await {
            return failed.later();
        }
        if let Err(failed) = self.step(Rcpt::new(to.clone(), Vec::new())).await {
            return failed.refusal();
        }
        if let Err(failed) = self.step(Data).await {
            return failed.refusal();
        }
        let (host, size) = (self.host.clone(), megabytes(mail.len()));
        let answered = tokio::time::timeout(WHOLE_MAIL, self.smtp.message(mail)).await;
        match answered {
            Ok(Ok(response)) if response.has_code(250) => {
                self.taken = tidy(response.first_line().unwrap_or_default());
                Outcome::Done(Receipt::default())
            }
            Ok(Ok(response)) => {
                let reason = format!("{host} answered {} to the mail, which says nothing", response.code());
                Outcome::Unknown { reason }
            }
            Ok(Err(error)) => match Failed::of(&host, &error) {
                failed @ Failed { code: Some(_), .. } => failed.refusal_of(&size),
                Failed { reason, .. } => Outcome::Unknown { reason: format!("the mail was sent, and then {reason}") },
            },
            Err(_) => {
                let seconds = WHOLE_MAIL.as_secs();
                Outcome::Unknown { reason: format!("{host} did not confirm the mail within {seconds} seconds") }
            }
        }
    }

    /// What the server said when it took a mail, in a sentence.
    pub(super) fn answer(&self) -> String {
        match self.taken.is_empty() {
            true => format!("{} has taken it", self.host),
            false => format!("{} has taken it and says: {}", self.host, self.taken),
        }
    }

    async fn step(&mut self, command: impl std::fmt::Display) -> Result<Response, Failed> {
        match tokio::time::timeout(self.patience, self.smtp.command(command)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(Failed::of(&self.host, &error)),
            Err(_) => Err(Failed { code: None, is_final: false, reason: slow(&self.host, self.patience) }),
        }
    }

    /// Ends the conversation. Whether the server hears it does not matter any more.
    pub(super) async fn end(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(2), self.smtp.abort()).await;
    }
}

/// What a server said no to.
#[derive(Debug)]
struct Failed {
    /// Its code; none where it said nothing.
    code: Option<String>,
    /// Whether it will say the same the next time.
    is_final: bool,
    /// What happened, in a sentence.
    reason: String,
}

impl Failed {
    fn of(host: &str, error: &lettre::transport::smtp::Error) -> Self {
        let code = error.status().map(|code| code.to_string());
        Self { reason: reason(host, error), is_final: error.is_permanent(), code }
    }

    fn shut(self) -> Shut {
        Shut(self.reason)
    }

    fn later(self) -> Outcome {
        Outcome::Later { reason: self.reason, not_before: None }
    }

    fn refusal(self) -> Outcome {
        match self.code.clone() {
            Some(code) if self.is_final => Outcome::Refused { code, reason: self.reason },
            _ => self.later(),
        }
    }

    /// The same of a whole mail: a server that finds it too large does not always say how large it was.
    fn refusal_of(mut self, size: &str) -> Outcome {
        if matches!(self.code.as_deref(), Some("552" | "523" | "554")) {
            self.reason = format!("{} (the mail has {size})", self.reason);
        }
        self.refusal()
    }
}

fn megabytes(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

fn slow(host: &str, patience: Duration) -> String {
    format!("{host} did not answer within {} seconds", patience.as_secs())
}

/// What happened, in a sentence. A server's own words are repeated; ours of the library would name files and types.
fn reason(host: &str, error: &lettre::transport::smtp::Error) -> String {
    use std::error::Error as _;
    let words = error.source().map(|source| tidy(&source.to_string())).unwrap_or_default();
    match error.status() {
        Some(code) if words.is_empty() => format!("{host} says {code}"),
        Some(code) => format!("{host} says ({code}): {words}"),
        None if error.is_tls() || words.contains("ertificate") => {
            format!("{host} has no certificate that this machine trusts")
        }
        None if error.is_timeout() => format!("{host} did not answer in time"),
        None if error.is_client() => format!("{host} and the desk know no common way to sign in"),
        None if error.is_response() => format!("{host} does not speak SMTP as it should"),
        None => format!("{host} could not be reached, or broke off"),
    }
}

async fn within<T>(
    patience: Duration,
    host: &str,
    step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, Shut> {
    match tokio::time::timeout(patience, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Shut(reason(host, &error))),
        Err(_) => Err(Shut(slow(host, patience))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_servers_address_says_how_it_is_spoken_to() {
        let of = |address| Server::of(address).map(|one| (one.host, one.port, one.is_tls));
        assert_eq!(of("smtps://mail.example"), Ok(("mail.example".to_owned(), 465, true)));
        assert_eq!(of("smtp://mail.example"), Ok(("mail.example".to_owned(), 587, false)));
        assert_eq!(of("smtp://mail.example:25"), Ok(("mail.example".to_owned(), 25, false)));
        for bad in ["https://mail.example", "mail.example", "smtp://", ""] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_refusal_for_good_is_final_and_another_is_not() {
        let failed =
            |code: Option<&str>, is_final| Failed { code: code.map(str::to_owned), is_final, reason: "no".to_owned() };
        assert!(matches!(failed(Some("550"), true).refusal(), Outcome::Refused { .. }));
        assert!(matches!(failed(Some("451"), false).refusal(), Outcome::Later { .. }));
        assert!(matches!(failed(None, false).refusal(), Outcome::Later { .. }));
        let Outcome::Refused { reason, .. } = failed(Some("552"), true).refusal_of("20.6 MB") else {
            panic!("refused")
        };
        assert_eq!(reason, "no (the mail has 20.6 MB)");
        assert_eq!(megabytes(20_654_321), "20.6 MB");
    }
}
