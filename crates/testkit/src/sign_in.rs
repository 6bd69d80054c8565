//! A provider's sign-in service behind a socket of this machine: whoever comes to consent does so at once.
//!
//! It keeps to what is asked of one: a code stands for its own state, address and challenge, and only once.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, task::JoinHandle};

/// What a consent is renewed with that was given elsewhere.
pub const PASTED: &str = "kelp-consent";
/// What a consent is renewed with that was given here.
const GIVEN: &str = "kelp-given-here";
/// The secret of an application that signs in for nobody.
pub const SECRET: &str = "app-secret";
/// The account that signs in.
pub const ACCOUNT: &str = "ada.quill@northgate.example";

type Fields = BTreeMap<String, String>;

/// The service.
pub struct SignInService {
    url: String,
    listening: JoinHandle<()>,
}

#[derive(Clone)]
struct Desk {
    token: Arc<str>,
    /// The codes that nobody has redeemed, with what was asked for.
    codes: Arc<Mutex<BTreeMap<String, Fields>>>,
}

impl SignInService {
    /// One that gives this token for a consent.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn giving(token: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let desk = Desk { token: token.into(), codes: Arc::default() };
        let routes = Router::new()
            .route("/{tenant}/oauth2/v2.0/authorize", get(authorize))
            .route("/{tenant}/oauth2/v2.0/token", post(give))
            .with_state(desk);
        let listening = tokio::spawn(async move {
            axum::serve(listener, routes).await.ok();
        });
        Self { url, listening }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for SignInService {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn authorize(State(desk): State<Desk>, Query(asked): Query<Fields>) -> Response {
    let (Some(redirect), Some(state)) = (asked.get("redirect_uri"), asked.get("state")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut codes = desk.codes.lock().unwrap_or_else(PoisonError::into_inner);
    let code = format!("code-{}", codes.len());
    let back = format!("{redirect}?code={code}&state={state}");
    codes.insert(code, asked);
    Redirect::to(&back).into_response()
}

async fn give(State(desk): State<Desk>, Form(form): Form<Fields>) -> Response {
    let said = |name: &str| form.get(name).map_or("", String::as_str);
    match said("grant_type") {
        "refresh_token" if [PASTED, GIVEN].contains(&said("refresh_token")) => {
            Json(json!({ "access_token": &*desk.token, "expires_in": 3600 })).into_response()
        }
        "client_credentials" if said("client_secret") == SECRET => {
            Json(json!({ "access_token": &*desk.token, "expires_in": 3600 })).into_response()
        }
        "authorization_code" => {
            let asked = desk.codes.lock().unwrap_or_else(PoisonError::into_inner).remove(said("code"));
            match asked.filter(|asked| fits(asked, &form)) {
                Some(asked) => Json(consent(&desk, &asked)).into_response(),
                None => refused(),
            }
        }
        _ => refused(),
    }
}

/// Whether who redeems a code is who sent the person here.
fn fits(asked: &Fields, form: &Fields) -> bool {
    let digest = form.get("code_verifier").map(|verifier| BASE64.encode(Sha256::digest(verifier)));
    let same = |name| asked.get(name).is_some() && asked.get(name) == form.get(name);
    digest.as_ref() == asked.get("code_challenge") && same("client_id") && same("redirect_uri")
}

fn consent(desk: &Desk, asked: &Fields) -> serde_json::Value {
    let claims = json!({
        "aud": asked.get("client_id"), "nonce": asked.get("nonce"), "exp": 4_102_444_800_i64, "preferred_username": ACCOUNT,
        "amr": ["pwd", "mfa"],
    });
    let id_token = format!("e30.{}.", BASE64.encode(claims.to_string()));
    json!({ "access_token": &*desk.token, "expires_in": 3600, "refresh_token": GIVEN, "id_token": id_token })
}

fn refused() -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response()
}
