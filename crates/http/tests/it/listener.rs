//! The listener: real connections, and the end of them.

use std::time::Duration;

use tierline_domain::Role;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

use crate::client::Client;

async fn said(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 16 * 1024];
    let length = stream.read(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes[..length]).into_owned()
}

#[tokio::test]
async fn what_is_under_way_ends_before_the_listener_does() {
    let client = Client::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stopping = CancellationToken::new();
    let router = tierline_http::router(client.desk.state());
    let server = tokio::spawn(tierline_http::serve(listener, None, router, stopping.clone()));

    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: desk.example\r\n\r\n").await.unwrap();
    assert!(said(&mut idle).await.starts_with("HTTP/1.1 200 OK\r\n"));

    let body =
        serde_json::json!({"customer_id": client.desk.customer.id, "subject": "x", "description": "y"}).to_string();
    let (first, rest) = body.split_at(10);
    let token = &client.desk.person(Role::HelpdeskAgent).token;
    let head = format!(
        "POST /api/v1/cases HTTP/1.1\r\nHost: desk.example\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{first}",
        body.len()
    );
    let mut open = TcpStream::connect(address).await.unwrap();
    open.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;

    stopping.cancel();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!server.is_finished(), "a request is still under way");
    open.write_all(rest.as_bytes()).await.unwrap();
    assert!(said(&mut open).await.starts_with("HTTP/1.1 201 Created\r\n"));
    tokio::time::timeout(Duration::from_secs(5), server).await.expect("it ends then").unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    client.desk.discard().await;
}
