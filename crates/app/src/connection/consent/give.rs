//! A person consents: they leave for the provider's sign-in service, and come back with a code.
//!
//! Nothing is kept meanwhile. What must be remembered travels with the person as the `state` (RFC 6749, 4.1.1), sealed for them and
//! their organization: nobody can send somebody else back with it, and each node can take them in.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use tierline_domain::{Action, ConnectionId, Consent, SecretField, SignIn};

use super::ends_at;
use crate::{
    app::App,
    audit,
    connection::{
        open::open,
        read::{ConnectionView, show},
        secret::{keys, seal},
        vault,
    },
    ctx::Ctx,
    error::{Error, Result},
    port::{
        carrier::{Closed, Opened, Secret},
        consent::{ConsentCode, ConsentErrand},
    },
};

/// Minutes that a person has to sign in and to consent.
pub const CONSENT_MINUTES: i64 = 15;
/// The longest code or state that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;

/// What has to be remembered until the person is back.
#[derive(Serialize, Deserialize)]
struct Errand {
    connection: ConnectionId,
    verifier: String,
    nonce: String,
    until: DateTime<Utc>,
}

/// Where a person goes to consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentWay {
    /// The sign-in service's address.
    pub address: String,
    /// The page of this desk that the application must name as one that people come back to.
    pub redirect: String,
    /// Until when they can come back.
    pub until: DateTime<Utc>,
}

/// The address at which a person consents to a connection's application, good for them alone. Nothing changes by it. `redirect` is the
/// page that they come back to.
///
/// # Errors
/// [`Error::Conflict`] `no_person` where the connection acts for nobody, `secret_missing` where the application has no secret yet,
/// `cannot_consent` where the connection lacks something else, `for_a_time`; [`Error::NotFound`], [`Error::StepUp`],
/// [`Error::Forbidden`].
pub async fn ask_consent(app: &App, ctx: &Ctx, id: ConnectionId, redirect: &str) -> Result<ConsentWay> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let opened = opened(app, ctx, id).await?;
    let errand = Errand {
        connection: id,
        verifier: BASE64.encode(app.secret::<32>()),
        nonce: BASE64.encode(app.secret::<16>()),
        until: app.now() + Duration::minutes(CONSENT_MINUTES),
    };
    let along = ConsentErrand {
        redirect: redirect.to_owned(),
        state: sealed(app, ctx, &errand).await?,
        nonce: errand.nonce,
        challenge: BASE64.encode(Sha256::digest(&errand.verifier)),
    };
    let address = app.0.parts.consents.address(&opened, &along).map_err(refused)?;
    Ok(ConsentWay { address, redirect: along.redirect, until: errand.until })
}

/// What the sign-in service sent a person back with.
#[derive(Clone, PartialEq, Eq)]
pub struct ConsentBack {
    /// What they took along.
    pub state: String,
    /// The code.
    pub code: Secret,
}

struct Taken {
    sealed: tierline_domain::SealedSecret,
    before: Option<String>,
}

