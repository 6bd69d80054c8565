//! Rules: as they were set up, changed, and refused.

use tierline_domain::{Language, Policy};

use super::desk::ago;
use crate::{Fault, Form, page::RulesPage};

pub(crate) fn rules() -> Vec<(&'static str, RulesPage)> {
    let mut policy = Policy {
        approval_required: true,
        match_threshold: 75,
        recipient_languages: vec![Language::En, Language::Pl],
        version: 4,
        changed_at: Some(ago(3 * 1440)),
        ..Policy::default()
    };
    policy.calendar.zone = chrono_tz::Europe::Warsaw;
    policy
        .calendar
        .holidays
        .extend(["2026-11-11", "2026-12-25"].iter().filter_map(|day| day.parse::<chrono::NaiveDate>().ok()));
    let refused = [
        ("match_threshold", "0"),
        ("calendar_holidays", "Christmas"),
        ("critical_first_response", "-5"),
        ("calendar_days", "1"),
    ];
    let form = Form::posted("rules", refused.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .fault(Fault::new("match_threshold", "out_of_range"))
        .fault(Fault::new("calendar_holidays", "not_a_date"))
        .fault(Fault::new("critical_first_response", "out_of_range"))
        .fault(Fault::new("recipient_languages", "required"));
    let late = Form::posted(
        "rules",
        [
            ("match_threshold", "60"),
            ("feed_fresh_minutes", "1440"),
            ("calendar_holidays", "2026-12-25"),
            ("calendar_days", "1"),
            ("security_contact", "mailto:security@northgate.example"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    )
    .changed_meanwhile(Some(("Maren Oskel".to_owned(), ago(2))));
    vec![
        ("late", RulesPage { policy: policy.clone(), partner: true, form: late }),
        ("read", RulesPage { partner: true, ..RulesPage::default() }),
        ("changed", RulesPage { policy: policy.clone(), partner: true, form: Form::default() }),
        ("refused", RulesPage { policy: policy.clone(), partner: true, form }),
        ("provider", RulesPage { policy, partner: false, form: Form::default() }),
    ]
}
