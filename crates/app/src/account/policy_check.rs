//! What rules can say: each fault names the field and the way out.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use tierline_domain::{AUDIT_DAYS_LEAST, Policy, Severity, Target};

use super::{
    organization::given,
    policy::{EditCalendar, EditPolicy, EditTarget},
};
use crate::{
    error::{Error, Faults, Result},
    validate,
};

/// Longest time a feed may count as fresh, in minutes: a week.
const FRESH_LONGEST: i64 = 7 * 24 * 60;
/// Longest target, in minutes: a year.
const TARGET_LONGEST: i64 = 366 * 24 * 60;
/// How long the audit log can be kept, in days.
const AUDIT_DAYS: RangeInclusive<u32> = AUDIT_DAYS_LEAST..=36_500;
/// Most holidays that are kept: those of some years.
const HOLIDAYS_MOST: usize = 200;

/// Notes all that is wrong with a change; gives the holidays as dates.
pub(super) fn check(faults: &mut Faults, command: &EditPolicy) -> Option<Vec<NaiveDate>> {
    if command.match_threshold.is_some_and(|threshold| !(1..=100).contains(&threshold)) {
        faults.add("match_threshold", "out_of_range", "Write a certainty from 1 to 100.");
    }
    if command.feed_fresh_minutes.is_some_and(|minutes| !(1..=FRESH_LONGEST).contains(&minutes)) {
        faults.add("feed_fresh_minutes", "out_of_range", format!("Write minutes from 1 to {FRESH_LONGEST}."));
    }
    for (severity, target) in &command.targets {
        check_target(faults, *severity, *target);
    }
    if command.recipient_languages.as_ref().is_some_and(Vec::is_empty) {
        faults.add("recipient_languages", "required", "Take at least one language: en, ru or pl.");
    }
    if let Some(contact) = &command.security_contact {
        let contact = faults.line("security_contact", contact);
        if !contact.is_empty() && !contact.starts_with("https://") && !contact.contains('@') {
            let says = "Write a link that begins with https://, or a mail address.";
            faults.add("security_contact", "not_a_contact", says);
        }
    }
    check_support(faults, command);
    if command.audit_days.flatten().is_some_and(|days| !AUDIT_DAYS.contains(&days)) {
        let says = format!("Write days from {} to {}, or nothing for ever.", AUDIT_DAYS.start(), AUDIT_DAYS.end());
        faults.add("audit_days", "out_of_range", says);
    }
    check_calendar(faults, &command.calendar)
}

/// How the organization's own support is reached, as far as it says so.
fn check_support(faults: &mut Faults, command: &EditPolicy) {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    if let Some(text) = said(&command.support_email) {
        validate::email(faults, "support_email", &text);
    }
    if let Some(text) = said(&command.support_phone) {
        validate::phone(faults, "support_phone", &text);
    }
    if let Some(text) = said(&command.support_website) {
        let text = faults.line("support_website", &text);
        let leads = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        if !text.is_empty() && leads.is_none_or(|rest| rest.is_empty() || rest.contains(char::is_whitespace)) {
            faults.add("support_website", "not_a_link", "Write a link that begins with https://.");
        }
    }
}

fn check_target(faults: &mut Faults, severity: Severity, target: EditTarget) {
    let parts = [
        ("first_response", target.first_response),
        ("next_update", target.next_update),
        ("provider_first_response", target.provider_first_response),
        ("resolution", target.resolution),
    ];
    for (part, minutes) in parts {
        if minutes.is_some_and(|minutes| !(1..=TARGET_LONGEST).contains(&minutes)) {
            let field = format!("targets.{severity}.{part}");
            faults.add(&field, "out_of_range", format!("Write minutes from 1 to {TARGET_LONGEST}."));
        }
    }
}

fn check_calendar(faults: &mut Faults, calendar: &EditCalendar) -> Option<Vec<NaiveDate>> {
    if let Some(zone) = &calendar.time_zone {
        if given(Some(zone)).is_none() {
            faults.add("calendar.time_zone", "required", "Write the name of a time zone, like Europe/Warsaw.");
        }
        validate::time_zone(faults, "calendar.time_zone", zone.trim());
    }
    for (field, time) in [("calendar.opens", &calendar.opens), ("calendar.closes", &calendar.closes)] {
        if time.as_deref().is_some_and(|time| minutes(time).is_none()) {
            faults.add(field, "not_a_time_of_day", "Write a time of day from 00:00 to 24:00, like 08:30.");
        }
    }
    if let Some(days) = &calendar.days {
        if days.is_empty() {
            faults.add("calendar.days", "required", "Take at least one day: clocks would never run.");
        }
        if days.iter().any(|day| !(1..=7).contains(day)) {
            faults.add("calendar.days", "out_of_range", "Write days from 1 (Monday) to 7 (Sunday).");
        }
    }
    let holidays = calendar.holidays.as_ref()?;
    if holidays.len() > HOLIDAYS_MOST {
        faults.add(
            "calendar.holidays",
            "too_many",
            format!("Write at most {HOLIDAYS_MOST} days: leave past ones out."),
        );
    }
    let dates: Vec<_> = holidays.iter().map(|day| NaiveDate::parse_from_str(day.trim(), "%Y-%m-%d")).collect();
    if dates.iter().any(|day| day.as_ref().is_err()) {
        faults.add("calendar.holidays", "not_a_date", "Write days like 2026-12-25.");
    }
    Some(dates.into_iter().filter_map(std::result::Result::ok).collect())
}

