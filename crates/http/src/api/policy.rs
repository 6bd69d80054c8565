//! The rules an organization sets for itself.

use serde::{Deserialize, Serialize};
use tierline_app::account::{self, EditCalendar, EditPolicy, EditTarget};
use tierline_domain as domain;
use utoipa::ToSchema;

use super::shared::{plain, words};
use crate::kit::{
    answer::{Answer, Found},
    call::{Caller, Command},
    endpoint::{Operation, get, patch},
    read::present,
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/policy", "Shows the rules of the organization, the same in all its clouds.", show),
        patch("/policy", "Changes rules of the organization; what is open is judged by them from then on.", change),
    ]
}

/// The rules of an organization.
#[derive(Debug, Serialize, ToSchema)]
struct Policy {
    /// Whether an escalation needs another person's approval; a critical one gets it afterwards.
    approval_required: bool,
    /// Whether Sales agents may open and work on cases.
    sales_agents_work_cases: bool,
    /// Whether customers read what recipients write to their requests at once; else an agent passes it on.
    pass_on_answers: bool,
    /// Certainty, from 1 to 100, from which a documented issue counts as the cause of a case.
    match_threshold: u8,
    /// Minutes after which a health feed counts as stale.
    feed_fresh_minutes: i64,
    /// Business hours: clocks of all severities but critical run in them.
    calendar: Calendar,
    /// The clocks' lengths.
    targets: Targets,
    /// Languages in which the recipient answers around the clock; a packet in another one gets a warning.
    recipient_languages: Vec<wire::Language>,
    /// Where vulnerabilities are reported: a link or a mail address. Shown, never written to.
    security_contact: String,
    /// The mail address of the organization's own support; empty where it names none. Customers' people read it.
    support_email: String,
    /// Its telephone; also the one that a service request names where its agent has none.
    support_phone: String,
    /// Its page.
    support_website: String,
    /// Days for which the audit log says what was done; null keeps it for ever.
    audit_days: Option<u32>,
    /// Whether everybody who signs in here needs a second factor: who has none sets one up first.
    require_second_factor: bool,
    /// Counts the changes.
    version: i64,
    /// When a rule was changed last; null while they stand as they were set up.
    changed_at: Option<Time>,
}

/// Business hours.
#[derive(Debug, Serialize, ToSchema)]
struct Calendar {
    /// IANA name of the time zone.
    time_zone: String,
    /// When a working day opens, like `08:00`.
    opens: String,
    /// When it closes; `24:00` is midnight.
    closes: String,
    /// The days of the week that are worked; 1 is Monday (ISO 8601).
    days: Vec<u8>,
    /// Days that are not worked although their weekday is, like `2026-12-25`.
    holidays: Vec<String>,
}

/// The clocks' lengths per severity.
#[derive(Debug, Serialize, ToSchema)]
struct Targets {
    /// Production is down.
    critical: Target,
    /// Production is partially affected.
    moderate: Target,
    /// Services are still available.
    minimal: Target,
    /// Not break-fix.
    none: Target,
}

/// The clocks' lengths of one severity, in minutes of the time they run in.
#[derive(Debug, Serialize, ToSchema)]
struct Target {
    /// The first answer to the customer.
    first_response: i64,
    /// From one word to the customer to the next.
    next_update: i64,
    /// The provider's first answer to a service request.
    provider_first_response: i64,
    /// From the report to the solution.
    resolution: i64,
}

impl From<domain::Policy> for Policy {
    fn from(policy: domain::Policy) -> Self {
        let targets = policy.targets;
        Self {
            approval_required: policy.approval_required,
            sales_agents_work_cases: policy.sales_agents_work_cases,
            pass_on_answers: policy.pass_on_answers,
            match_threshold: policy.match_threshold,
            feed_fresh_minutes: policy.feed_fresh_minutes,
            calendar: policy.calendar.into(),
            targets: Targets {
                critical: targets.critical.into(),
                moderate: targets.moderate.into(),
                minimal: targets.minimal.into(),
                none: targets.none.into(),
            },
            recipient_languages: words(policy.recipient_languages),
            security_contact: policy.security_contact,
            support_email: policy.support_email,
            support_phone: policy.support_phone,
            support_website: policy.support_website,
            audit_days: policy.audit_days,
            require_second_factor: policy.require_second_factor,
            version: policy.version,
            changed_at: policy.changed_at.map(Time),
        }
    }
}

impl From<domain::Calendar> for Calendar {
    fn from(calendar: domain::Calendar) -> Self {
        Self {
            time_zone: calendar.zone.name().to_owned(),
            opens: domain::clock_time(calendar.opens),
            closes: domain::clock_time(calendar.closes),
            days: calendar.days.into_iter().collect(),
            holidays: calendar.holidays.into_iter().map(|day| day.to_string()).collect(),
        }
    }
}

impl From<domain::Target> for Target {
    fn from(target: domain::Target) -> Self {
        let domain::Target { first_response, next_update, provider_first_response, resolution } = target;
        Self { first_response, next_update, provider_first_response, resolution }
    }
}

