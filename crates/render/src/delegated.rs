//! Delegated admin in words: what counts is whether it is live, and for how long.

use tierline_domain::{Decided, DelegatedAdmin, DelegatedAdminStatus, Side};

use crate::{
    Frame, Html,
    ui::{Look, Looks, Tone},
};

/// Live with the days that are left, or what it is instead.
pub(crate) fn status(f: &Frame, relationship: &DelegatedAdmin) -> Html {
    let status = relationship.status_at(f.now());
    match (status, relationship.days_left(f.now()), relationship.ends_at) {
        (DelegatedAdminStatus::Active | DelegatedAdminStatus::Expiring, Some(0), _) => {
            f.status(Look(Tone::Bad, "warn"), Html::text(&f.t("delegated-ends-today")))
        }
        (DelegatedAdminStatus::Expiring, Some(days), _) => {
            let look = if days <= 7 { Look(Tone::Warn, "hourglass") } else { Look(Tone::Ok, "shield") };
            f.status(look, f.h("delegated-live-days").n("count", days).html())
        }
        (DelegatedAdminStatus::Active, Some(days), _) => {
            f.status(Look(Tone::Ok, "shield"), f.h("delegated-live-days").n("count", days).html())
        }
        (DelegatedAdminStatus::Expired | DelegatedAdminStatus::Terminated, _, Some(end)) if end <= f.now() => {
            f.status(Look(Tone::Bad, "warn"), f.h("delegated-ended").x("time", f.day(end)).html())
        }
        _ => f.looks(status),
    }
}

/// By whom and when something was decided, in two parts: what was done, and who did it.
pub(crate) struct Deed {
    /// What was done: a key of the catalogue.
    pub(crate) what: &'static str,
    /// By whom, and when.
    pub(crate) by: Html,
}

/// Who approved a relationship, and who ended it; a refusal ends it as well. `customer` and `partner` are the names of the two sides; none
/// for the side that reads it.
pub(crate) fn deeds(f: &Frame, one: &DelegatedAdmin, customer: Option<&str>, partner: Option<&str>) -> Vec<Deed> {
    let by = |decided: &Decided| {
        let organization = match decided.by.side {
            Side::Customer => customer,
            Side::Ours => partner,
            Side::Provider | Side::Desk => None,
        };
        let time = f.time(decided.at);
        match organization {
            Some(name) => {
                f.h("delegated-decided-of").s("who", &decided.by.name).s("organization", name).x("time", time).html()
            }
            None => f.h("delegated-decided").s("who", &decided.by.name).x("time", time).html(),
        }
    };
    let approved = one.approved.iter().map(|decided| Deed { what: "delegated-approved-by", by: by(decided) });
    approved.chain(one.ended.iter().map(|decided| Deed { what: "delegated-ended-by", by: by(decided) })).collect()
}

/// The one that counts of a customer's relationships: a live one that files, else a live one, else the latest.
pub(crate) fn best<'a>(f: &Frame, relationships: &'a [DelegatedAdmin]) -> Option<&'a DelegatedAdmin> {
    relationships.iter().max_by_key(|one| {
        let live = one.is_live(f.now());
        (live && one.may_file(), live, one.ends_at, one.starts_at)
    })
}

/// The same for a customer's list, where there may be none.
pub(crate) fn best_status(f: &Frame, relationships: &[DelegatedAdmin]) -> Html {
    best(f, relationships).map_or_else(
        || f.status(DelegatedAdminStatus::Created.look(), Html::text(&f.t("delegated-none"))),
        |one| status(f, one),
    )
}