/// `08:30` as minutes after midnight.
fn minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse::<u32>().ok() } else { None }
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (minutes < 60 && hours * 60 + minutes <= 24 * 60).then_some(hours * 60 + minutes)
}

/// The rules with what is to change, once it was checked.
///
/// # Errors
/// [`Error::Invalid`] where hours that were valid alone do not fit each other.
pub(super) fn applied(before: &Policy, wanted: &EditPolicy, holidays: Option<&[NaiveDate]>) -> Result<Policy> {
    let mut policy = before.clone();
    policy.approval_required = wanted.approval_required.unwrap_or(policy.approval_required);
    policy.sales_agents_work_cases = wanted.sales_agents_work_cases.unwrap_or(policy.sales_agents_work_cases);
    policy.pass_on_answers = wanted.pass_on_answers.unwrap_or(policy.pass_on_answers);
    policy.match_threshold = wanted.match_threshold.unwrap_or(policy.match_threshold);
    policy.feed_fresh_minutes = wanted.feed_fresh_minutes.unwrap_or(policy.feed_fresh_minutes);
    let calendar = &mut policy.calendar;
    let changed = &wanted.calendar;
    calendar.zone = changed.time_zone.as_deref().and_then(|zone| zone.trim().parse().ok()).unwrap_or(calendar.zone);
    calendar.opens = changed.opens.as_deref().and_then(minutes).unwrap_or(calendar.opens);
    calendar.closes = changed.closes.as_deref().and_then(minutes).unwrap_or(calendar.closes);
    if calendar.opens >= calendar.closes {
        return Err(Error::field("calendar.closes", "before_opening", "Write a time after the one of opening."));
    }
    if let Some(days) = &changed.days {
        calendar.days = days.iter().filter_map(|day| u8::try_from(*day).ok()).collect();
    }
    if let Some(holidays) = holidays {
        calendar.holidays = holidays.iter().copied().collect();
    }
    for (severity, target) in &wanted.targets {
        let kept = target_of(&mut policy, *severity);
        *kept = target.on(*kept);
    }
    if let Some(languages) = &wanted.recipient_languages {
        policy.recipient_languages =
            tierline_domain::Language::ALL.iter().copied().filter(|language| languages.contains(language)).collect();
    }
    if let Some(contact) = &wanted.security_contact {
        contact.trim().clone_into(&mut policy.security_contact);
    }
    for (wanted, kept) in [
        (&wanted.support_email, &mut policy.support_email),
        (&wanted.support_phone, &mut policy.support_phone),
        (&wanted.support_website, &mut policy.support_website),
    ] {
        if let Some(text) = wanted {
            text.trim().clone_into(kept);
        }
    }
    policy.audit_days = wanted.audit_days.unwrap_or(policy.audit_days);
    policy.require_second_factor = wanted.require_second_factor.unwrap_or(policy.require_second_factor);
    Ok(policy)
}

fn target_of(policy: &mut Policy, severity: Severity) -> &mut Target {
    match severity {
        Severity::Critical => &mut policy.targets.critical,
        Severity::Moderate => &mut policy.targets.moderate,
        Severity::Minimal => &mut policy.targets.minimal,
        Severity::None => &mut policy.targets.none,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_in_hours_and_minutes() {
        for (text, read) in [("08:30", Some(510)), ("8:05", Some(485)), ("00:00", Some(0)), ("24:00", Some(1440))] {
            assert_eq!(minutes(text), read, "{text}");
        }
        for text in ["", "8", "24:01", "12:60", "-1:00", "+8:00", "08:30:00", "1e:00"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }

    #[test]
    fn hours_have_to_fit_those_that_stay() {
        let wanted = EditPolicy {
            calendar: EditCalendar { closes: Some("07:00".into()), ..EditCalendar::default() },
            ..EditPolicy::default()
        };
        let refused = applied(&Policy::default(), &wanted, None).unwrap_err();
        assert!(matches!(&refused, Error::Invalid(faults) if faults[0].field == "calendar.closes"), "{refused:?}");
    }
}
