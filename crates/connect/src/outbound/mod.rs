//! The one client by which the desk asks others: for feeds, and for everything that goes through a connection.
//!
//! It goes to public addresses over TLS, and elsewhere only where the operator says so; it follows no redirect by itself; what it
//! is answered stays within limits of time and size. It tells what was certainly not sent from what was sent and not answered:
//! the relay may send the one again, and must ask about the other.

mod allow;
mod assertion;
mod consent;
mod door;
mod http;
mod identity;
mod resolve;
mod secret;
mod sign_in;
mod token;

use std::{path::PathBuf, sync::Arc};

use reqwest::{
    StatusCode, Url,
    header::{AUTHORIZATION, HeaderName},
};
use tierline_app::{Chance, Clock, ConsentKeeper, Opened, Secret};

pub use allow::Allow;
pub(crate) use door::Door;
pub(crate) use http::too_large;
pub use http::{Fault, Method, Proxy, Reply, Request, Times, host};
pub use identity::logout_token_checked;
pub use resolve::{Lookup, SystemLookup};
pub use secret::check_secret;
pub(crate) use secret::read as named_secret;
pub use sign_in::check_certificate;
pub(crate) use token::{Login, Proof};

use http::Client;
use token::Tokens;

/// How the desk asks others.
#[derive(Debug, Clone, Default)]
pub struct OutboundSettings {
    /// Hosts and ranges that the operator trusts.
    pub allow: Allow,
    /// A proxy that all requests go through.
    pub proxy: Option<Proxy>,
    /// A sign-in service in place of the provider's own.
    pub authority: Option<String>,
    /// The folder with the secrets that the operator keeps by name, a file each.
    pub secrets: PathBuf,
    /// How long a connection and an answer may take.
    pub times: Times,
}

/// The client. One for the whole program: tokens and open connections are shared.
pub struct Outbound {
    authority: Option<String>,
    allow: Allow,
    lookup: Arc<dyn Lookup>,
    times: Times,
    client: Client,
    tokens: Tokens,
    clock: Arc<dyn Clock>,
    providers: identity::KnownProviders,
}

impl Outbound {
    /// A client that has asked nobody yet.
    #[must_use]
    pub fn new(
        settings: OutboundSettings,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        lookup: Arc<dyn Lookup>,
    ) -> Self {
        let OutboundSettings { allow, proxy, authority, secrets, times } = settings;
        Self {
            authority,
            client: Client::new(allow.clone(), proxy, times, Arc::clone(&lookup)),
            allow,
            lookup,
            times,
            tokens: Tokens::new(secrets, Arc::clone(&clock), chance),
            clock,
            providers: identity::KnownProviders::default(),
        }
    }

    /// Says who keeps the consents of persons that were renewed on the way. The first who is named stays it.
    pub fn keep_consents(&self, keeper: Arc<dyn ConsentKeeper>) {
        self.tokens.keep_consents(keeper);
    }

    /// Whether HTTP goes through a proxy.
    pub(crate) const fn has_proxy(&self) -> bool {
        self.client.has_proxy()
    }

    /// The time.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// A sign-in service in place of the provider's own, where the operator names one.
    pub(crate) fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// Sends a request as it is.
    ///
    /// # Errors
    /// Why there is no answer, and whether the request may have arrived all the same.
    pub async fn send(&self, request: Request) -> Result<Reply, Fault> {
        self.client.send(request).await
    }

    /// Sends a request as somebody who is let in. A token that is refused is asked for anew, once: what was refused with 401 was
    /// not done.
    ///
    /// # Errors
    /// As [`Self::send`]; [`Fault::NotSent`] where no token is given.
    pub(crate) async fn send_as(&self, login: &Login, request: Request) -> Result<Reply, Fault> {
        let token = self.tokens.get(&self.client, login).await?;
        let reply = self.send(bearing(request.clone(), AUTHORIZATION, &token)).await?;
        if reply.status != StatusCode::UNAUTHORIZED {
            return Ok(reply);
        }
        self.tokens.forget(login, &token).await;
        let token = self.tokens.get(&self.client, login).await?;
        self.send(bearing(request, AUTHORIZATION, &token)).await
    }

    /// Where a host is reached by another protocol than HTTP: the same rules, and the same checked addresses.
    ///
    /// # Errors
    /// Why it is not to be reached, in a sentence.
    pub(crate) async fn door(&self, host: &str, port: u16) -> Result<Door, String> {
        door::find(&self.allow, self.lookup.as_ref(), self.times.connect, (host, port)).await
    }

