//! A desk that listens in TLS by itself: shown as asked for, renewed while it runs, looked at by the doctor.

use std::{fs, path::Path, sync::Arc, time::Duration};

use rcgen::{CertificateParams, KeyPair};
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};
use tierline_testkit::{
    command::{Server, run},
    seed::path,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::work::binary;

/// Writes a certificate for a host that it signs itself, with its key.
fn certificate(folder: &Path, host: &str) -> CertificateDer<'static> {
    let key = KeyPair::generate().unwrap();
    let made = CertificateParams::new([host.to_owned()]).unwrap().self_signed(&key).unwrap();
    fs::write(folder.join("desk.crt"), made.pem()).unwrap();
    fs::write(folder.join("desk.key"), key.serialize_pem()).unwrap();
    made.der().clone()
}

fn settings(folder: &Path) {
    let text = "public_url = \"https://localhost:8420\"\n[tls]\ncertificate = \"desk.crt\"\nkey = \"desk.key\"\n";
    fs::write(folder.join("tierline.toml"), text).unwrap();
}

/// Goes over to TLS as one who trusts this certificate alone.
async fn secured(stream: TcpStream, trusted: &CertificateDer<'static>) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let client = client.with_root_certificates(roots).with_no_client_auth();
    TlsConnector::from(Arc::new(client)).connect("localhost".try_into().unwrap(), stream).await
}

/// The first line of the answer to a request by one who trusts this certificate alone.
async fn asked(address: &str, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    let mut stream = secured(TcpStream::connect(address).await?, trusted).await?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    // A peer that closes without the protocol's farewell has still said all.
    let _ = stream.read_to_end(&mut answer).await;
    Ok(String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned())
}

async fn hang_up(server: &Server) {
    let done = tokio::process::Command::new("kill").args(["-HUP", &server.id().to_string()]).status().await;
    assert!(done.is_ok_and(|status| status.success()));
}

/// Starts the desk of a folder on a free port, and says where.
async fn start(folder: &Path) -> (Server, String) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let arguments = ["serve", "--data", path(folder), "--listen", &address];
    let server = Server::start(binary(), &arguments, &folder.join("desk.log")).await;
    (server, address)
}

#[tokio::test]
async fn a_certificate_is_shown_and_renewed_while_the_desk_runs() {
    let folder = tempfile::tempdir().unwrap();
    let first = certificate(folder.path(), "localhost");
    settings(folder.path());
    let (server, address) = start(folder.path()).await;
    assert_eq!(server.url, "https://localhost:8420");
    assert_eq!(asked(&address, &first).await.unwrap(), "HTTP/1.1 200 OK");

    let mut plain = TcpStream::connect(&address).await.unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "nothing is said in plain HTTP");

    let second = certificate(folder.path(), "localhost");
    assert!(asked(&address, &second).await.is_err(), "new files alone change nothing");
    hang_up(&server).await;
    shown(&address, &second).await;
    assert!(asked(&address, &first).await.is_err());

    fs::write(folder.path().join("desk.key"), "not a key").unwrap();
    hang_up(&server).await;
    let log = folder.path().join("desk.log");
    until(async || fs::read_to_string(&log).unwrap().contains("the earlier certificate stays in use")).await;
    assert_eq!(asked(&address, &second).await.unwrap(), "HTTP/1.1 200 OK");
    assert!(server.stop().await.success());
}

async fn shown(address: &str, certificate: &CertificateDer<'static>) {
    until(async || asked(address, certificate).await.is_ok()).await;
}

/// Waits until something is so: the program acts on a signal in its own time.
async fn until(so: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came to be");
}

#[tokio::test]
async fn a_desk_does_not_start_without_its_certificate_and_doctor_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let data = path(folder.path());
    settings(folder.path());
    let absent = run(binary(), &["serve", "--data", data, "--listen", "127.0.0.1:0"]).await;
    assert!(absent.code == Some(1) && absent.stderr.contains("desk.crt"), "{absent:?}");
    assert!(run(binary(), &["doctor", "--data", data]).await.stdout.contains("desk.crt"));

    certificate(folder.path(), "elsewhere.example");
    let foreign = run(binary(), &["doctor", "--data", data]).await;
    assert!(foreign.stdout.contains("WRONG the certificate is not made out for localhost"), "{foreign:?}");
    certificate(folder.path(), "localhost");
    let good = run(binary(), &["doctor", "--data", data]).await;
    assert!(good.stdout.contains("the certificate is made out for localhost"), "{good:?}");

    fs::write(folder.path().join("desk.key"), KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let foreign = run(binary(), &["doctor", "--data", data]).await;
    assert!(foreign.stdout.contains("WRONG the desk can't listen in TLS"), "{foreign:?}");
}

/// Says something to a mail server, and gives what it answers to that.
async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, line: &str) -> String {
    stream.write_all(line.as_bytes()).await.unwrap();
    let mut piece = [0; 4096];
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut piece)).await;
    String::from_utf8_lossy(&piece[..read.expect("it answers").unwrap_or(0)]).into_owned()
}

/// What was slipped in before TLS stood is not taken for what was said by it.
#[tokio::test]
async fn mail_comes_in_by_the_same_certificate_and_what_was_said_before_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let trusted = certificate(folder.path(), "localhost");
    let mail = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    settings(folder.path());
    let file = folder.path().join("tierline.toml");
    let more = format!("[mail]\ndomain = \"replies.northgate.example\"\nlisten = \"{mail}\"\n");
    fs::write(&file, fs::read_to_string(&file).unwrap() + more.as_str()).unwrap();
    let (server, _) = start(folder.path()).await;

    let mut plain = TcpStream::connect(mail).await.unwrap();
    assert!(say(&mut plain, "").await.starts_with("220 replies.northgate.example"));
    assert!(say(&mut plain, "EHLO x\r\n").await.contains("250-STARTTLS\r\n"));
    assert!(say(&mut plain, "STARTTLS\r\n").await.starts_with("220 "));
    let mut secret = secured(plain, &trusted).await.unwrap();
    let greeted = say(&mut secret, "EHLO x\r\n").await;
    assert!(greeted.starts_with("250-") && !greeted.contains("STARTTLS"), "{greeted}");
    assert!(say(&mut secret, "MAIL FROM:<a@meridian.example>\r\n").await.starts_with("250 "));
    assert!(say(&mut secret, "RCPT TO:<reply+1@replies.northgate.example>\r\n").await.starts_with("550 5.1.1"));

    let mut slipped = TcpStream::connect(mail).await.unwrap();
    say(&mut slipped, "").await;
    say(&mut slipped, "EHLO x\r\n").await;
    assert!(say(&mut slipped, "STARTTLS\r\nMAIL FROM:<evil@x.example>\r\n").await.starts_with("220 "));
    assert!(secured(slipped, &trusted).await.is_err(), "the conversation is over");
    assert!(server.stop().await.success());
}
