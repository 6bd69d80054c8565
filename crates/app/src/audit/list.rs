//! The audit log as it is read.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use tierline_domain::{Action, AuditAction, AuditId, Audited};
use tierline_store::{AuditFilter, AuditRecord};

use crate::{
    app::App,
    ctx::Ctx,
    error::{Faults, Result},
};

/// A line of the audit log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditLine {
    /// Identifier.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: an identifier; none where it was erased.
    pub actor: Option<String>,
    /// Their name then.
    pub actor_name: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: Option<String>,
    /// The call it was done in.
    pub request_id: Option<String>,
    /// The address it was done from, where there was one.
    pub address: Option<String>,
    /// By which door: `page`, `api`, `command_line`, `job`.
    pub entrance: Option<String>,
    /// What else is known of it; of a change, what each field said before and says now.
    pub detail: Value,
    /// The number of the seal that covers it; none for as long as it has none.
    pub seal: Option<i64>,
    /// Whether what it said was erased, or dropped because it need not be kept any longer.
    pub erased: bool,
}

/// What is known of an act beside who and when, by name: of some acts it is one value, such as the visibility of a note.
fn known(detail: &Value) -> Value {
    match detail {
        Value::Object(_) | Value::Null => detail.clone(),
        alone => serde_json::json!({ "value": alone }),
    }
}

impl AuditLine {
    pub(crate) fn of(record: AuditRecord) -> Self {
        let AuditRecord { id, at, action, entry, seal } = record;
        let erased = entry.is_none();
        let said = |name: &str| entry.as_ref().and_then(|e| e.detail[name].as_str()).map(str::to_owned);
        Self {
            id,
            at,
            actor_name: said("actor_name"),
            address: said("address"),
            entrance: said("entrance"),
            action,
            detail: entry.as_ref().map_or(Value::Null, |e| known(&e.detail["detail"])),
            actor: entry.as_ref().map(|e| e.actor.clone()),
            subject: entry.as_ref().and_then(|e| e.subject.clone()),
            request_id: entry.and_then(|e| e.request_id),
            seal,
            erased,
        }
    }
}

/// What the audit log is narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only what this person did: an identifier.
    pub actor: Option<String>,
    /// Only this action, done or refused: its stable word.
    pub action: Option<String>,
    /// Only what was refused; with `false`, only what was done.
    pub refused: Option<bool>,
    /// Only what was done to this: an identifier.
    pub subject: Option<String>,
    /// Only what was done then or later.
    pub since: Option<DateTime<Utc>>,
    /// Only what was done before.
    pub until: Option<DateTime<Utc>>,
    /// Only what came before this entry: the last one of the page before.
    pub before: Option<AuditId>,
    /// How many at the most.
    pub limit: i64,
}

impl AuditQuery {
    /// The same for the store.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] on `action` for a word that no entry has, on `until` for a time before `since`.
    pub(super) fn filter(self) -> Result<AuditFilter> {
        let mut faults = Faults::default();
        if let (Some(since), Some(until)) = (self.since, self.until)
            && until <= since
        {
            faults.add("until", "before_since", "This is not after the beginning: no entry can be between the two.");
        }
        let actions = actions(self.action.as_deref(), self.refused).unwrap_or_else(|| {
            faults.add("action", "unknown", "No act is called so: take one from the list, like case.open.");
            Vec::new()
        });
        faults.finish()?;
        let Self { actor, subject, since, until, before: after, limit, .. } = self;
        Ok(AuditFilter { actor, actions, subject, since, until, after, oldest_first: false, limit })
    }
}

/// The words of the entries that are wanted; empty where all are, none where there is no such act.
fn actions(action: Option<&str>, refused: Option<bool>) -> Option<Vec<String>> {
    let refusal = |word: &str| format!("{word}.refused");
    let Some(action) = action else {
        let done = AuditAction::ALL.iter().map(|action| action.word());
        return Some(match refused {
            None => Vec::new(),
            Some(false) => done.map(str::to_owned).collect(),
            Some(true) => done.map(refusal).chain(Action::ALL.iter().map(|right| refusal(right.word()))).collect(),
        });
    };
    // A right that somebody lacked has no act beside it.
    let is_act = AuditAction::from_word(action).is_some();
    let both = [action.to_owned(), refusal(action)];
    Audited::from_word(action).or_else(|| Audited::from_word(&both[1]))?;
    Some(match refused {
        _ if action.ends_with(".refused") => vec![action.to_owned()],
        None if is_act => both.to_vec(),
        Some(false) if is_act => vec![action.to_owned()],
        _ => vec![refusal(action)],
    })
}

/// Lists the audit log, the latest first.
///
/// # Errors
/// [`crate::Error::Forbidden`], [`crate::Error::Invalid`].
pub async fn audit_list(app: &App, ctx: &Ctx, query: AuditQuery) -> Result<Vec<AuditLine>> {
    app.require(ctx, Action::ReadAudit).await?;
    let filter = query.filter()?;
    let records = app.store().read(ctx.reach()).await?.audit_list(&filter).await?;
    Ok(records.into_iter().map(AuditLine::of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_found_whether_it_was_done_or_refused() {
        let words = |action, refused| actions(action, refused).map(|all| all.join(" "));
        assert_eq!(words(Some("case.open"), None).as_deref(), Some("case.open case.open.refused"));
        assert_eq!(words(Some("case.open"), Some(false)).as_deref(), Some("case.open"));
        assert_eq!(words(Some("case.open"), Some(true)).as_deref(), Some("case.open.refused"));
        assert_eq!(words(Some("case.open.refused"), None).as_deref(), Some("case.open.refused"));
        assert_eq!(words(Some("administer"), None).as_deref(), Some("administer.refused"), "a right that was lacking");
        assert_eq!(words(Some("galaxy.rename"), None), None);
        assert_eq!(words(None, None).as_deref(), Some(""), "all");
        assert!(words(None, Some(true)).unwrap().split(' ').all(|word| word.ends_with(".refused")));
    }
}