    /// How long a connection and an answer may take.
    pub(crate) const fn times(&self) -> Times {
        self.times
    }

    /// A token for a login: for requests that carry more than one.
    ///
    /// # Errors
    /// [`Fault::NotSent`] where none is given.
    pub(crate) async fn token(&self, login: &Login) -> Result<Secret, Fault> {
        self.tokens.get(&self.client, login).await
    }

    /// How a connection signs in to a tenant, for an address of its own; none where it signs in to nothing.
    ///
    /// # Errors
    /// [`Fault::NotSent`] where it lacks something, or the address is not one of its own.
    pub(crate) fn login(&self, connection: &Opened, tenant: &str, url: &Url) -> Result<Option<Login>, Fault> {
        sign_in::at_home(connection, url).map_err(Fault::not_sent)?;
        match sign_in::way(connection, Some(tenant), self.authority()).map_err(Fault::not_sent)? {
            sign_in::Way::Nobody => Ok(None),
            sign_in::Way::Login(login) => Ok(Some(*login)),
            sign_in::Way::Token(_) => {
                Err(Fault::not_sent("a feed of many tenants is read by an application, not by a token".to_owned()))
            }
        }
    }

    /// Forgets a token that was refused.
    pub(crate) async fn forget(&self, login: &Login, refused: &Secret) {
        self.tokens.forget(login, refused).await;
    }

    /// Sends a request through a connection: with what it signs in by, as its settings say.
    ///
    /// # Errors
    /// As [`Self::send`]; [`Fault::NotSent`] also where the connection cannot sign in, or the address is not one of its own.
    pub async fn ask(&self, connection: &Opened, request: Request) -> Result<Reply, Fault> {
        self.ask_tenant(connection, None, request).await
    }

    /// The same, signed in to a tenant that is not the partner's own.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_tenant(
        &self,
        connection: &Opened,
        tenant: Option<&str>,
        request: Request,
    ) -> Result<Reply, Fault> {
        sign_in::at_home(connection, request.url()).map_err(Fault::not_sent)?;
        match sign_in::way(connection, tenant, self.authority()).map_err(Fault::not_sent)? {
            sign_in::Way::Nobody => self.send(request).await,
            sign_in::Way::Token(token) => self.send(bearing(request, AUTHORIZATION, &token)).await,
            sign_in::Way::Login(login) => self.send_as(&login, request).await,
        }
    }

    /// The same on behalf of a customer: signed in to the customer's tenant, with the token of the partner's own beside it in this header.
    ///
    /// # Errors
    /// As [`Self::ask`]; [`Fault::Denied`] where the customer's tenant does not let the application in.
    pub(crate) async fn ask_on_behalf(
        &self,
        connection: &Opened,
        tenant: &str,
        beside: HeaderName,
        request: Request,
    ) -> Result<Reply, Fault> {
        sign_in::at_home(connection, request.url()).map_err(Fault::not_sent)?;
        let sign_in::Way::Login(own) = sign_in::way(connection, None, self.authority()).map_err(Fault::not_sent)?
        else {
            return self.ask_tenant(connection, Some(tenant), request).await;
        };
        // Where it is the partner's own tenant that does not let it in, nobody's requests go.
        let token = self.tokens.get(&self.client, &own).await.map_err(|fault| Fault::not_sent(fault.into_reason()))?;
        let reply = self.ask_tenant(connection, Some(tenant), bearing(request, beside, &token)).await?;
        if reply.status == StatusCode::UNAUTHORIZED {
            self.tokens.forget(&own, &token).await;
        }
        Ok(reply)
    }

    /// Signs in without asking for anything: the first half of a connection's test. Says whether there was anything to sign in to.
    ///
    /// # Errors
    /// Why no token is given.
    pub async fn sign_in(&self, connection: &Opened, tenant: Option<&str>) -> Result<bool, Fault> {
        match sign_in::way(connection, tenant, self.authority()).map_err(Fault::not_sent)? {
            sign_in::Way::Nobody => Ok(false),
            sign_in::Way::Token(_) => Ok(true),
            // Tested is what is set up now, not what was let in an hour ago.
            sign_in::Way::Login(login) => self.tokens.anew(&self.client, &login).await.map(|_| true),
        }
    }
}

/// A request with a token in a header.
pub(crate) fn bearing(request: Request, header: HeaderName, token: &Secret) -> Request {
    request.secret_header(header, &format!("Bearer {}", token.expose()))
}
