//! A form that was sent.

use axum::{
    Form as Encoded,
    body::{Body, to_bytes},
    extract::{FromRequest, Request},
};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tierline_app::{Ctx, Error, FieldError, Idempotency};
use tierline_render::{Fault as FormFault, Form};

use super::{
    again,
    fault::Fault,
    visit::{Visit, Visitor},
};
use crate::kit::{body, csrf};

/// The largest form without files, in bytes. Texts end far below; one that is too long still comes back with what is wrong.
const FORM_LIMIT: usize = 4 * 1024 * 1024;

/// The largest form of the pages before the door, in bytes: nobody writes texts there, and whoever likes can send them.
const DOOR_LIMIT: usize = 64 * 1024;

/// The field with the key that makes a double click one deed.
const KEY: &str = "key";

/// Fields that carry no text of a person's own.
const NOT_WRITTEN: &[&str] =
    &[csrf::FIELD, KEY, "version", "password", "current", "new", "secret", "visibility", "next"];

/// Fields that are shown on no page again, whoever typed them.
const SECRET: &[&str] = &["password", "current", "new", "secret"];

/// The values of a form, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(pub(super) Vec<(String, String)>);

impl Values {
    /// The first value of a field; empty where it is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.as_str())
    }

    /// The same, none where it is blank.
    pub(super) fn given(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.trim().is_empty()).map(str::to_owned)
    }

    /// All values of a field that can stand several times.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(given, _)| given == name).map(|(_, value)| value.clone()).collect()
    }

    /// The lines of a field, without the blank ones.
    pub(super) fn lines(&self, name: &str) -> Vec<String> {
        self.text(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// What another page carries on of the form: all but the token, the key, and what is secret.
    pub(super) fn carried(&self) -> Vec<(String, String)> {
        let carried = |name: &str| name != csrf::FIELD && name != KEY && !SECRET.contains(&name);
        self.0.iter().filter(|(name, _)| carried(name)).cloned().collect()
    }

    /// Whether the form holds something secret.
    pub(super) fn holds_secret(&self) -> bool {
        self.0.iter().any(|(name, value)| SECRET.contains(&name.as_str()) && !value.is_empty())
    }

    /// The form as it comes back on its page.
    pub(super) fn form(&self, name: &str) -> Form {
        Form::posted(name, self.0.iter().filter(|(given, _)| given != csrf::FIELD && given != KEY).cloned())
    }

    /// The form with what is wrong, in the order of its fields.
    pub(super) fn refused(&self, name: &str, faults: &[FieldError]) -> Form {
        let mut faults: Vec<FormFault> = faults.iter().map(shown).collect();
        faults.sort_by_key(|fault| self.0.iter().position(|(given, _)| *given == fault.field).unwrap_or(usize::MAX));
        faults.into_iter().fold(self.form(name), Form::fault)
    }

    /// The form as one that came too late: it comes back as it was written, but for the version, which is now the page's own.
    pub(super) fn late(&self, name: &str, by: Option<(String, DateTime<Utc>)>) -> Form {
        self.form(name).changed_meanwhile(by)
    }

    /// The form with a file that is larger than what is taken, in bytes.
    pub(super) fn too_large(&self, name: &str, limit: usize) -> Form {
        let megabytes = i64::try_from(limit / (1024 * 1024)).unwrap_or(i64::MAX);
        self.form(name).fault(FormFault::new("file", "too_large").with(megabytes))
    }

    /// What the person wrote, so that a page about something else can give it back.
    pub(super) fn written(&self) -> String {
        let own = self
            .0
            .iter()
            .filter(|(name, value)| !NOT_WRITTEN.contains(&name.as_str()) && value.contains(char::is_whitespace));
        own.map(|(_, value)| value.trim()).filter(|value| !value.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// The key with a digest of the content: a form that was changed after a step back is another deed, the same one sent
    /// twice is one.
    fn idempotency(&self, path: &str) -> Option<Idempotency> {
        let key = self.text(KEY);
        if key.is_empty() || key.len() > 100 || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let mut digest = Sha256::new();
        digest.update(path);
        for (name, value) in self.0.iter().filter(|(name, _)| name != csrf::FIELD && name != KEY) {
            for part in [name, value] {
                digest.update((part.len() as u64).to_be_bytes());
                digest.update(part);
            }
        }
        let body_hash: [u8; 32] = digest.finalize().into();
        let content: String = body_hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Some(Idempotency { key: format!("{key}.{content}"), body_hash })
    }
}

/// A fault of the application at the field of the form: the API has objects where forms have one level.
pub(super) fn shown(fault: &FieldError) -> FormFault {
    let field = fault.field.as_str();
    let field = match field.split_once('.') {
        Some(("grounds", rest)) => rest.split('.').next().unwrap_or(rest).to_owned(),
        Some((first, _)) if first.ends_with('s') => first.to_owned(),
        Some(_) => field.replace('.', "_"),
        None if field == "customer" => "customer_id".to_owned(),
        // No field that anybody types in: it is said of the form.
        None if field == "passkey" => String::new(),
        None => field.to_owned(),
    };
    let shown = FormFault::new(field, &fault.code).says(&fault.message);
    match fault.code.as_str() {
        "too_short" => shown.with(i64::try_from(tierline_app::account::PASSWORD_SHORTEST).unwrap_or(0)),
        "full" => shown.with(tierline_app::case::HOLD_LIMIT / (1024 * 1024)),
        _ => shown,
    }
}

/// A form that somebody sent who is not signed in, from a page of this desk.
pub(super) struct Knocked {
    pub(super) visitor: Visitor,
    pub(super) values: Values,
}

impl<S: Send + Sync> FromRequest<S> for Knocked {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        Self::within(request, state, DOOR_LIMIT).await
    }
}

impl Knocked {
    async fn within<S: Send + Sync>(mut request: Request, state: &S, limit: usize) -> Result<Self, Fault> {
        use axum::RequestExt;
        let visitor = request.extract_parts_with_state::<Visitor, S>(state).await?;
        Self::require_from_here(&visitor)?;
        Ok(Self { values: read(request, limit).await?, visitor })
    }

    /// Refuses what a page of another site made the browser send.
    pub(super) fn require_from_here(visitor: &Visitor) -> Result<(), Fault> {
        if csrf::from_here(&visitor.headers, &visitor.state.config) { Ok(()) } else { Err(Fault::forged()) }
    }
}

/// A form of somebody who is signed in.
pub(super) struct Posted {
    pub(super) visit: Visit,
    /// Who sends it, with the key of this very form.
    pub(super) ctx: Ctx,
    pub(super) values: Values,
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let path = request.uri().path().to_owned();
        let Knocked { mut visitor, mut values } = Knocked::within(request, state, FORM_LIMIT).await?;
        again::take_proof(&mut visitor, &mut values).await?;
        visitor.aside().posted = Some((path.clone(), values.clone()));
        admit(visitor, values, &path)
    }
}

/// Lets a form through whose sender is signed in and saw the page it comes from.
pub(super) fn admit(visitor: Visitor, values: Values, path: &str) -> Result<Posted, Fault> {
    let written = values.written();
    let Some(visit) = Visit::of(visitor) else { return Err(Fault::from(Error::Unauthorized).written(written)) };
    let expected = visit.visitor.signed.as_ref().and_then(|signed| signed.csrf.as_deref()).unwrap_or_default();
    if !csrf::matches(expected, Some(values.text(csrf::FIELD))) {
        return Err(Fault::forged().written(written));
    }
    let ctx = Ctx { idempotency: values.idempotency(path), ..visit.ctx.clone() };
    Ok(Posted { visit, ctx, values })
}

async fn read(request: Request, limit: usize) -> Result<Values, Fault> {
    let too_large = || Fault::from(Error::TooLarge { limit });
    // Read to its end: who is still sending does not hear an answer.
    let request = body::admit(request, limit).await.map_err(|_| too_large())?;
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, limit).await.map_err(|_| too_large())?;
    let whole = Request::from_parts(parts, Body::from(bytes));
    let values = Encoded::<Vec<(String, String)>>::from_request(whole, &()).await;
    values.map(|Encoded(values)| Values(values)).map_err(|_| Fault::unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        Values(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_sent_twice_is_one_deed_and_a_changed_one_is_another() {
        let key = |text: &str, csrf: &str| {
            values(&[("csrf", csrf), ("key", "k1.notes"), ("text", text)]).idempotency("/a").unwrap().key
        };
        assert_eq!(key("hello", "x"), key("hello", "y"));
        assert_ne!(key("hello", "x"), key("hello there", "x"));
        assert!(values(&[("text", "hello")]).idempotency("/a").is_none());
    }

    #[test]
    fn a_fault_of_an_object_stands_at_its_field() {
        let at =
            |field: &str| shown(&FieldError { field: field.into(), code: "x".into(), message: String::new() }).field;
        assert_eq!(at("contact.email"), "contact_email");
        assert_eq!(at("grounds.expected"), "expected");
        assert_eq!(at("grounds.tenants.3"), "tenants");
        assert_eq!(at("correlation_ids.0"), "correlation_ids");
        assert_eq!(at("customer"), "customer_id");
    }

    #[test]
    fn a_password_is_not_given_back() {
        let given = values(&[("email", "a@b.example"), ("password", "kelp otter horse"), ("text", "what I wrote")]);
        assert_eq!(given.written(), "what I wrote");
    }
}