/// Takes the consent of the person who comes back, in place of the one that was kept. Gives the connection.
///
/// # Errors
/// [`Error::Conflict`] `consent_lost` where the person did not leave from here or was away for too long, `cannot_consent` where the
/// sign-in service does not stand by it, or it is of no use; those of [`ask_consent`].
pub async fn take_consent(app: &App, ctx: &Ctx, back: ConsentBack, redirect: &str) -> Result<ConnectionView> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    let errand = unsealed(app, ctx, &back.state).await?.filter(|errand| errand.until > app.now()).ok_or_else(|| {
        Error::conflict(
            "consent_lost",
            "You did not leave from here within the last minutes. Begin again on the connection's page.",
        )
    })?;
    if back.code.expose().is_empty() || back.code.expose().len() > LONGEST {
        return Err(Error::field(
            "code",
            "unreadable",
            "The sign-in service sent no code. Begin again on the connection's page.",
        ));
    }
    let opened = opened(app, ctx, errand.connection).await?;
    let connection = opened.connection.clone();
    let given = ConsentCode {
        code: back.code,
        verifier: Secret::new(errand.verifier),
        redirect: redirect.to_owned(),
        nonce: errand.nonce,
    };
    let granted = app.0.parts.consents.redeem(opened, given).await.map_err(refused)?;
    let now = app.now();
    let consent = Consent { user: ctx.user.id, account: granted.account, at: now };
    let mut sealed = seal(app, &connection, SecretField::RefreshToken, &granted.refresh, Some(ends_at(now))).await?;
    sealed.consent = Some(consent);
    let before =
        show(app, ctx, connection.id).await?.secrets.into_iter().find_map(|facts| facts.consent?.consent.account);
    app.change(ctx, "connection.consent", Taken { sealed, before }, |tx, call| {
        Box::pin(async move {
            let Taken { sealed, before } = &call.input;
            tx.connection_secret_put(sealed).await?;
            let account = sealed.consent.as_ref().and_then(|consent| consent.account.as_deref());
            let detail = json!({ "account": account, "before": before, "ends_at": sealed.ends_at });
            audit::append(tx, call, "connection.consent", &sealed.connection.to_string(), &detail).await
        })
    })
    .await?;
    show(app, ctx, connection.id).await
}

/// Why the sign-in service sent a person back without a code, by its word (RFC 6749, 4.1.2.1). What else it says is not passed on.
#[must_use]
pub fn not_consented(word: &str) -> Error {
    let message = match word {
        "access_denied" | "consent_required" => "You did not consent at the sign-in service. Nothing has changed.",
        "temporarily_unavailable" | "server_error" => "The sign-in service cannot do this now. Try again later.",
        _ => {
            "The sign-in service did not let you consent. Check the application there: its identifier, its rights, and the page that people come back to."
        }
    };
    Error::conflict("not_consented", message)
}

fn refused(closed: Closed) -> Error {
    Error::conflict("cannot_consent", closed.reason)
}

/// The connection with the application's own secret.
async fn opened(app: &App, ctx: &Ctx, id: ConnectionId) -> Result<Opened> {
    let view = show(app, ctx, id).await?;
    if view.connection.settings.sign_in != SignIn::Person {
        return Err(Error::conflict("no_person", "This connection acts for nobody: there is nothing to consent to."));
    }
    if view.missing().contains(&SecretField::ClientSecret) {
        let message = "Enter the application's secret first: a consent is taken with it.";
        return Err(Error::conflict("secret_missing", message));
    }
    let kept = app.store().read(ctx.reach()).await?.connection_secrets(id).await?;
    // The consent before may be sealed by a key that is gone: that is no reason against another one.
    let own: Vec<_> = kept.into_iter().filter(|secret| secret.field == SecretField::ClientSecret).collect();
    let keys = keys(app).await.map_err(|reason| refused(Closed { reason }))?;
    open(&keys, view.connection, &own).map_err(refused)
}

/// For whom what travels is sealed.
fn place(ctx: &Ctx) -> String {
    format!("tierline consent errand 1|{}|{}|{}", ctx.owner.organization, ctx.owner.cloud, ctx.user.id)
}

async fn sealed(app: &App, ctx: &Ctx, errand: &Errand) -> Result<String> {
    let keys = keys(app).await.map_err(|reason| refused(Closed { reason }))?;
    let key =
        keys.first().ok_or_else(|| refused(Closed { reason: "this program has no key for secrets".to_owned() }))?;
    let text = serde_json::to_vec(errand).map_err(Error::internal)?;
    Ok(format!("{}.{}", key.id(), BASE64.encode(vault::seal_for(key, &place(ctx), &text, app.secret()))))
}

async fn unsealed(app: &App, ctx: &Ctx, state: &str) -> Result<Option<Errand>> {
    let keys = keys(app).await.map_err(|reason| refused(Closed { reason }))?;
    let errand = (state.len() <= LONGEST).then_some(state).and_then(|state| {
        let (id, text) = state.split_once('.')?;
        let key = keys.iter().find(|key| key.id() == id)?;
        let text = vault::open_for(key, &place(ctx), &BASE64.decode(text).ok()?)?;
        serde_json::from_slice(&text).ok()
    });
    Ok(errand)
}
