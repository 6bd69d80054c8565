//! The rules an organization sets for itself: what each does and from when it holds.

use askama::Template;
use chrono::Duration;
use tierline_domain::{Action, ClockKind, Language, Policy, Role, Severity, Target, clock_time};

use super::{Page, html};
use crate::{Choice, Form, Frame, Html, Place, label::Worded};

/// The rules. Form: `/rules` (`version`, `approval_required`, `sales_agents_work_cases`, `pass_on_answers`, `match_threshold`,
/// `feed_fresh_minutes`, `calendar_time_zone`, `calendar_opens`, `calendar_closes`, `calendar_days`, `calendar_holidays`,
/// `<severity>_<target>`, `recipient_languages`, `security_contact`, `support_email`, `support_phone`, `support_website`,
/// `audit_days`, `require_second_factor`). Who may not change
/// them reads them.
#[derive(Debug, Clone, Default)]
pub struct RulesPage {
    /// The rules.
    pub policy: Policy,
    /// Whether the organization hands up: a provider has fewer rules.
    pub partner: bool,
    /// What came back, named `rules`.
    pub form: Form,
}

/// The type of a field that takes a number.
const NUMBER: &str = "number";

/// A rule as it is read by who may not change it.
struct Rule {
    name: &'static str,
    says: &'static str,
    value: String,
}

/// A clock's length of one severity.
struct Cell {
    severity: Severity,
    clock: ClockKind,
    minutes: i64,
}

/// The clocks whose length is a rule, with the part of a field's name.
const CLOCKS: [(ClockKind, &str); 4] = [
    (ClockKind::FirstResponse, "first_response"),
    (ClockKind::NextUpdate, "next_update"),
    (ClockKind::ProviderFirstResponse, "provider_first_response"),
    (ClockKind::Resolution, "resolution"),
];

const fn minutes(target: Target, clock: ClockKind) -> i64 {
    match clock {
        ClockKind::NextUpdate => target.next_update,
        ClockKind::ProviderFirstResponse => target.provider_first_response,
        ClockKind::Resolution => target.resolution,
        _ => target.first_response,
    }
}

impl Frame {
    /// The name of a field that holds a clock's length, like `critical_first_response`; none for other fields.
    pub(crate) fn target_name(&self, field: &str) -> Option<String> {
        let (severity, part) = Severity::ALL.iter().find_map(|severity| {
            let rest = field.strip_prefix(severity.word())?.strip_prefix('_')?;
            Some((severity, rest))
        })?;
        let (clock, _) = CLOCKS.iter().find(|(_, name)| *name == part)?;
        Some(self.m("rule-target").s("severity", self.t(severity.key())).s("clock", self.t(clock.key())).to_string())
    }
}

#[derive(Template)]
#[template(path = "page/rules.html")]
struct Rules<'a> {
    f: &'a Frame,
    p: &'a RulesPage,
}