/// What is to change: absent means unchanged.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PolicyChange)]
struct Change {
    /// Whether an escalation needs another person's approval; a critical one gets it afterwards.
    approval_required: Option<bool>,
    /// Whether Sales agents may open and work on cases.
    sales_agents_work_cases: Option<bool>,
    /// Whether customers read what recipients write to their requests at once; else an agent passes it on.
    pass_on_answers: Option<bool>,
    /// Certainty from which a documented issue counts as the cause of a case.
    #[schema(minimum = 1, maximum = 100)]
    match_threshold: Option<u8>,
    /// Minutes after which a health feed counts as stale: at most a week.
    #[schema(minimum = 1, maximum = 10_080)]
    feed_fresh_minutes: Option<i64>,
    /// Business hours.
    calendar: CalendarChange,
    /// The clocks' lengths.
    targets: TargetsChange,
    /// Languages in which the recipient answers around the clock.
    #[schema(min_items = 1)]
    recipient_languages: Option<Vec<wire::Language>>,
    /// Where vulnerabilities are reported: a link or a mail address.
    #[schema(min_length = 1, max_length = 200)]
    security_contact: Option<String>,
    /// The mail address of the organization's own support; empty for none.
    #[schema(max_length = 200)]
    support_email: Option<String>,
    /// Its telephone; empty for none.
    #[schema(max_length = 200)]
    support_phone: Option<String>,
    /// Its page, a link; empty for none.
    #[schema(max_length = 200)]
    support_website: Option<String>,
    /// Days for which the audit log says what was done: a year at least; null keeps it for ever.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<u32>, minimum = 365, maximum = 36_500)]
    audit_days: Option<Option<u32>>,
    /// Whether everybody who signs in here needs a second factor.
    require_second_factor: Option<bool>,
}

/// What is to change of the business hours: absent means unchanged.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct CalendarChange {
    /// IANA name of the time zone.
    time_zone: Option<String>,
    /// When a working day opens, like `08:00`.
    opens: Option<String>,
    /// When it closes; `24:00` is midnight.
    closes: Option<String>,
    /// The days of the week that are worked; 1 is Monday (ISO 8601).
    #[schema(min_items = 1)]
    days: Option<Vec<i64>>,
    /// Days that are not worked, like `2026-12-25`: all of them.
    #[schema(max_items = 200)]
    holidays: Option<Vec<String>>,
}

/// What is to change of the clocks' lengths: absent means unchanged.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct TargetsChange {
    /// Production is down.
    critical: TargetChange,
    /// Production is partially affected.
    moderate: TargetChange,
    /// Services are still available.
    minimal: TargetChange,
    /// Not break-fix.
    none: TargetChange,
}

/// What is to change of one severity's, in minutes: absent means unchanged.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct TargetChange {
    /// The first answer to the customer.
    #[schema(minimum = 1, maximum = 527_040)]
    first_response: Option<i64>,
    /// From one word to the customer to the next.
    #[schema(minimum = 1, maximum = 527_040)]
    next_update: Option<i64>,
    /// The provider's first answer to a service request.
    #[schema(minimum = 1, maximum = 527_040)]
    provider_first_response: Option<i64>,
    /// From the report to the solution.
    #[schema(minimum = 1, maximum = 527_040)]
    resolution: Option<i64>,
}

impl From<TargetChange> for EditTarget {
    fn from(change: TargetChange) -> Self {
        let TargetChange { first_response, next_update, provider_first_response, resolution } = change;
        Self { first_response, next_update, provider_first_response, resolution }
    }
}

impl From<Change> for EditPolicy {
    fn from(change: Change) -> Self {
        let CalendarChange { time_zone, opens, closes, days, holidays } = change.calendar;
        let TargetsChange { critical, moderate, minimal, none } = change.targets;
        let targets = [
            (domain::Severity::Critical, critical),
            (domain::Severity::Moderate, moderate),
            (domain::Severity::Minimal, minimal),
            (domain::Severity::None, none),
        ];
        Self {
            approval_required: change.approval_required,
            sales_agents_work_cases: change.sales_agents_work_cases,
            pass_on_answers: change.pass_on_answers,
            match_threshold: change.match_threshold,
            feed_fresh_minutes: change.feed_fresh_minutes,
            calendar: EditCalendar { time_zone, opens, closes, days, holidays },
            targets: targets.into_iter().map(|(severity, target)| (severity, target.into())).collect(),
            recipient_languages: change.recipient_languages.map(plain),
            security_contact: change.security_contact,
            support_email: change.support_email,
            support_phone: change.support_phone,
            support_website: change.support_website,
            audit_days: change.audit_days,
            require_second_factor: change.require_second_factor,
        }
    }
}

async fn show(caller: Caller) -> Answer<Found<Policy>> {
    let policy = account::policy(&caller.app, &caller.ctx).await?;
    let version = policy.version;
    Ok(Found::versioned(policy.into(), version))
}

async fn change(command: Command<Change>) -> Answer<Found<Policy>> {
    let Command { app, ctx, body, .. } = command;
    let policy = account::edit_policy(&app, &ctx, body.into()).await?;
    let version = policy.version;
    Ok(Found::versioned(policy.into(), version))
}
