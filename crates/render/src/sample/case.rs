//! A case on every rung.

use tierline_domain::{Grounds, PacketStep, StepArea, StepMeans, StepOutcome};

use super::desk::ago;

pub(super) fn grounds() -> Grounds {
    Grounds {
        steps: Some("1. Share a calendar of a moved mailbox with a delegate.\n2. Open it as the delegate.".to_owned()),
        seen: Some("The calendar opens empty.".to_owned()),
        expected: Some("The appointments of the owner are shown.".to_owned()),
        ..Grounds::default()
    }
}

pub(super) fn packet_steps() -> Vec<PacketStep> {
    let step = |minutes, area, action: &str, result: Option<&str>| PacketStep {
        at: ago(minutes),
        area,
        means: StepMeans::DelegatedAdmin,
        action: action.to_owned(),
        outcome: StepOutcome::NoChange,
        result: result.map(str::to_owned),
    };
    vec![
        step(268, StepArea::Software, "Clean profile and Outlook on the web", None),
        step(241, StepArea::Settings, "Delegate rights removed and granted again", None),
        step(132, StepArea::Configuration, "Mailbox move history read", Some("six of six were moved")),
    ]
}
