//! The identifiers of an address.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use tierline_app::Error;

use super::fault::Fault;

/// The identifier of the path. What is no identifier names nothing: 404.
pub(super) struct At<T>(pub(super) T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let texts = texts(parts, state).await?;
        let [one] = texts.as_slice() else { return Err(Error::NotFound.into()) };
        Ok(Self(one.parse().map_err(|_| Error::NotFound)?))
    }
}

/// Both identifiers of the path.
pub(super) struct AtBoth<A, B>(pub(super) A, pub(super) B);

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for AtBoth<A, B> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let texts = texts(parts, state).await?;
        let [one, other] = texts.as_slice() else { return Err(Error::NotFound.into()) };
        Ok(Self(one.parse().map_err(|_| Error::NotFound)?, other.parse().map_err(|_| Error::NotFound)?))
    }
}

async fn texts<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Vec<String>, Fault> {
    let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
    Ok(params.iter().map(|(_, text)| text.to_owned()).collect())
}
