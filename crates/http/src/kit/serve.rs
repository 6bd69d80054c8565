//! The listener: connections with time limits, and an orderly stop.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Extension, Router, extract::ConnectInfo};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;
use tower::Layer;

use super::tls::Certificate;

/// How long a caller may take to send the head of a request, and how long a connection may wait for its next one. Without it
/// a few thousand callers that send byte by byte hold every connection.
const HEAD: Duration = Duration::from_secs(30);
/// How long open requests have to end when the program stops.
const LAST_ORDERS: Duration = Duration::from_secs(20);
/// Connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 4096;
/// Largest head of a request, in bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// Serves until `stopping` is cancelled, then lets open requests end: in TLS where there is a certificate, else in plain HTTP
/// behind a proxy. It speaks HTTP/1.1; HTTP/2 is the proxy's.
pub async fn serve(
    listener: TcpListener,
    certificate: Option<Arc<Certificate>>,
    router: Router,
    stopping: CancellationToken,
) {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    let open = GracefulShutdown::new();
    let turns = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &turns) => accepted,
            () = stopping.cancelled() => break,
        };
        let Some((stream, peer, turn)) = accepted else { break };
        let service = TowerToHyperService::new(Extension(ConnectInfo(peer)).layer(router.clone()));
        let (server, watcher) = (server.clone(), open.watcher());
        let greeting = certificate.as_ref().map(|certificate| certificate.acceptor());
        tokio::spawn(async move {
            let _turn = turn;
            let ended = match greeting {
                None => watcher.watch(server.serve_connection(TokioIo::new(stream), service)).await,
                Some(greeting) => {
                    // A caller that never ends the greeting holds no connection for longer than one that never asks.
                    let Ok(Ok(stream)) = tokio::time::timeout(HEAD, greeting.accept(stream)).await else { return };
                    watcher.watch(server.serve_connection(TokioIo::new(stream), service)).await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_ORDERS, open.shutdown()).await.is_err() {
        tracing::warn!("some requests had not ended when the program stopped");
    }
}

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

/// The next connection, as soon as there is room for it.
async fn accept(listener: &TcpListener, turns: &Arc<Semaphore>) -> Option<Accepted> {
    let turn = Arc::clone(turns).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are written whole: waiting for more to send would only delay them.
                let _ = stream.set_nodelay(true);
                return Some((stream, peer, turn));
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                // Usually too many open files: it passes when connections end.
                tracing::warn!(%error, "no connection could be accepted");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

/// Errors of a connection that went away before it was accepted: nothing is wrong with the listener.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}
