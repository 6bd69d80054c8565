//! Feeds: one in every condition, one of many tenants, and the forms.

use tierline_domain::health::{FeedCondition, FeedCredential, FeedFormat, FeedOutcome, FeedTenants, PolledFeed};

use super::desk::{CUSTOMERS, ago, id, owner};
use crate::{
    Fault, Form,
    page::{CustomerPick, FeedLine, FeedPage, FeedTenantRow, FeedsPage, NewFeedPage},
};

fn line(number: u32, name: &str, format: FeedFormat, condition: FeedCondition, minutes: Option<i64>) -> FeedLine {
    FeedLine {
        id: Some(id("fed", number)),
        name: name.to_owned(),
        format: Some(format),
        tenants: Some(FeedTenants::Public),
        customer: None,
        is_enabled: true,
        condition,
        count: 1,
        troubled: i64::from(condition != FeedCondition::Fresh),
        troubled_since: minutes.map(ago),
        read_at: minutes.map(ago),
        next_at: Some(ago(-3)),
    }
}

fn of_tenants() -> FeedLine {
    FeedLine {
        tenants: Some(FeedTenants::Each),
        count: 412,
        troubled: 3,
        troubled_since: Some(ago(107)),
        ..line(1, "Microsoft 365, our tenants", FeedFormat::Graph, FeedCondition::Down, Some(2))
    }
}

/// A feed in every condition, one that is not read, and two that nobody set up here.
pub(super) fn lines() -> Vec<FeedLine> {
    let one = FeedLine {
        tenants: Some(FeedTenants::One),
        customer: Some(CUSTOMERS[3].0.to_owned()),
        ..line(2, "Azure of Halden & Moor", FeedFormat::AzureEvents, FeedCondition::Fresh, Some(4))
    };
    let off = FeedLine {
        is_enabled: false,
        next_at: None,
        ..line(3, "Old status page", FeedFormat::Statuspage, FeedCondition::Stale, Some(9000))
    };
    let by_hand = FeedLine {
        id: None,
        tenants: None,
        is_enabled: false,
        next_at: None,
        ..line(4, "service-comms", FeedFormat::ServiceComms, FeedCondition::Fresh, Some(300))
    };
    let published =
        FeedLine { format: None, name: "Corvane Distribution".to_owned(), read_at: Some(ago(0)), ..by_hand.clone() };
    vec![
        of_tenants(),
        one,
        line(5, "Google Cloud", FeedFormat::GoogleCloud, FeedCondition::Stale, Some(140)),
        line(6, "Fabulon Pay", FeedFormat::Statuspage, FeedCondition::Malformed, Some(31)),
        line(7, "Azure public status", FeedFormat::Rss, FeedCondition::Behind, Some(6)),
        line(8, "Messages", FeedFormat::GraphMessages, FeedCondition::Empty, Some(5)),
        line(9, "AWS", FeedFormat::Aws, FeedCondition::Shifted, Some(1)),
        line(10, "Overviews", FeedFormat::GraphOverviews, FeedCondition::Flapping, Some(8)),
        line(11, "Telephony", FeedFormat::Rss, FeedCondition::NeverRead, None),
        off,
        by_hand,
        published,
    ]
}

pub(crate) fn feeds() -> Vec<(&'static str, FeedsPage)> {
    vec![("all", FeedsPage { feeds: lines() }), ("none", FeedsPage::default())]
}

fn outcomes(letters: &str) -> Vec<FeedOutcome> {
    let read = |letter| match letter {
        'r' => FeedOutcome::Read,
        'm' => FeedOutcome::Malformed,
        _ => FeedOutcome::Failed,
    };
    letters.chars().map(read).collect()
}

