//! Whose problem it is: the desk proposes, a person decides.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, Case, CaseId, Category, Event, Evidence, Grounds, ProposalReason, Severity, Visibility, health,
    text::normalized,
};

use super::{step::require_active, work::change_case};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Faults, Result},
};

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Categorize {
    /// The category.
    pub category: Category,
    /// Why.
    pub reason: Option<String>,
    /// What it rests on. What is still missing blocks the escalation, not the decision.
    pub grounds: Grounds,
}

/// What was decided, with what is still missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The category.
    pub category: Category,
    /// Why.
    pub reason: Option<String>,
    /// The grounds as they stand.
    pub grounds: Grounds,
    /// The keys of grounds that are still missing.
    pub missing: Vec<String>,
}

/// Decides the category of a case.
///
/// # Errors
/// [`crate::Error::Invalid`], [`crate::Error::NotFound`], [`crate::Error::Forbidden`]; [`crate::Error::Conflict`] on a closed case.
pub async fn categorize(app: &App, ctx: &Ctx, id: CaseId, command: Categorize) -> Result<Decided> {
    app.require(ctx, Action::Escalate).await?;
    let mut faults = Faults::default();
    let reason = faults.optional_prose("reason", command.reason.as_deref());
    let grounds = check_grounds(&mut faults, command.grounds);
    faults.finish()?;
    change_case(app, ctx, "case.categorize", id, Categorize { reason, grounds, ..command }, |work, call| {
        require_active(work)?;
        let Categorize { category, reason, grounds } = call.input.clone();
        let missing = grounds.missing(category).into_iter().map(str::to_owned).collect();
        let event = Event::CategoryDecided { category, reason: reason.clone(), grounds: grounds.clone() };
        work.push(event, Visibility::Internal, None);
        if category == Category::AccountRequest && work.file.case.severity != Severity::None {
            work.file.case.severity = Severity::None;
            work.push(Event::DetailsChanged { fields: vec!["severity".into()] }, Visibility::Internal, None);
        }
        Ok(Decided { category, reason, grounds, missing })
    })
    .await
}

fn check_grounds(faults: &mut Faults, grounds: Grounds) -> Grounds {
    let mut text =
        |key: &str, value: Option<String>| faults.optional_prose(&format!("grounds.{key}"), value.as_deref());
    let checked = Grounds {
        expected: text("expected", grounds.expected),
        documentation_url: text("documentation_url", grounds.documentation_url),
        affected: text("affected", grounds.affected),
        second_observation: text("second_observation", grounds.second_observation),
        steps: text("steps", grounds.steps),
        seen: text("seen", grounds.seen),
        from: text("from", grounds.from),
        to: text("to", grounds.to),
        trace: text("trace", grounds.trace),
        signal_id: text("signal_id", grounds.signal_id),
        tenants: Vec::new(),
    };
    let mut tenants: Vec<String> = Vec::new();
    for tenant in grounds.tenants.iter().filter(|tenant| !tenant.trim().is_empty()) {
        let tenant = faults.line("grounds.tenants", tenant);
        // One tenant written twice is one tenant.
        if tenants.iter().all(|known| normalized(known) != normalized(&tenant)) {
            tenants.push(tenant);
        }
    }
    let link = checked.documentation_url.as_deref();
    if link.is_some_and(|link| !(link.starts_with("https://") || link.starts_with("http://"))) {
        faults.add(
            "grounds.documentation_url",
            "not_a_link",
            "Write the link to the service description, beginning with https://.",
        );
    }
    Grounds { tenants, ..checked }
}

/// What the desk would decide, with its reasons. Nothing is preselected by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryProposal {
    /// The category; none where nothing points to one.
    pub category: Option<Category>,
    /// Why.
    pub reasons: Vec<ProposalReason>,
}

/// Proposes a category from the words of the case and its evidence.
///
/// # Errors
/// [`crate::Error::NotFound`], [`crate::Error::Forbidden`].
pub async fn propose_category(app: &App, ctx: &Ctx, id: CaseId) -> Result<CategoryProposal> {
    app.require(ctx, Action::See).await?;
    let file = super::read::file(app, ctx, id).await?;
    Ok(proposal(&file.case, &file.evidence()))
}

