//! Identity providers, domains, and groups of a directory.

use std::collections::{BTreeMap, BTreeSet};

use tierline_domain::{IdentityProvider, ProviderCheck, ProviderSettings, ProvisionedGroup, Role, SignInDomain};

use super::desk::{ago, id, owner};
use crate::{
    Fault, Form,
    page::{CheckLine, DeskAddresses, NewProviderPage, ProviderLine, ProviderPage, SignInMethodsPage},
};

const OURS: &[Role] = &[Role::GlobalAdmin, Role::AdminAgent, Role::HelpdeskAgent, Role::SalesAgent];

fn addresses(is_set_up: bool) -> DeskAddresses {
    let desk = "https://desk.northgate.example";
    DeskAddresses {
        back: format!("{desk}/signin/back"),
        signed_out: format!("{desk}/signin"),
        ended: is_set_up.then(|| format!("{desk}/signin/ended/idp_1v0000000000000000000000")),
    }
}

fn settings() -> ProviderSettings {
    let set = |roles: &[Role]| roles.iter().copied().collect::<BTreeSet<_>>();
    ProviderSettings {
        groups: BTreeMap::from([
            ("Service desk".to_owned(), set(&[Role::HelpdeskAgent])),
            ("9c1d0b7e-52a4-4f7d-8a56-0d4f7b2c11e9".to_owned(), set(&[Role::AdminAgent, Role::HelpdeskAgent])),
        ]),
        makes_people: true,
        ..ProviderSettings::default()
    }
}

fn line(number: u32, name: &str, settings: ProviderSettings, domains: &[(&str, bool)]) -> ProviderLine {
    let provider = IdentityProvider {
        id: id("idp", number),
        owner: owner(),
        name: name.to_owned(),
        issuer: "https://login.northgate.example/realms/staff".to_owned(),
        client_id: "tierline".to_owned(),
        settings,
        created_at: ago(40_000),
        changed_at: ago(900),
    };
    let domain = |(at, (name, proven)): (usize, &(&str, bool))| SignInDomain {
        id: id("dom", u32::try_from(at).unwrap_or(0) + 10 * number),
        domain: (*name).to_owned(),
        provider: provider.id,
        code: "n3Wb0aU3Lw6cVZ9sQ4yT7kE1".to_owned(),
        proven_at: proven.then(|| ago(30_000)),
    };
    ProviderLine { domains: domains.iter().enumerate().map(domain).collect(), provider }
}

fn group(number: u32, name: &str, roles: &[Role]) -> ProvisionedGroup {
    ProvisionedGroup {
        id: id("grp", number),
        name: name.to_owned(),
        external_id: None,
        roles: roles.iter().copied().collect(),
        created_at: ago(9_000),
        changed_at: ago(900),
    }
}

pub(crate) fn sign_in_methods() -> Vec<(&'static str, SignInMethodsPage)> {
    let enforced = ProviderSettings { is_enforced: true, ..settings() };
    let paused = ProviderSettings { is_paused: true, ..settings() };
    let page = SignInMethodsPage {
        providers: vec![
            line(1, "Northgate sign-in", enforced, &[("northgate.example", true), ("northgate-group.example", true)]),
            line(2, "Old directory", paused, &[("old.northgate.example", true)]),
            line(3, "Partner access", settings(), &[("partners.northgate.example", false)]),
            line(4, "Summer staff", settings(), &[("summer.northgate.example", true)]),
        ],
        groups: vec![
            (group(1, "Service desk", &[Role::HelpdeskAgent]), 14),
            (group(2, "Everybody at Northgate", &[]), 1),
        ],
        roles: OURS.to_vec(),
        ..SignInMethodsPage::default()
    };
    let wrong = Form::posted("group", []).fault(Fault::new("roles", "does_not_fit"));
    vec![
        ("some", page.clone()),
        ("group_refused", SignInMethodsPage { editing: Some(id("grp", 1)), form: wrong, ..page }),
        ("none", SignInMethodsPage { roles: OURS.to_vec(), ..SignInMethodsPage::default() }),
    ]
}

pub(crate) fn new_provider() -> Vec<(&'static str, NewProviderPage)> {
    let page = NewProviderPage { addresses: addresses(false), form: Form::default() };
    let posted = [("name", "Northgate sign-in"), ("issuer", "login.northgate.example"), ("client_id", "tierline")];
    let form = Form::posted("providers", posted.map(|(name, value)| (name.to_owned(), value.to_owned())))
        .fault(Fault::new("issuer", "not_a_url"))
        .fault(Fault::new("secret", "empty"));
    vec![("blank", page.clone()), ("faults", NewProviderPage { form, ..page })]
}

fn found(check: ProviderCheck, works: Option<bool>, says: &str) -> CheckLine {
    CheckLine { check, works, says: says.to_owned() }
}

pub(crate) fn provider() -> Vec<(&'static str, ProviderPage)> {
    let line = line(1, "Northgate sign-in", settings(), &[("northgate.example", true), ("group.example", false)]);
    let files = line.domains.iter().map(|one| format!("https://{}/.well-known/tierline-domain.txt", one.domain));
    let page = ProviderPage {
        files: files.collect(),
        addresses: addresses(true),
        roles: OURS.to_vec(),
        test: Vec::new(),
        form: Form::default(),
        line,
    };
    let good = ProviderCheck::ALL.iter().map(|check| {
        let works = (*check != ProviderCheck::Ends).then_some(true);
        found(*check, works, "")
    });
    let bad = ProviderCheck::ALL.iter().map(|check| {
        let says = "login.northgate.example answers 404 to the description";
        let works = (*check == ProviderCheck::SignOut).then_some(()).map_or(Some(false), |()| None);
        found(*check, works, says)
    });
    let faults =
        Form::posted("groups", [("group".to_owned(), "Sales".to_owned())]).fault(Fault::new("roles", "required"));
    let enforced = Form::posted("providers", [("is_enforced".to_owned(), "true".to_owned())])
        .fault(Fault::new("is_enforced", "no_domain"));
    let domain = Form::posted("domains", [("domain".to_owned(), "127.0.0.1".to_owned())])
        .fault(Fault::new("domain", "not_a_domain"));
    vec![
        ("set_up", page.clone()),
        ("tested_good", ProviderPage { test: good.collect(), ..page.clone() }),
        ("tested_bad", ProviderPage { test: bad.collect(), ..page.clone() }),
        ("group_refused", ProviderPage { form: faults, ..page.clone() }),
        ("enforced_refused", ProviderPage { form: enforced, ..page.clone() }),
        ("domain_refused", ProviderPage { form: domain, ..page }),
    ]
}
