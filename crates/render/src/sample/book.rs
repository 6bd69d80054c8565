//! The books beside the provider's, at each of their stages.

use std::collections::{BTreeMap, BTreeSet};

use tierline_domain::{
    ConnectionKind, DelegatedAdminKind, DelegatedAdminStatus, OrganizationId,
    book::{
        BookRound, BookRun, BookState, DelegatedFact, Difference, DifferenceKind, Endings, Fact, FactKey, LeftBecause,
        Standing, SubscriptionFact,
    },
    catalogue::ProductFamily,
};

use super::desk::{ago, customer, id};
use crate::page::{BookChangeLine, BookLine, BooksPage};

fn text(text: &str) -> Option<Fact> {
    Some(Fact::Text(text.to_owned()))
}

fn reseller() -> OrganizationId {
    id("org", 9)
}

fn delegated(status: DelegatedAdminStatus, days: i64) -> Option<Fact> {
    Some(Fact::Delegated(DelegatedFact {
        name: "Northgate–Brightwater support".to_owned(),
        kind: DelegatedAdminKind::Granular,
        status,
        roles: BTreeSet::from(["Directory Readers".to_owned(), "Service Support Administrator".to_owned()]),
        starts_at: Some(ago(90 * 24 * 60)),
        ends_at: Some(ago(-days * 24 * 60)),
    }))
}

fn seats(quantity: i64) -> Option<Fact> {
    let fact = SubscriptionFact { family: ProductFamily::Microsoft365, quantity: Some(quantity), external_id: None };
    Some(Fact::Subscription(fact))
}

fn line(index: usize, key: FactKey, ours: Option<Fact>, theirs: Option<Fact>) -> BookLine {
    let customer = customer(index);
    BookLine {
        tenant: customer.tenant_id.clone(),
        customer: Some(customer.id),
        name: customer.name,
        difference: Difference { key, ours, theirs },
        is_taken: true,
        because: None,
    }
}

fn lines() -> Vec<BookLine> {
    let standing = |standing| Some(Fact::Standing(standing));
    let exchange = FactKey::Subscription("Exchange Online".to_owned());
    vec![
        line(0, FactKey::Name, text("Brightwater Foods"), text("Brightwater Foods Group International Holding")),
        line(0, exchange, seats(40), seats(55)),
        line(0, FactKey::Reseller, None, Some(Fact::Reseller(reseller()))),
        line(1, FactKey::Delegated("r-1".to_owned()), delegated(DelegatedAdminStatus::Active, 40), None),
        BookLine {
            is_taken: false,
            because: Some(LeftBecause::DomainTaken),
            ..line(1, FactKey::Domain, text("harbour.example"), text("brightwater.example"))
        },
        BookLine {
            is_taken: false,
            ..line(2, FactKey::Relationship, standing(Standing::Reseller), standing(Standing::Ended))
        },
        BookLine {
            customer: None,
            name: "Żuraw Logistyka".to_owned(),
            ..line(3, FactKey::Relationship, None, standing(Standing::Advisor))
        },
    ]
}

fn read() -> BookState {
    BookState {
        customers_read_at: Some(ago(10)),
        delegated_read_at: Some(ago(10)),
        round_ended_at: Some(ago(9)),
        ..BookState::default()
    }
}

fn page(state: Option<BookState>) -> BooksPage {
    BooksPage {
        sources: vec![
            (id("con", 1), "Partner Center".to_owned(), ConnectionKind::PartnerCenter),
            (id("con", 2), "Graph".to_owned(), ConnectionKind::Graph),
        ],
        next_at: state.as_ref().map(|_| ago(-50)),
        customers: 4_812,
        resellers: BTreeMap::from([(reseller(), "Harbour Resale".to_owned())]),
        state,
        ..BooksPage::default()
    }
}

fn taken_over() -> BookState {
    BookState {
        taken_over_at: Some(ago(3 * 24 * 60)),
        taken_over_by: Some("Maren Oskel".to_owned()),
        last: BookRun { at: Some(ago(130)), taken: BTreeMap::from([(DifferenceKind::Name, 1)]) },
        ..read()
    }
}

pub(crate) fn books() -> Vec<(&'static str, BooksPage)> {
    let kinds = BTreeMap::from([
        (DifferenceKind::CustomerNew, 311),
        (DifferenceKind::Name, 1),
        (DifferenceKind::SubscriptionChanged, 22),
        (DifferenceKind::DelegatedEnded, 1),
    ]);
    let change = BookChangeLine {
        at: ago(130),
        customer: customer(0).id,
        name: customer(0).name,
        differences: lines().into_iter().take(4).map(|line| line.difference).collect(),
    };
    let left = lines().into_iter().take(1).map(|line| BookLine {
        because: Some(LeftBecause::Person),
        is_taken: false,
        ..line
    });
    let round = Some(BookRound { after: String::new(), read: 412, total: 4_812 });
    let failure = Some("api.partnercenter.microsoft.com asks to be asked less often (429)".to_owned());
    let endings = Endings { customers: 240, relationships: 255, of: 9_400, is_empty: false };
    vec![
        ("unconnected", BooksPage { sources: Vec::new(), ..page(None) }),
        ("off", page(None)),
        (
            "stopped",
            BooksPage {
                sources: Vec::new(),
                stopped: vec![(id("con", 1), "Partner Center".to_owned())],
                ..page(Some(taken_over()))
            },
        ),
        ("reading", page(Some(BookState { round, ..BookState::default() }))),
        ("apart", BooksPage { apart: 320, kinds, lines: lines(), next: Some("next".to_owned()), ..page(Some(read())) }),
        ("alike", page(Some(read()))),
        ("in_step", BooksPage { changes: vec![change], left: 1, lines: left.collect(), ..page(Some(taken_over())) }),
        ("settled", page(Some(taken_over()))),
        ("asking", page(Some(BookState { asked: Some(endings), ..taken_over() }))),
        ("failing", page(Some(BookState { failure, ..taken_over() }))),
    ]
}
