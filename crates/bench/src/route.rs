//! The bare route: axum, the same queries through the bare driver, and as many bytes as the page has.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;

use crate::database::Database;
use crate::statement::Statement;

/// What a route answers from.
#[derive(Clone)]
struct Page {
    database: Database,
    /// The queries of each variant of the page.
    variants: Arc<Vec<Vec<Statement>>>,
    body: Bytes,
}

/// Serves the variants at `/0`, `/1`, … for as long as the process lives.
///
/// # Errors
/// When no address is free.
pub(crate) async fn serve(database: Database, variants: Vec<Vec<Statement>>, bytes: usize) -> Result<SocketAddr> {
    let page = Page { database, variants: Arc::new(variants), body: Bytes::from(vec![b' '; bytes]) };
    let router = Router::new().route("/{variant}", get(show)).with_state(page);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn show(State(page): State<Page>, Path(variant): Path<usize>) -> Result<Bytes, StatusCode> {
    let queries = page.variants.get(variant).ok_or(StatusCode::NOT_FOUND)?;
    page.database.read(queries).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(page.body)
}

#[cfg(test)]
mod tests {
    use sqlx::ConnectOptions;

    use super::*;
    use crate::http::{Connection, get};

    #[tokio::test]
    async fn a_bare_route_runs_its_queries_and_fails_when_they_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        options.connect().await.unwrap();
        let database = Database::sqlite(&file).await.unwrap();
        let good = vec![Statement::select("select $1", [7_i64.into()])];
        let bad = vec![Statement::select("select 1 from gone", [])];
        let address = serve(database, vec![good, bad], 10).await.unwrap();
        let mut connection = Connection::open(address).await.unwrap();
        let answer = connection.send(&get("/0", &[])).await.unwrap();
        assert_eq!((answer.status, answer.body.len()), (200, 10));
        assert_eq!(connection.send(&get("/1", &[])).await.unwrap().status, 500);
        assert_eq!(connection.send(&get("/2", &[])).await.unwrap().status, 404);
    }
}
