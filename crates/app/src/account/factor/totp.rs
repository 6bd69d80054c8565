//! Apps that make codes from a secret and the time (RFC 6238): SHA-1, six digits, a new code every thirty seconds, which is
//! what all apps can. A code of the step before or after is taken, for clocks that differ; none is taken twice.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{Factor, FactorId, Held, User, UserId};
use tierline_store::{Auth, System};
use totp_rs::{Builder, Totp};

use super::wrong_code;
use crate::{
    app::App,
    connection::{
        secrets_key, secrets_keys,
        vault::{self, SealKey},
    },
    error::{Error, Faults, Result},
};

/// Bytes of a secret: what RFC 4226 recommends for SHA-1.
const SECRET_BYTES: usize = 20;
/// Minutes for which a secret that was shown can be confirmed.
const SHOWN_MINUTES: i64 = 30;
/// Steps by which the clock of the app may differ.
const SKEW: u16 = 1;
/// What the app calls the desk.
const ISSUER: &str = "Tierline";

/// A secret that is shown to be taken into an app. It counts for nothing until a code of it is given.
#[derive(Clone, PartialEq, Eq)]
pub struct NewApp {
    /// The secret, to be typed.
    pub secret: String,
    /// The secret and all that belongs to it, to be scanned.
    pub url: String,
    /// The same sealed, for the form that confirms it: the desk keeps nothing of it until then.
    pub sealed: String,
}

/// A code that confirms a new app.
#[derive(Clone)]
pub struct AppCode {
    /// What its person calls it.
    pub name: String,
    /// What [`NewApp::sealed`] was.
    pub sealed: String,
    /// The code that it shows.
    pub code: String,
}

/// What travels with the form.
#[derive(Serialize, Deserialize)]
struct Shown {
    secret: [u8; SECRET_BYTES],
    at: DateTime<Utc>,
}

/// A new secret for a person's app.
///
/// # Errors
/// [`Error::Conflict`] `no_secrets_key` where this desk has no key to seal it with.
pub async fn draw_app(app: &App, user: &User) -> Result<NewApp> {
    let key = secrets_key(app).await?;
    let shown = Shown { secret: app.secret(), at: app.now() };
    let text = serde_json::to_vec(&shown).map_err(Error::internal)?;
    let sealed = vault::seal_for(&key, &travelling(user.id), &text, app.secret());
    as_shown(user, &shown, URL_SAFE_NO_PAD.encode(sealed))
}

/// The secret that a form carries, to be shown once more: it may be in the app by now. None where it is none of this person.
///
/// # Errors
/// [`Error::Conflict`] `no_secrets_key`.
pub async fn app_shown(app: &App, user: &User, sealed: &str) -> Result<Option<NewApp>> {
    let shown = opened(app, user.id, sealed).await?;
    shown.map(|shown| as_shown(user, &shown, sealed.to_owned())).transpose()
}

fn as_shown(user: &User, shown: &Shown, sealed: String) -> Result<NewApp> {
    // Neither part may hold a colon.
    let account = user.email.replace(':', " ");
    let totp = builder(&shown.secret).with_issuer(Some(ISSUER)).with_account_name(account);
    let totp = totp.build().map_err(|error| Error::internal(error.to_string()))?;
    let url = totp.to_url().map_err(|error| Error::internal(error.to_string()))?;
    let secret = totp_rs::Secret::from(shown.secret.to_vec()).to_base32();
    Ok(NewApp { secret, url, sealed })
}

fn travelling(user: UserId) -> String {
    format!("tierline second factor set-up 1|{user}")
}

fn place(user: UserId, factor: FactorId, key_id: &str) -> String {
    format!("tierline second factor 1|{user}|{factor}|{key_id}")
}

fn builder(secret: &[u8]) -> Builder {
    Builder::new().with_skew(SKEW).with_secret(secret.to_vec())
}

/// The step of time whose code this is; none where it is none that holds now.
fn step(secret: &[u8], code: &str, now: DateTime<Utc>) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let totp: Totp = builder(secret).build().ok()?;
    let step = totp.check(&digits, u64::try_from(now.timestamp()).ok()?)?;
    i64::try_from(step).ok()
}

