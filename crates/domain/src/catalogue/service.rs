//! Services: finding one by any of its names, and how two of them hang together.

use std::{collections::HashMap, sync::OnceLock};

use super::{ProductFamily, lookup_key, service_table::TABLE};
use crate::health::{Term, Token};

/// A service of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// The canonical name: what rows, pages and the API carry.
    pub name: &'static str,
    /// The family it is supported in.
    pub family: ProductFamily,
    /// The suite it is a part of: trouble of the suite is trouble of the part.
    pub part_of: Option<&'static str>,
    /// Other names that are clear in running text: long forms, old names, names in Russian and Polish.
    pub aliases: &'static [&'static str],
    /// Names that are ordinary words as well ("Teams", "Forms"): in running text they count only where they are written as a name.
    pub ordinary: &'static [&'static str],
    /// The identifiers under which feeds list it.
    pub workloads: &'static [&'static str],
    /// Services without which it does not work: their trouble explains its trouble.
    pub needs: &'static [&'static str],
    /// Words so common among its problems that sharing them says little.
    pub everyday: &'static [&'static str],
}

impl Service {
    /// Every name it is known by, the canonical one first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name)
            .chain(self.aliases.iter().copied())
            .chain(self.ordinary.iter().copied())
            .chain(self.workloads.iter().copied())
    }
}

/// How a service of an issue relates to the service of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceRelation {
    /// They are the same.
    Same,
    /// The issue is about the suite that the case's service is a part of.
    Suite,
    /// The case's service needs the issue's.
    Dependency,
}

/// All services, in the order of the table.
#[must_use]
pub fn services() -> &'static [Service] {
    TABLE
}

/// The service of a name, an alias, an old name or a feed's identifier, whatever its case, spaces and punctuation.
#[must_use]
pub fn service_find(text: &str) -> Option<&'static Service> {
    static INDEX: OnceLock<HashMap<String, &'static Service>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let names = TABLE.iter().flat_map(|service| service.names().map(move |name| (lookup_key(name), service)));
        names.collect()
    });
    index.get(&lookup_key(text)).copied()
}

/// How like a name must be to what was typed to be offered instead, from 0 to 1 after Jaro and Winkler.
const NEAR: f64 = 0.82;

/// How many services are offered instead of one that is not known.
const OFFERED: usize = 3;

/// The services whose names come near to what was typed, the nearest first; none where nothing does.
#[must_use]
pub fn service_near(text: &str) -> Vec<&'static Service> {
    let typed = lookup_key(text);
    let likeness = |name: &str| {
        let name = lookup_key(name);
        let part_of_it = typed.chars().count() > 3 && name.contains(&typed);
        if part_of_it { 1.0 } else { strsim::jaro_winkler(&name, &typed) }
    };
    let nearest = |service: &Service| service.names().map(likeness).fold(0.0, f64::max);
    let mut found: Vec<(f64, &Service)> = TABLE.iter().map(|service| (nearest(service), service)).collect();
    found.retain(|(likeness, _)| *likeness >= NEAR);
    // Equal ones stay in the order of the table.
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    found.into_iter().take(OFFERED).map(|(_, service)| service).collect()
}

/// How trouble of `issue` bears on a case about `case`; none where it does not.
#[must_use]
pub fn service_relation(case: &Service, issue: &Service) -> Option<ServiceRelation> {
    if case.name == issue.name {
        Some(ServiceRelation::Same)
    } else if case.part_of == Some(issue.name) {
        Some(ServiceRelation::Suite)
    } else if case.needs.contains(&issue.name) {
        Some(ServiceRelation::Dependency)
    } else {
        None
    }
}

/// A name as a run of terms.
struct Mention {
    terms: Vec<Term>,
    service: &'static Service,
    ordinary: bool,
}

/// The names by their first term, the longest first.
fn mentions() -> &'static HashMap<Term, Vec<Mention>> {
    static INDEX: OnceLock<HashMap<Term, Vec<Mention>>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index: HashMap<Term, Vec<Mention>> = HashMap::new();
        for service in TABLE {
            let clear = std::iter::once(&service.name).chain(service.aliases).map(|name| (*name, false));
            for (name, ordinary) in service.ordinary.iter().map(|name| (*name, true)).chain(clear) {
                // A one-word canonical name that is listed as ordinary is ordinary.
                let ordinary = ordinary || service.ordinary.contains(&name);
                let terms: Vec<Term> = crate::health::tokens(name).into_iter().map(|token| token.term).collect();
                if let Some(first) = terms.first().cloned() {
                    index.entry(first).or_default().push(Mention { terms, service, ordinary });
                }
            }
        }
        for named in index.values_mut() {
            named.sort_by_key(|mention| std::cmp::Reverse(mention.terms.len()));
        }
        index
    })
}

/// A name of a service in a text.
pub(crate) struct Mentioned {
    /// The service.
    pub(crate) service: &'static Service,
    /// The place of its first word, and the place after its last.
    pub(crate) words: std::ops::Range<usize>,
    /// The name is an ordinary word as well.
    pub(crate) ordinary: bool,
}

