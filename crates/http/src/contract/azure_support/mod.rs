//! Azure Support, version 2024-04-01 (Azure REST API specifications, Microsoft.Support): the scripts and programs that partners have for
//! it work against their own desk. Everything is there twice: under a subscription, which names the customer, and above all of them.

mod catalogue;
mod communication;
mod file;
mod operation;
mod query;
mod refusal;
mod ticket;

use axum::{
    Router,
    extract::{OriginalUri, Path, Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::{Deserialize, de::DeserializeOwned};
use tierline_app::{
    Ctx, Error,
    azure_support::{self, Place, wire},
};
use tierline_domain::Door;

use self::refusal::Refusal;
use super::{
    caller,
    entrance::{Entrance, Turned},
};
use crate::kit::{auth, body, once, state::AppState};

/// What a handler gives.
type Answer = Result<Response, Refusal>;

/// The routes below each of both beginnings: method and path, with identifiers in braces.
const ROUTES: &[(Method, &str)] = &[
    (Method::GET, "/services"),
    (Method::GET, "/services/{service_name}"),
    (Method::GET, "/services/{service_name}/problemClassifications"),
    (Method::GET, "/services/{service_name}/problemClassifications/{classification_name}"),
    (Method::POST, "/checkNameAvailability"),
    (Method::GET, "/supportTickets"),
    (Method::GET, "/supportTickets/{request_id}"),
    (Method::PUT, "/supportTickets/{ticket_name}"),
    (Method::PATCH, "/supportTickets/{request_id}"),
    (Method::POST, "/supportTickets/{request_id}/checkNameAvailability"),
    (Method::GET, "/supportTickets/{request_id}/communications"),
    (Method::GET, "/supportTickets/{request_id}/communications/{communication_name}"),
    (Method::PUT, "/supportTickets/{request_id}/communications/{communication_name}"),
    (Method::GET, "/supportTickets/{request_id}/chatTranscripts"),
    (Method::GET, "/fileWorkspaces/{request_id}"),
    (Method::PUT, "/fileWorkspaces/{request_id}"),
    (Method::GET, "/fileWorkspaces/{request_id}/files"),
    (Method::PUT, "/fileWorkspaces/{request_id}/files/{file_name}"),
    (Method::GET, "/fileWorkspaces/{request_id}/files/{file_name}"),
    (Method::POST, "/fileWorkspaces/{request_id}/files/{file_name}/upload"),
];

/// All routes that there are, with the version that they are asked for.
pub(crate) fn routes() -> Vec<(Method, String)> {
    let version = wire::VERSION;
    let below = |base: &str| -> Vec<(Method, String)> {
        let of = |(method, path): &(Method, &str)| (method.clone(), format!("{base}{path}?api-version={version}"));
        ROUTES.iter().map(of).collect()
    };
    [below(wire::BASE), below(&format!("/subscriptions/{{subscription_id}}{}", wire::BASE))].concat()
}

/// The routes of the contract.
pub(crate) fn router(state: AppState) -> Router<AppState> {
    let entrance = Entrance::new(state, Door::AzureSupport);
    let guard = || middleware::from_fn_with_state(entrance.clone(), enter);
    let signed = below().fallback(nothing).method_not_allowed_fallback(method).layer(guard());
    let of_subscription = below().fallback(nothing).method_not_allowed_fallback(method).layer(guard());
    Router::new()
        .nest(wire::BASE, signed)
        .nest(&format!("/subscriptions/{{subscription}}{}", wire::BASE), of_subscription)
}

/// What is below each of both beginnings.
fn below() -> Router<AppState> {
    Router::new()
        .route("/operations", get(operation::list))
        .route("/operationResults/{operation}", get(operation::result))
        .route("/operationsStatus/{operation}", get(operation::status))
        .route("/services", get(catalogue::services))
        .route("/services/{service}", get(catalogue::service))
        .route("/services/{service}/problemClassifications", get(catalogue::classifications))
        .route("/services/{service}/problemClassifications/{name}", get(catalogue::classification))
        .route("/checkNameAvailability", post(ticket::check_name))
        .route("/supportTickets", get(ticket::list))
        .route("/supportTickets/{ticket}", get(ticket::show).put(ticket::create).patch(ticket::change))
        .route("/supportTickets/{ticket}/checkNameAvailability", post(ticket::check_name))
        .route("/supportTickets/{ticket}/communications", get(communication::list))
        .route("/supportTickets/{ticket}/communications/{name}", get(communication::show).put(communication::say))
        .route("/supportTickets/{ticket}/chatTranscripts", get(ticket::transcripts))
        .route("/supportTickets/{ticket}/chatTranscripts/{name}", get(ticket::transcript))
        .route("/fileWorkspaces/{workspace}", put(file::make).get(file::workspace))
        .route("/fileWorkspaces/{workspace}/files", get(file::list))
        .route("/fileWorkspaces/{workspace}/files/{name}", put(file::announce).get(file::show))
        .route("/fileWorkspaces/{workspace}/files/{name}/upload", post(file::upload))
}

/// What an address names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Named {
    subscription: Option<String>,
    service: Option<String>,
    ticket: Option<String>,
    workspace: Option<String>,
    operation: Option<String>,
    name: Option<String>,
}

/// A part of an address, as it stands there. A route without it has no use for it.
fn part(text: Option<&String>) -> Result<&str, Error> {
    text.map(String::as_str).ok_or(Error::NotFound)
}

/// Lets through who is known and does not come too often, and names the call as its caller did.
async fn enter(State(entrance): State<Entrance>, request: Request, next: Next) -> Response {
    let client = HeaderName::from_static("x-ms-client-request-id");
    let given = request.headers().get(&client).filter(|value| value.len() <= 200).cloned();
    let named = auth::origin(&request).request_id;
    let mut response = admitted(&entrance, request, next).await;
    let back = response.headers_mut();
    if let Some(given) = given {
        back.insert(client, given);
    }
    if let Ok(named) = HeaderValue::from_str(&named) {
        back.insert(HeaderName::from_static("x-ms-request-id"), named);
    }
    back.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The caller is who its own token says: a second one, of the partner's tenant, gives no right here.
async fn admitted(entrance: &Entrance, request: Request, next: Next) -> Response {
    // Where a call is nested, its own address is cut.
    let whole = request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().clone(), |uri| uri.0.clone());
    let subscription = subscription_of(whole.path()).to_owned();
    let request = match entrance.admit(request, &subscription).await {
        Ok(request) => request,
        Err(Turned::Unknown { problem, .. }) => return Refusal::from(*problem).into_response(),
        Err(Turned::TooMany(seconds)) => {
            return Refusal::from(Error::TooMany { retry_after: seconds }).into_response();
        }
    };
    match query::version(request.uri()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// The subscription that a path is under.
fn subscription_of(path: &str) -> &str {
    path.strip_prefix("/subscriptions/").and_then(|rest| rest.split('/').next()).unwrap_or("")
}

async fn nothing() -> Refusal {
    Error::NotFound.into()
}

async fn method() -> Refusal {
    Refusal::method()
}

/// Who calls about what: the place of the call, and what its address names.
struct Visit {
    state: AppState,
    ctx: Ctx,
    place: Place,
    named: Named,
}

impl Visit {
    async fn of(state: AppState, Path(named): Path<Named>, ctx: Ctx) -> Result<Self, Refusal> {
        let place = azure_support::place(&state.app, &ctx, named.subscription.as_deref()).await;
        let place = place.map_err(Refusal::of_subscription)?;
        Ok(Self { state, ctx, place, named })
    }

    /// An address below the beginning of this call, whole.
    fn url(&self, path: &str) -> String {
        let below = match &self.named.subscription {
            Some(subscription) => format!("/subscriptions/{subscription}"),
            None => String::new(),
        };
        format!("{}{below}{}{path}", self.state.config.public_url, wire::BASE)
    }
}

/// The JSON that was sent.
async fn sent<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    if !body::is_json(body::media_type(request.headers()).as_deref()) {
        return Err(Refusal::media_type());
    }
    let bytes = body::read(request, body::UPLOAD_LIMIT).await?;
    once::require(&bytes, once::Names::AnyCase).map_err(|field| Error::Invalid(vec![field]))?;
    let read = wire::read(&bytes).map_err(|error| {
        let place = format!("This cannot be read: look at line {}, column {}.", error.line(), error.column());
        Error::field("body", "syntax", place)
    })?;
    Ok(read)
}

/// What a resource is made from: its properties alone count.
#[derive(Deserialize)]
struct Sent<T> {
    properties: T,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_under_the_subscription_that_it_names() {
        assert_eq!(subscription_of("/subscriptions/0c8a/providers/Microsoft.Support/services"), "0c8a");
        assert_eq!(subscription_of("/providers/Microsoft.Support/services"), "");
    }
}