/// The app as it will be kept, where the code is one of it.
pub(super) async fn confirmed(app: &App, user: &User, command: AppCode, now: DateTime<Utc>) -> Result<Factor> {
    let mut faults = Faults::default();
    let name = faults.line("name", &command.name);
    faults.finish()?;
    let shown = opened(app, user.id, &command.sealed).await?.filter(|shown| {
        let age = now - shown.at;
        age >= Duration::zero() && age < Duration::minutes(SHOWN_MINUTES)
    });
    let shown = shown
        .ok_or_else(|| Error::conflict("set_up_expired", "What was shown is too old: begin anew with a new secret."))?;
    let last_step = step(&shown.secret, &command.code, now).ok_or_else(wrong_code)?;
    let (key, id) = (secrets_key(app).await?, app.id::<FactorId>());
    let sealed = vault::seal_for(&key, &place(user.id, id, key.id()), &shown.secret, app.secret());
    let held = Held::Totp { sealed, key_id: key.id().to_owned(), last_step };
    Ok(Factor { id, user: user.id, name, held, created_at: now, last_used_at: Some(now) })
}

async fn opened(app: &App, user: UserId, sealed: &str) -> Result<Option<Shown>> {
    let keys = secrets_keys(app).await?;
    let Ok(sealed) = URL_SAFE_NO_PAD.decode(sealed) else { return Ok(None) };
    let text = keys.iter().find_map(|key| vault::open_for(key, &travelling(user), &sealed));
    Ok(text.and_then(|text| serde_json::from_slice(&text).ok()))
}

/// The app among these that made the code, and the step of time it is of.
pub(super) async fn matching(
    app: &App,
    factors: &[Factor],
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<(FactorId, i64)>> {
    // Who has no app needs no key here.
    let has_app = factors.iter().any(|factor| matches!(factor.held, Held::Totp { .. }));
    let keys = if has_app { secrets_keys(app).await? } else { Vec::new() };
    for factor in factors {
        let Held::Totp { sealed, key_id, last_step } = &factor.held else { continue };
        let Some(secret) = open(&keys, factor, sealed, key_id) else {
            tracing::error!(factor = %factor.id, key_id, "the secret of an app does not open: restore secrets.key");
            continue;
        };
        if let Some(step) = step(&secret, code, now).filter(|step| step > last_step) {
            return Ok(Some((factor.id, step)));
        }
    }
    Ok(None)
}

fn open(keys: &[SealKey], factor: &Factor, sealed: &[u8], key_id: &str) -> Option<Vec<u8>> {
    let key = keys.iter().find(|key| key.id() == key_id)?;
    vault::open_for(key, &place(factor.user, factor.id, key_id), sealed)
}

/// Seals the secrets of all apps anew by another key; says how many, and what is wrong with those that do not open.
pub(crate) async fn reseal(app: &App, keys: &[SealKey], key: &SealKey) -> Result<(usize, Vec<String>)> {
    let found = app.store().read(System).await?.factors_of_other_keys(key.id()).await?;
    let (mut done, mut shut) = (0, Vec::new());
    for factor in found {
        let Held::Totp { sealed, key_id, .. } = &factor.held else { continue };
        let Some(secret) = open(keys, &factor, sealed, key_id) else {
            shut.push(format!("second factor {}: it does not open with the key {key_id}", factor.id));
            continue;
        };
        let anew = vault::seal_for(key, &place(factor.user, factor.id, key.id()), &secret, app.secret());
        let state = (factor, anew, key.id().to_owned());
        app.store()
            .write_with(Auth, state, |tx, (factor, anew, key_id)| {
                Box::pin(async move { Ok::<_, Error>(tx.factor_reseal(factor, anew, key_id).await?) })
            })
            .await?;
        done += 1;
    }
    Ok((done, shut))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The code that an app shows.
    pub(crate) fn shows(new: &NewApp, now: DateTime<Utc>) -> String {
        let secret = totp_rs::Secret::try_from_base32(&new.secret).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(now.timestamp()).unwrap()).to_string()
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn the_codes_of_the_standard_are_known() {
        let secret = b"12345678901234567890";
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(step(secret, code, at(seconds)), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_holds_one_step_before_and_after_and_no_longer() {
        let secret = b"12345678901234567890";
        for (seconds, holds) in [(1, false), (30, true), (59, true), (89, true), (90, false)] {
            // The code of the second step (30 to 59 seconds).
            assert_eq!(step(secret, "287 082", at(seconds)).is_some(), holds || seconds == 1, "{seconds}");
        }
        for bad in ["", "28708", "2870820", "abcdef", "２８７０８２"] {
            assert_eq!(step(secret, bad, at(59)), None, "{bad}");
        }
    }
}
