//! Encrypted connections to PostgreSQL, on a server with a certificate that it signed itself.

use std::path::Path;

use rcgen::{CertificateParams, KeyPair};

use crate::{Options, Result, Store, System, db::Conn, test_support::postgres::Server};

/// A certificate for `localhost` with its key, as PEM.
fn self_signed() -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

/// Opens the database by TCP, and says whether the connection is encrypted.
async fn encrypted(server: &Server, host: &str, parameters: &str) -> Result<bool> {
    let url = format!("{}?{parameters}", server.tcp_url(host, "postgres"));
    let store = Store::open(&url, Options { connections: 1, ..Options::default() }).await?;
    let mut read = store.read(System).await?;
    let Conn::Pg(conn) = read.link().conn() else { panic!("this is about PostgreSQL") };
    let sql = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    let found = sqlx::query_scalar(sql).fetch_one(conn).await.unwrap();
    drop(read);
    store.close().await;
    Ok(found)
}

fn root(mode: &str, file: &Path) -> String {
    format!("sslmode={mode}&sslrootcert={}", file.display())
}

#[tokio::test]
async fn a_connection_is_encrypted_where_the_address_asks_for_it() {
    let server = Server::join_encrypted(self_signed).await;
    assert!(encrypted(&server, "localhost", "sslmode=require").await.unwrap());
    assert!(encrypted(&server, "localhost", "sslmode=prefer").await.unwrap());
    assert!(!encrypted(&server, "localhost", "sslmode=disable").await.unwrap());
}

#[tokio::test]
async fn a_server_is_trusted_by_the_root_that_signed_its_certificate() {
    let server = Server::join_encrypted(self_signed).await;
    let file = server.certificate();
    assert!(encrypted(&server, "localhost", &root("verify-ca", &file)).await.unwrap());
    assert!(encrypted(&server, "localhost", &root("verify-full", &file)).await.unwrap());
    assert!(encrypted(&server, "127.0.0.1", &root("verify-ca", &file)).await.unwrap(), "whatever its name");
}

#[tokio::test]
async fn a_wrong_root_or_name_is_refused_and_the_refusal_says_what_to_set() {
    let server = Server::join_encrypted(self_signed).await;
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.crt");
    std::fs::write(&other, self_signed().0).unwrap();
    let own = server.certificate();
    for (host, parameters) in [
        ("localhost", root("verify-ca", &other)),
        ("localhost", root("verify-full", &other)),
        ("localhost", "sslmode=verify-ca".to_owned()),
        ("127.0.0.1", root("verify-full", &own)),
    ] {
        let refused = encrypted(&server, host, &parameters).await.expect_err(&parameters).to_string();
        assert!(refused.contains("the server's certificate is refused"), "{parameters}: {refused}");
        assert!(refused.contains("sslrootcert"), "{parameters}: {refused}");
    }
}
