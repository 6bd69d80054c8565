//! People, their roles, tokens and accounts of programs.

use std::collections::BTreeSet;

use tierline_domain::{FactorKind, Member, Membership, PersonLine, Proof, Role, ServiceAccount, TokenLine, TokenScope};

use super::{
    account::user,
    desk::{ago, id, owner},
    factor::session,
};
use crate::{
    Choice, Fault, Form,
    page::{CustomerPick, InvitePage, PeoplePage, PersonPage, SessionRow, TokensPage},
};

const OURS: &[Role] = &[Role::GlobalAdmin, Role::AdminAgent, Role::HelpdeskAgent, Role::SalesAgent];

fn line(number: u32, name: &str, roles: &[Role]) -> PersonLine {
    PersonLine {
        member: Member {
            user: user(number, name),
            membership: Membership { owner: owner(), customer: None, roles: roles.iter().copied().collect() },
        },
        customer_name: None,
        last_sign_in_at: Some(ago(i64::from(number) * 90)),
        has_entered: true,
        invited_until: None,
    }
}

/// Somebody in each state.
fn lines() -> Vec<PersonLine> {
    let mut gone = line(5, "Former Colleague", &[Role::SalesAgent]);
    gone.member.user.disabled_at = Some(ago(30 * 1440));
    let mut theirs = line(4, "Hollis Brandt", &[Role::CustomerAdmin]);
    theirs.member.membership.customer = Some(id("cus", 2));
    theirs.customer_name = Some("Brightwater Dental Group".to_owned());
    let invited = |number, name: &str, until| PersonLine {
        has_entered: false,
        last_sign_in_at: None,
        invited_until: until,
        ..line(number, name, &[Role::HelpdeskAgent])
    };
    vec![
        line(2, "Dario Quellin", &[Role::AdminAgent]),
        gone,
        theirs,
        invited(6, "Ilse Roth", Some(ago(-5 * 1440))),
        line(1, "Maren Oskel", &[Role::GlobalAdmin, Role::HelpdeskAgent]),
        invited(7, "Tobin Achterhof", None),
    ]
}

pub(crate) fn people() -> Vec<(&'static str, PeoplePage)> {
    let page = PeoplePage { lines: lines(), roles: OURS.to_vec(), next: Some("n".to_owned()), ..PeoplePage::default() };
    let filter = Form::posted("", [("query".to_owned(), "zzz".to_owned())]);
    vec![
        ("list", page.clone()),
        ("none", PeoplePage { filter, lines: Vec::new(), next: None, ..page.clone() }),
        ("empty", PeoplePage { lines: Vec::new(), next: None, ..page }),
    ]
}

pub(crate) fn invite() -> Vec<(&'static str, InvitePage)> {
    let known = CustomerPick { known: vec!["Brightwater Dental Group".to_owned()], found: Vec::new() };
    let page = InvitePage { roles: OURS.to_vec(), customers: Some(known), mails: true, form: Form::default() };
    let taken = Form::posted("people", [("email".to_owned(), "dario.quellin@northgate.example".to_owned())])
        .fault(Fault::new("email", "taken"))
        .fault(Fault::new("roles", "required"));
    let found = CustomerPick {
        found: vec![Choice::new("cus_1", "Brightwater Dental Group, brightwater.example")],
        ..CustomerPick::default()
    };
    let unclear = Form::posted("people", [("customer_id".to_owned(), "bright".to_owned())])
        .fault(Fault::new("customer_id", "choose_customer"));
    vec![
        ("blank", page.clone()),
        ("without_mail", InvitePage { mails: false, customers: None, ..page.clone() }),
        ("faults", InvitePage { form: taken, ..page.clone() }),
        ("which_customer", InvitePage { form: unclear, customers: Some(found), ..page }),
    ]
}

