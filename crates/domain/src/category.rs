//! The decision whose problem it is, and what each decision must bring along.

use serde::{Deserialize, Serialize};

use crate::words;

words! {
    /// What a person decided the problem to be.
    pub enum Category {
        /// A service does not operate according to its description, and nothing documented says so.
        UndocumentedProblem = "undocumented_problem",
        /// A service is unavailable.
        ServiceUnavailable = "service_unavailable",
        /// A bug or irregularity that affects the appearance or operation of a service.
        BugOrIrregularity = "bug_or_irregularity",
        /// A large-scale network disruption.
        LargeScaleNetworkDisruption = "large_scale_network_disruption",
        /// A regional issue with multi-tenant impact.
        RegionalMultiTenant = "regional_multi_tenant",
        /// Billing dispute, quota, subscription, fraud: only the provider can act, but it is not a fault.
        AccountRequest = "account_request",
        /// A vulnerability: goes to the provider's security contact, never through an ordinary request.
        Vulnerability = "vulnerability",
        /// The partner's own to solve.
        PartnerScope = "partner_scope",
    }
}

impl Category {
    /// Whether a service request may be written for it.
    #[must_use]
    pub const fn goes_to_recipient(self) -> bool {
        !matches!(self, Self::Vulnerability | Self::PartnerScope)
    }

    /// Whether troubleshooting must be on record before it is handed up.
    #[must_use]
    pub const fn needs_troubleshooting(self) -> bool {
        matches!(self, Self::UndocumentedProblem | Self::BugOrIrregularity)
    }

    /// Whether the health lookup must be on record before it is handed up.
    #[must_use]
    pub const fn needs_health_check(self) -> bool {
        !matches!(self, Self::AccountRequest)
    }
}

/// The texts that a decision brings along, by the keys of the API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grounds {
    /// Expected behaviour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Link to the description that promises it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation_url: Option<String>,
    /// Affected users, since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected: Option<String>,
    /// A second observation: another user, place or probe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_observation: Option<String>,
    /// Steps to reproduce.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<String>,
    /// What is seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// Where the disturbed path begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Where it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// A trace or probe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// Affected tenants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tenants: Vec<String>,
    /// A signal that shows many tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signal_id: Option<String>,
}

impl Grounds {
    /// The texts by key, in the order in which they are read; tenants are joined.
    #[must_use]
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("expected", &self.expected),
            ("documentation_url", &self.documentation_url),
            ("affected", &self.affected),
            ("second_observation", &self.second_observation),
            ("steps", &self.steps),
            ("seen", &self.seen),
            ("from", &self.from),
            ("to", &self.to),
            ("trace", &self.trace),
            ("signal_id", &self.signal_id),
        ];
        let mut entries: Vec<_> = texts.into_iter().filter_map(|(key, text)| Some((key, text.clone()?))).collect();
        if !self.tenants.is_empty() {
            entries.push(("tenants", self.tenants.join(", ")));
        }
        entries
    }

    /// The keys that a category needs and that are still empty, in the order in which they are asked.
    #[must_use]
    pub fn missing(&self, category: Category) -> Vec<&'static str> {
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|t| t.trim().is_empty());
        let needed: Vec<(&'static str, bool)> = match category {
            Category::UndocumentedProblem => {
                vec![("expected", blank(&self.expected)), ("documentation_url", blank(&self.documentation_url))]
            }
            Category::ServiceUnavailable => {
                vec![("affected", blank(&self.affected)), ("second_observation", blank(&self.second_observation))]
            }
            Category::BugOrIrregularity => {
                vec![("steps", blank(&self.steps)), ("seen", blank(&self.seen)), ("expected", blank(&self.expected))]
            }
            Category::LargeScaleNetworkDisruption => {
                vec![("from", blank(&self.from)), ("to", blank(&self.to)), ("trace", blank(&self.trace))]
            }
            Category::RegionalMultiTenant => vec![("tenants", self.tenants.len() < 2 && blank(&self.signal_id))],
            Category::AccountRequest | Category::Vulnerability | Category::PartnerScope => vec![],
        };
        needed.into_iter().filter_map(|(key, missing)| missing.then_some(key)).collect()
    }
}

/// Why a category is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum ProposalReason {
    /// A troubleshooting step solved it.
    StepSolved,
    /// The report says words that point there.
    ReportSays {
        /// The words, as the desk knows them.
        words: Vec<String>,
    },
    /// Nothing that was tried solved it, and nothing documented explains it.
    StepsInVain {
        /// How many steps there were.
        steps: usize,
    },
}

impl ProposalReason {
    /// The reason in English.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::StepSolved => "A troubleshooting step solved it.".to_owned(),
            Self::ReportSays { words } => format!("The report says: {}.", words.join(", ")),
            Self::StepsInVain { steps: 1 } => {
                "One step did not solve it, and nothing documented explains it.".to_owned()
            }
            Self::StepsInVain { steps } => {
                format!("{steps} steps did not solve it, and nothing documented explains it.")
            }
        }
    }
}

/// The keys of the grounds that a category asks for, in order: what a form shows.
#[must_use]
pub fn grounds_keys(category: Category) -> &'static [&'static str] {
    match category {
        Category::UndocumentedProblem => &["expected", "documentation_url"],
        Category::ServiceUnavailable => &["affected", "second_observation"],
        Category::BugOrIrregularity => &["steps", "seen", "expected"],
        Category::LargeScaleNetworkDisruption => &["from", "to", "trace"],
        Category::RegionalMultiTenant => &["tenants"],
        Category::AccountRequest | Category::Vulnerability | Category::PartnerScope => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_category_names_the_grounds_it_lacks() {
        let mut text = String::new();
        for category in Category::ALL {
            text.push_str(&format!("{category}: [{}]\n", Grounds::default().missing(*category).join(", ")));
        }
        insta::assert_snapshot!(text, @r"
        undocumented_problem: [expected, documentation_url]
        service_unavailable: [affected, second_observation]
        bug_or_irregularity: [steps, seen, expected]
        large_scale_network_disruption: [from, to, trace]
        regional_multi_tenant: [tenants]
        account_request: []
        vulnerability: []
        partner_scope: []
        ");
    }

    #[test]
    fn one_tenant_is_not_a_region_but_a_signal_is() {
        let mut grounds = Grounds { tenants: vec!["one".into()], ..Grounds::default() };
        assert_eq!(grounds.missing(Category::RegionalMultiTenant), ["tenants"]);
        grounds.signal_id = Some("sig_1".into());
        assert!(grounds.missing(Category::RegionalMultiTenant).is_empty());
    }

    #[test]
    fn blank_grounds_are_missing_grounds() {
        let grounds =
            Grounds {
                affected: Some("  ".into()), second_observation: Some("Łódź too".into()), ..Grounds::default()
            };
        assert_eq!(grounds.missing(Category::ServiceUnavailable), ["affected"]);
    }

    #[test]
    fn a_form_asks_for_exactly_what_can_be_missing() {
        for category in Category::ALL {
            assert_eq!(grounds_keys(*category), Grounds::default().missing(*category), "{category}");
        }
    }
}