impl Rules<'_> {
    fn edits(&self) -> bool {
        self.f.may.can(Action::Administer)
    }

    fn yes_no(&self, value: bool) -> String {
        self.f.t(if value { "rule-yes" } else { "rule-no" })
    }

    fn is_on(&self, field: &str, value: &bool) -> bool {
        self.p.form.at("rules").chosen(field, "true", *value)
    }

    fn audit_days(&self) -> Option<String> {
        self.p.policy.audit_days.map(|days| days.to_string())
    }

    fn switches(&self) -> Vec<Rule> {
        let policy = &self.p.policy;
        vec![
            Rule {
                name: "field-approval-required",
                says: "rule-approval-says",
                value: self.yes_no(policy.approval_required),
            },
            Rule {
                name: "field-sales-agents-work-cases",
                says: "rule-sales-says",
                value: self.yes_no(policy.sales_agents_work_cases),
            },
            Rule {
                name: "field-pass-on-answers",
                says: "rule-pass-on-says",
                value: self.yes_no(policy.pass_on_answers),
            },
            Rule {
                name: "field-match-threshold",
                says: "rule-threshold-says",
                value: self.f.m("rule-percent").n("number", i64::from(policy.match_threshold)).to_string(),
            },
            Rule {
                name: "field-feed-fresh-minutes",
                says: "rule-fresh-says",
                value: self.f.duration(Duration::minutes(policy.feed_fresh_minutes)),
            },
            Rule {
                name: "field-recipient-languages",
                says: "rule-languages-says",
                value: self.joined(policy.recipient_languages.iter().map(|language| self.f.w(language))),
            },
            Rule {
                name: "field-audit-days",
                says: "rule-audit-says",
                value: policy.audit_days.map_or_else(
                    || self.f.t("rule-for-ever"),
                    |days| self.f.m("rule-days").n("count", i64::from(days)).to_string(),
                ),
            },
            Rule { name: "field-security-contact", says: "rule-security-says", value: policy.security_contact.clone() },
            Rule {
                name: "field-support-email",
                says: "rule-support-says",
                value: self.or_nothing(&policy.support_email),
            },
            Rule {
                name: "field-support-phone",
                says: "rule-phone-says",
                value: self.or_nothing(&policy.support_phone),
            },
            Rule { name: "field-support-website", says: "", value: self.or_nothing(&policy.support_website) },
            Rule {
                name: "field-require-second-factor",
                says: "rule-second-factor-says",
                value: self.yes_no(policy.require_second_factor),
            },
        ]
    }

    fn hours(&self) -> Vec<Rule> {
        let calendar = &self.p.policy.calendar;
        let days = calendar.days.iter().map(|day| self.f.t(weekday(*day)));
        let time = self.f.m("rule-hours").s("from", self.opens()).s("to", self.closes()).to_string();
        vec![
            Rule { name: "rule-working-hours", says: "rule-hours-says", value: time },
            Rule { name: "field-calendar-days", says: "", value: self.joined(days) },
            Rule { name: "field-calendar-time-zone", says: "", value: calendar.zone.name().replace('_', " ") },
            Rule { name: "field-calendar-holidays", says: "", value: self.joined(self.holidays().lines()) },
        ]
    }

    fn joined(&self, parts: impl Iterator<Item = impl Into<String>>) -> String {
        let text = parts.map(Into::into).collect::<Vec<String>>().join(", ");
        if text.is_empty() { self.f.t("rule-nothing") } else { text }
    }

    fn or_nothing(&self, text: &str) -> String {
        if text.is_empty() { self.f.t("rule-nothing") } else { text.to_owned() }
    }

    fn opens(&self) -> String {
        clock_time(self.p.policy.calendar.opens)
    }

    fn closes(&self) -> String {
        clock_time(self.p.policy.calendar.closes)
    }

    fn holidays(&self) -> String {
        self.p.policy.calendar.holidays.iter().map(|day| format!("{day}\n")).collect()
    }

    fn zones(&self) -> Vec<Choice> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| Choice::new(zone.name(), zone.name().replace('_', " "))).collect()
    }

    fn zone(&self) -> &'static str {
        self.p.policy.calendar.zone.name()
    }

    /// The days of the week, with whether each is worked.
    fn days(&self) -> Vec<(u8, String, bool)> {
        let form = self.p.form.at("rules");
        let worked = &self.p.policy.calendar.days;
        (1..=7)
            .map(|day| {
                let is_worked = form.chosen("calendar_days", &day.to_string(), worked.contains(&day));
                (day, self.f.t(weekday(day)), is_worked)
            })
            .collect()
    }

    fn languages(&self) -> Vec<(&'static str, String, bool)> {
        let form = self.p.form.at("rules");
        let taken = &self.p.policy.recipient_languages;
        Language::ALL
            .iter()
            .map(|language| {
                let is_taken = form.chosen("recipient_languages", language.word(), taken.contains(language));
                (language.word(), self.f.w(language), is_taken)
            })
            .collect()
    }

    /// What a group of boxes holds by now, where a form that came too late ticked others.
    fn group_now(&self, field: &str, same: bool, now: &str) -> Html {
        let late = self.p.form.at("rules").meanwhile.is_some();
        if late && !same { self.f.now_line("rules", field, now) } else { Html::default() }
    }

    fn switch_now(&self, field: &str, value: &bool) -> Html {
        self.group_now(field, self.is_on(field, value) == *value, &self.yes_no(*value))
    }

    fn days_now(&self) -> Html {
        let worked = &self.p.policy.calendar.days;
        let same = self.days().iter().all(|(day, _, ticked)| *ticked == worked.contains(day));
        self.group_now("calendar_days", same, &self.joined(worked.iter().map(|day| self.f.t(weekday(*day)))))
    }

    fn languages_now(&self) -> Html {
        let taken = &self.p.policy.recipient_languages;
        let same = self
            .languages()
            .iter()
            .all(|(word, _, ticked)| *ticked == taken.iter().any(|language| language.word() == *word));
        self.group_now("recipient_languages", same, &self.joined(taken.iter().map(|language| self.f.w(language))))
    }

    fn clocks(&self) -> Vec<String> {
        CLOCKS.iter().map(|(clock, _)| self.f.w(clock)).collect()
    }

    /// The lengths, a line per severity.
    fn targets(&self) -> Vec<(Html, Vec<Cell>)> {
        let targets = &self.p.policy.targets;
        Severity::ALL
            .iter()
            .map(|severity| {
                let cell = |(clock, _): &(_, _)| Cell {
                    severity: *severity,
                    clock: *clock,
                    minutes: minutes(targets.of(*severity), *clock),
                };
                (self.f.severity(severity), CLOCKS.iter().map(cell).collect())
            })
            .collect()
    }

    fn span(&self, cell: &Cell) -> String {
        self.f.duration(Duration::minutes(cell.minutes))
    }

    fn clock(&self, cell: &Cell) -> String {
        self.f.w(cell.clock)
    }

    fn target(&self, cell: &Cell) -> Html {
        let part = CLOCKS.iter().find(|(clock, _)| *clock == cell.clock).map_or("", |(_, part)| *part);
        let (name, label) = (format!("{}_{part}", cell.severity.word()), cell.clock.key());
        let aria = self.f.target_name(&name).unwrap_or_default();
        let field = self.f.field(&self.p.form, "rules", &name).label(&label).unlabelled().kind(NUMBER);
        Html(field.with("min", 1).with("aria-label", aria).required().value(cell.minutes).to_string())
    }

    fn changed(&self) -> Option<Html> {
        self.p.policy.changed_at.map(|at| self.f.h("rules-changed").x("time", self.f.day(at)).html())
    }
}

/// The key of a day of the week's name; 1 is Monday.
const fn weekday(day: u8) -> &'static str {
    match day {
        1 => "weekday-monday",
        2 => "weekday-tuesday",
        3 => "weekday-wednesday",
        4 => "weekday-thursday",
        5 => "weekday-friday",
        6 => "weekday-saturday",
        _ => "weekday-sunday",
    }
}

impl Page for RulesPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-rules")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Rules)
    }

    fn reader(&self) -> Option<Role> {
        // The samples are named by who looks: what was never changed is shown to who may not.
        Some(if self.policy.version > 1 { Role::GlobalAdmin } else { Role::HelpdeskAgent })
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Rules { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::rules()
    }
}