/// The names of services in a text, in order.
pub(crate) fn mentions_in(tokens: &[Token]) -> Vec<Mentioned> {
    // A Latin word in a Cyrillic text is a name, however it is written.
    let foreign = tokens.iter().any(Token::is_cyrillic);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let hit = mentions().get(&tokens[at].term).and_then(|named| {
            named.iter().find(|mention| {
                let run = tokens.get(at..at + mention.terms.len());
                run.is_some_and(|run| {
                    run.iter().zip(&mention.terms).all(|(token, term)| token.term == *term)
                        && (!mention.ordinary || foreign || run[0].is_capitalized())
                })
            })
        });
        if let Some(mention) = hit {
            let words = at..at + mention.terms.len();
            at = words.end;
            found.push(Mentioned { service: mention.service, words, ordinary: mention.ordinary });
        } else {
            at += 1;
        }
    }
    found
}

/// The services that a text names, in the order in which it does, each once.
pub(crate) fn services_mentioned(tokens: &[Token]) -> Vec<&'static Service> {
    let mut found: Vec<&'static Service> = Vec::new();
    for mention in mentions_in(tokens) {
        if !found.iter().any(|service| service.name == mention.service.name) {
            found.push(mention.service);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_belongs_to_one_service() {
        let mut owner: HashMap<String, &str> = HashMap::new();
        for service in services() {
            for name in service.names() {
                let key = lookup_key(name);
                assert!(!key.is_empty(), "{}: {name:?} has no letters", service.name);
                let before = owner.insert(key, service.name);
                assert!(
                    before.is_none_or(|before| before == service.name),
                    "{name:?}: {before:?} and {}",
                    service.name
                );
            }
        }
    }

    #[test]
    fn what_a_service_needs_or_belongs_to_is_in_the_catalogue() {
        for service in services() {
            for name in service.needs.iter().chain(&service.part_of) {
                let other = services().iter().find(|other| other.name == *name);
                assert!(other.is_some_and(|other| other.name != service.name), "{} points to {name}", service.name);
            }
        }
    }

    #[test]
    fn a_service_is_found_by_any_of_its_names() {
        for (text, name) in [
            ("exchange online", "Exchange Online"),
            ("Exchange", "Exchange Online"),
            ("EXCHANGE-ONLINE", "Exchange Online"),
            ("microsoftteams", "Microsoft Teams"),
            ("Teams", "Microsoft Teams"),
            ("Тимс", "Microsoft Teams"),
            ("OrgLiveID", "Entra ID"),
            ("Azure Active Directory", "Entra ID"),
            ("Identity Service", "Entra ID"),
            ("Lync", "Skype for Business"),
            ("OneDrive for Business", "OneDrive"),
            ("Windows Virtual Desktop", "Azure Virtual Desktop"),
            ("Dynamics 365 Apps", "Dynamics 365"),
            ("Microsoft 365 suite", "Microsoft 365"),
            ("Yammer", "Viva Engage"),
            ("почта Exchange", "Exchange Online"),
            ("poczta Exchange", "Exchange Online"),
            ("SQL Database", "Azure SQL"),
        ] {
            assert_eq!(service_find(text).map(|s| s.name), Some(name), "{text}");
        }
        assert_eq!(service_find("Fabulon Ledger"), None);
        assert_eq!(service_find(""), None);
    }

    #[test]
    fn sign_in_trouble_explains_mail_trouble_and_not_the_reverse() {
        let mail = service_find("Exchange Online").unwrap();
        let identity = service_find("Entra ID").unwrap();
        assert_eq!(service_relation(mail, identity), Some(ServiceRelation::Dependency));
        assert_eq!(service_relation(identity, mail), None);
        let suite = service_find("Microsoft 365").unwrap();
        assert_eq!(service_relation(mail, suite), Some(ServiceRelation::Suite));
    }

    fn mentioned(text: &str) -> Vec<&'static str> {
        services_mentioned(&crate::health::tokens(text)).into_iter().map(|s| s.name).collect()
    }

    #[test]
    fn a_text_mentions_services_by_name() {
        assert_eq!(mentioned("File links do not open in Microsoft Teams on the web"), ["Microsoft Teams"]);
        assert_eq!(mentioned("Files from Teams and SharePoint Online"), ["Microsoft Teams", "SharePoint Online"]);
        assert_eq!(mentioned("Ссылки на файлы не открываются в teams"), ["Microsoft Teams"]);
        assert_eq!(mentioned("Не открывается Тимс, в Тимсе пусто"), ["Microsoft Teams"]);
        assert_eq!(mentioned("Pliki w aplikacji Teams nie otwierają się"), ["Microsoft Teams"]);
    }

    #[test]
    fn an_ordinary_word_is_not_a_name() {
        assert!(mentioned("Our night teams share one mailbox per home").is_empty());
        assert!(mentioned("they fill in forms on paper").is_empty());
    }
}