pub(crate) fn person() -> Vec<(&'static str, PersonPage)> {
    let of = |place: usize| PersonPage {
        line: lines().swap_remove(place),
        roles: OURS.to_vec(),
        is_self: false,
        mails: true,
        link: None,
        tokens: Vec::new(),
        factors: Vec::new(),
        sessions: Vec::new(),
        form: Form::default(),
    };
    let factors = vec![FactorKind::Totp, FactorKind::Passkey, FactorKind::Passkey];
    let link = Some("https://desk.example/welcome/tlp_EXAMPLE_ONLY_not_a_secret_of_anybodys_at_all".to_owned());
    let none = Form::posted("person", [("version".to_owned(), String::new())]).fault(Fault::new("roles", "required"));
    vec![
        ("open", PersonPage { factors, sessions: sessions(), ..of(0) }),
        ("shut", of(1)),
        ("of_a_customer", PersonPage { roles: vec![Role::CustomerContact, Role::CustomerAdmin], ..of(2) }),
        ("invited", of(3)),
        ("own", PersonPage { is_self: true, tokens: all_tokens(), factors: vec![FactorKind::Totp], ..of(4) }),
        ("link_shown", PersonPage { mails: false, link, ..of(5) }),
        ("without_roles", PersonPage { form: none, mails: false, ..of(0) }),
    ]
}

fn sessions() -> Vec<SessionRow> {
    let known = session(1, (Some("Firefox"), Some("Linux")), &[Proof::Password, Proof::Totp]);
    vec![known, session(3, (None, None), &[Proof::Password])]
}

fn all_tokens() -> Vec<TokenLine> {
    let token = |number, name: &str, expires: Option<i64>, scopes: Option<&[TokenScope]>| TokenLine {
        id: id("tok", number),
        name: name.to_owned(),
        user: id("usr", 1),
        user_name: "Maren Oskel".to_owned(),
        is_service: number == 2,
        scopes: scopes.map(|scopes| scopes.iter().copied().collect::<BTreeSet<_>>()),
        created_at: ago(90 * 1440),
        expires_at: expires.map(|days| ago(-days * 1440)),
        last_used_at: (number <= 2).then(|| ago(4)),
        last_address: (number <= 2).then(|| "192.0.2.17".to_owned()),
        revoked_at: (number == 4).then(|| ago(2000)),
    };
    vec![
        token(1, "Monitoring", Some(60), Some(&[TokenScope::Read, TokenScope::Health])),
        token(2, "Export", None, Some(&[TokenScope::Audit])),
        token(3, "Old script", Some(-3), None),
        token(4, "Lost laptop", None, None),
    ]
}

pub(crate) fn tokens() -> Vec<(&'static str, TokensPage)> {
    let account = |number, name: &str, left: bool, shut: bool| ServiceAccount {
        id: id("usr", number),
        name: name.to_owned(),
        roles: BTreeSet::from([Role::HelpdeskAgent]),
        keeper: id("usr", 2),
        keeper_name: "Dario Quellin".to_owned(),
        keeper_has_left: left,
        disabled_at: shut.then(|| ago(3000)),
        tokens: i64::from(number % 3),
        last_used_at: (number == 21).then(|| ago(4)),
    };
    let page = TokensPage {
        tokens: all_tokens(),
        accounts: vec![
            account(21, "Night import", false, false),
            account(22, "Old bridge", true, false),
            account(23, "Pilot", false, true),
        ],
        keepers: vec![(id("usr", 2), "Dario Quellin".to_owned()), (id("usr", 1), "Maren Oskel".to_owned())],
        viewer: Some((id("usr", 1), "Maren Oskel".to_owned())),
        roles: OURS.to_vec(),
        ..TokensPage::default()
    };
    let wrong = Form::posted("tokens", [("name".to_owned(), String::new())])
        .fault(Fault::new("name", "empty"))
        .fault(Fault::new("scopes", "required"));
    let roleless = Form::posted("service-account", [("keeper_id".to_owned(), String::new())])
        .fault(Fault::new("roles", "required"));
    vec![
        ("list", page.clone()),
        ("made", TokensPage { secret: Some("tl_EXAMPLE_ONLY_not_a_secret".to_owned()), ..page.clone() }),
        ("faults", TokensPage { form: wrong, ..page.clone() }),
        ("account_faults", TokensPage { form: roleless, editing: Some(id("usr", 22)), ..page.clone() }),
        ("empty", TokensPage { tokens: Vec::new(), accounts: Vec::new(), ..page }),
    ]
}