/// What the words of a case and its evidence point to: [`propose_category`] for who has read the case already.
#[must_use]
pub fn proposal(case: &Case, evidence: &Evidence) -> CategoryProposal {
    let text = [case.subject.as_str(), &case.description, case.error_text.as_deref().unwrap_or_default()].join("\n");
    let said = Said::of(&text);
    let found = READY.iter().map(|(category, signs)| {
        let hits: Vec<&str> = signs.iter().filter(|sign| said.has(sign)).map(|sign| sign.words).collect();
        (*category, hits)
    });
    let best = found.max_by_key(|(_, hits)| hits.len()).filter(|(_, hits)| !hits.is_empty());
    let mut reasons = Vec::new();
    let mut category = None;
    if evidence.steps.iter().any(|(_, _, step)| step.outcome == tierline_domain::StepOutcome::Solved) {
        category = Some(Category::PartnerScope);
        reasons.push(ProposalReason::StepSolved);
    } else if let Some((sign, hits)) = best {
        category = Some(sign);
        reasons.push(ProposalReason::ReportSays { words: hits.into_iter().map(str::to_owned).collect() });
    } else if !evidence.steps.is_empty() {
        category = Some(Category::UndocumentedProblem);
        reasons.push(ProposalReason::StepsInVain { steps: evidence.steps.len() });
    }
    CategoryProposal { category, reasons }
}

/// What a report says, ready for looking signs up.
struct Said {
    text: String,
    terms: Vec<String>,
}

impl Said {
    fn of(text: &str) -> Self {
        Self { text: tierline_domain::text::normalized(text), terms: health::terms(text) }
    }

    /// Whether it says a sign: all of its words in any form, or, where those are too common to tell anything, its very words.
    fn has(&self, sign: &Sign) -> bool {
        match sign.terms.as_slice() {
            [] => self.text.contains(sign.words),
            terms => terms.iter().all(|term| self.terms.contains(term)),
        }
    }
}

/// A sign, ready for looking it up.
struct Sign {
    words: &'static str,
    terms: Vec<String>,
}

/// [`SIGNS`] with their terms: each page of a case looks all of them up.
static READY: LazyLock<Vec<(Category, Vec<Sign>)>> = LazyLock::new(|| {
    let ready = |words: &&'static str| Sign { words, terms: health::terms(words) };
    SIGNS.iter().map(|(category, signs)| (*category, signs.iter().map(ready).collect())).collect()
});

/// Words that point to a category, in the three languages of the desk.
const SIGNS: &[(Category, &[&str])] = &[
    (
        Category::AccountRequest,
        &["invoice", "billing", "quota", "refund", "fraud", "subscription", "счёт", "квота", "faktura", "rozliczenie"],
    ),
    (Category::Vulnerability, &["vulnerability", "exploit", "cve", "уязвимость", "podatność"]),
    (
        Category::LargeScaleNetworkDisruption,
        &["packet loss", "traceroute", "latency", "routing", "потеря пакетов", "utrata pakietów"],
    ),
    (
        Category::RegionalMultiTenant,
        &["several customers", "all customers", "several tenants", "несколько клиентов", "kilku klientów"],
    ),
    (
        Category::ServiceUnavailable,
        &["unavailable", "down", "unreachable", "503", "timeout", "недоступен", "niedostępna", "nie działa"],
    ),
    (
        Category::BugOrIrregularity,
        &["wrong", "empty", "missing", "disappears", "duplicate", "неверно", "пусто", "błędny", "pusty", "znika"],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_found_where_it_is_said() {
        for (category, signs) in READY.iter() {
            for sign in signs {
                assert!(Said::of(&format!("They say: {}!", sign.words)).has(sign), "{category}: {}", sign.words);
            }
        }
        let written: usize = SIGNS.iter().map(|(_, signs)| signs.len()).sum();
        assert_eq!(READY.iter().map(|(_, signs)| signs.len()).sum::<usize>(), written);
    }

    #[test]
    fn a_report_about_a_calendar_names_no_region() {
        let said = Said::of("Since this morning our receptionists cannot see the dentists' shared calendars.");
        assert!(!READY.iter().flat_map(|(_, signs)| signs).any(|sign| said.has(sign)));
    }
}