fn row(
    customer: Option<usize>,
    condition: FeedCondition,
    minutes: Option<i64>,
    detail: &str,
    tries: &str,
) -> FeedTenantRow {
    FeedTenantRow {
        customer: customer
            .map(|index| (id("cus", u32::try_from(index).unwrap_or(0) + 1), CUSTOMERS[index].0.to_owned())),
        condition,
        read_at: minutes.map(ago),
        tried_at: (!tries.is_empty()).then(|| ago(7)),
        next_at: Some(ago(-13)),
        records: 41,
        detail: detail.to_owned(),
        tries: outcomes(tries),
    }
}

fn set_up(line: &FeedLine) -> PolledFeed {
    PolledFeed {
        id: line.id.unwrap_or_else(|| id("fed", 1)),
        owner: owner(),
        name: line.name.clone(),
        format: line.format.unwrap_or(FeedFormat::Graph),
        location: None,
        tenants: line.tenants.unwrap_or(FeedTenants::Public),
        customer: None,
        families: Vec::new(),
        interval_minutes: 5,
        is_enabled: line.is_enabled,
        credential: Some(FeedCredential {
            client_id: "5b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733".to_owned(),
            secret: "graph-reader".to_owned(),
        }),
        version: 4,
        created_at: ago(90_000),
        updated_at: ago(4_000),
    }
}

pub(crate) fn feed() -> Vec<(&'static str, FeedPage)> {
    let page = |line: FeedLine, tenants: Vec<FeedTenantRow>| FeedPage {
        feed: set_up(&line),
        line,
        tenants,
        next: None,
        form: Form::default(),
    };
    let troubled = page(
        of_tenants(),
        vec![
            row(Some(0), FeedCondition::Down, Some(107), "the source answered 503 Service Unavailable", "rrrrrrrrffff"),
            row(Some(4), FeedCondition::Malformed, Some(112), "this is not JSON: line 1, column 1", "rrrrrrrrrmmm"),
            row(Some(9), FeedCondition::NeverRead, None, "the tenant does not permit the application", "f"),
        ],
    );
    let well = page(
        FeedLine { condition: FeedCondition::Fresh, troubled: 0, troubled_since: None, ..of_tenants() },
        Vec::new(),
    );
    let mut public: Vec<_> = lines().into_iter().filter(|line| line.tenants == Some(FeedTenants::Public)).collect();
    let of = |line: FeedLine| {
        let row = row(None, line.condition, Some(9), "", "rrfrrfrrrrrr");
        page(line, vec![row])
    };
    let untried = page(public.remove(6), Vec::new());
    let faulty = FeedPage {
        form: Form::posted(
            "feeds",
            [("name", "Fabulon Pay"), ("location", "ftp://status.fabulon.example"), ("interval_minutes", "0")]
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        )
        .fault(Fault::new("location", "not_a_location"))
        .fault(Fault::new("interval_minutes", "out_of_range")),
        ..of(public.remove(1))
    };
    vec![
        ("troubled", troubled.clone()),
        ("more", FeedPage { next: Some("eyJhIjoxfQ".to_owned()), ..troubled }),
        ("well", well),
        ("stale", of(public.remove(0))),
        ("behind", of(public.remove(0))),
        ("empty", of(public.remove(0))),
        ("shifted", of(public.remove(0))),
        ("flapping", of(public.remove(0))),
        ("never_read", untried),
        ("off", of(public.remove(0))),
        ("faults", faulty),
    ]
}

pub(crate) fn new_feed() -> Vec<(&'static str, NewFeedPage)> {
    let known = CUSTOMERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let blank = NewFeedPage { customers: CustomerPick { known, found: Vec::new() }, form: Form::default() };
    let form = Form::posted(
        "feeds",
        [("name", "Tenants"), ("format", "graph"), ("tenants", "one"), ("credential_secret", "p4ss word!")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let form = form
        .fault(Fault::new("customer_id", "required"))
        .fault(Fault::new("credential_client_id", "empty"))
        .fault(Fault::new("credential_secret", "not_a_name"));
    vec![("blank", blank.clone()), ("faults", NewFeedPage { form, ..blank })]
}
