//! Entitlement through the ladder: each family at each place in the channel.

use super::{FULL_STANDING, assert_may_escalate, climb_in, codes, situation_with};
use crate::{NextAction, PartnerKind, RecipientKind, catalogue::ProductFamily, entitlement::Standing, fixture::Story};

const NO_STANDING: Standing = Standing {
    delegated_admin_live: false,
    delegated_admin_files: false,
    subscription_right: false,
    plan_covers: false,
};

/// What the ladder says of a family, a place and a standing.
fn verdict(family: ProductFamily, partner: PartnerKind, standing: Standing) -> String {
    let situation = situation_with(|s| (s.family, s.partner_kind, s.standing) = (Some(family), partner, standing));
    let ladder = climb_in(&Story::climbed(), &situation);
    if ladder.may_escalate() { "may file".to_owned() } else { codes(&ladder).join(", ") }
}

#[test]
fn each_family_and_place_files_or_is_told_who_does() {
    let mut text = String::new();
    for family in ProductFamily::ALL {
        for partner in PartnerKind::ALL {
            let (best, worst) = (verdict(*family, *partner, FULL_STANDING), verdict(*family, *partner, NO_STANDING));
            text.push_str(&format!("{family} {partner}: with everything {best}; with nothing {worst}\n"));
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_delegated_admin_relationship_without_the_ticket_permission_does_not_suffice() {
    for (live, files) in [(false, false), (true, false), (false, true)] {
        let standing = Standing { delegated_admin_live: live, delegated_admin_files: files, ..FULL_STANDING };
        let situation = situation_with(|s| s.standing = standing);
        let ladder = climb_in(&Story::climbed(), &situation);
        assert_eq!(codes(&ladder), ["delegated_admin_missing"]);
        let message = ladder.blockers[0].message();
        assert!(message.contains("request one") && message.contains("Service Support Administrator"));
        assert_eq!(ladder.next, NextAction::Nothing);
    }
}

#[test]
fn not_entitled_says_who_may_file_and_nobody_here_lifts_it() {
    for (family, partner, standing, who) in [
        (ProductFamily::Azure, PartnerKind::IndirectReseller, FULL_STANDING, "your indirect provider"),
        (ProductFamily::Azure, PartnerKind::Advisor, FULL_STANDING, "the partner that provides the subscription"),
        (ProductFamily::Azure, PartnerKind::DirectBill, NO_STANDING, "Support Request Contributor"),
        (ProductFamily::Dynamics365, PartnerKind::Advisor, FULL_STANDING, "the customer's reseller"),
        (ProductFamily::Dynamics365, PartnerKind::DirectBill, NO_STANDING, "Advanced Support for Partners"),
        (ProductFamily::Marketplace, PartnerKind::DirectBill, FULL_STANDING, "its publisher"),
    ] {
        let situation = situation_with(|s| (s.family, s.partner_kind, s.standing) = (Some(family), partner, standing));
        let ladder = climb_in(&Story::climbed(), &situation);
        assert_eq!(codes(&ladder), ["not_entitled"], "{family} {partner}");
        let message = ladder.blockers[0].message();
        assert!(message.contains(who), "{message}");
        assert!(ladder.blockers[0].liftable_by().is_empty());
    }
}

#[test]
fn to_the_upstream_partner_the_relationship_suffices() {
    for family in ProductFamily::ALL {
        let upstream = situation_with(|s| {
            (s.family, s.standing, s.recipient) = (Some(*family), NO_STANDING, RecipientKind::Upstream);
            s.partner_kind = PartnerKind::IndirectReseller;
        });
        assert_may_escalate(&climb_in(&Story::climbed(), &upstream));
        let ended = crate::Situation { relationship_active: false, ..upstream };
        assert_eq!(codes(&climb_in(&Story::climbed(), &ended)), ["relationship_inactive"]);
    }
}
