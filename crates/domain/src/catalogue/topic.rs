//! Support topics: the classification under which a service request is filed.

use super::{ProductFamily, topic_table::TABLE};

/// A support topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupportTopic {
    /// Stable identifier, unique in the table.
    pub id: &'static str,
    /// The family it is filed under.
    pub family: ProductFamily,
    /// Canonical name of the service; none for a topic of the whole family.
    pub service: Option<&'static str>,
    /// The name, in English: it is the provider's classification, copied into the provider's form.
    pub name: &'static str,
}

/// All support topics, in the order of the table.
#[must_use]
pub fn topics() -> &'static [SupportTopic] {
    TABLE
}

/// The topic of an identifier.
#[must_use]
pub fn topic_find(id: &str) -> Option<&'static SupportTopic> {
    TABLE.iter().find(|topic| topic.id == id)
}

impl SupportTopic {
    /// Its identifier as a number of eight digits, for contracts that number topics: made of the identifier, and so as stable
    /// (FNV-1a, 32 bits).
    #[must_use]
    pub const fn number(&self) -> u32 {
        let (bytes, mut hash, mut place) = (self.id.as_bytes(), 0x811c_9dc5_u32, 0);
        while place < bytes.len() {
            hash = (hash ^ bytes[place] as u32).wrapping_mul(0x0100_0193);
            place += 1;
        }
        10_000_000 + hash % 90_000_000
    }
}

/// The topic that a text names: its identifier, its number, or its name.
#[must_use]
pub fn topic_named(text: &str) -> Option<&'static SupportTopic> {
    let number = text.parse::<u32>().ok();
    TABLE.iter().find(|topic| topic.id == text || topic.name == text || Some(topic.number()) == number)
}

/// Lower-case runs of letters and digits.
fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The topics of a family (of all families without one) whose name, service or family has every word of the query as the
/// beginning of a word, in any order. Those that have them in their own name come first; otherwise the table's order.
#[must_use]
pub fn topic_search(family: Option<ProductFamily>, query: &str) -> Vec<&'static SupportTopic> {
    let query = words_of(query);
    let has_all = |words: &[String]| query.iter().all(|q| words.iter().any(|word| word.starts_with(q.as_str())));
    let mut found: Vec<(bool, &SupportTopic)> = TABLE
        .iter()
        .filter(|topic| family.is_none_or(|family| family == topic.family))
        .filter_map(|topic| {
            let mut words = words_of(topic.name);
            if has_all(&words) {
                return Some((false, topic));
            }
            words.extend(words_of(topic.service.unwrap_or_default()));
            words.extend(words_of(topic.family.name()));
            has_all(&words).then_some((true, topic))
        })
        .collect();
    found.sort_by_key(|(by_service, _)| *by_service);
    found.into_iter().map(|(_, topic)| topic).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalogue::service_find;

    #[test]
    fn every_topic_has_its_own_id_and_a_service_of_its_family() {
        let (mut ids, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for topic in topics() {
            assert!(ids.insert(topic.id), "{} stands twice", topic.id);
            assert!(numbers.insert(topic.number()), "{} has the number of another", topic.id);
            assert_eq!(topic_named(&topic.number().to_string()), Some(topic), "{}", topic.id);
            assert!(topic.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", topic.id);
            assert_eq!(topic_find(topic.id), Some(topic));
            if let Some(name) = topic.service {
                let service = service_find(name).unwrap_or_else(|| panic!("{}: no service {name}", topic.id));
                assert_eq!((service.name, service.family), (name, topic.family), "{}", topic.id);
            }
        }
        for family in ProductFamily::ALL {
            assert!(topics().iter().any(|topic| topic.family == *family), "{family} has no topic");
        }
    }

    fn names(family: Option<ProductFamily>, query: &str) -> Vec<&'static str> {
        topic_search(family, query).into_iter().map(|topic| topic.name).collect()
    }

    #[test]
    fn all_words_of_a_query_are_prefixes_in_any_order() {
        let expected = ["Calendar sharing and delegates"];
        assert_eq!(names(Some(ProductFamily::Microsoft365), "cal del shar"), expected);
        assert_eq!(names(Some(ProductFamily::Microsoft365), "SHARING calendar"), expected);
        assert!(names(Some(ProductFamily::Microsoft365), "alendar").is_empty(), "the middle of a word is no prefix");
        assert!(names(Some(ProductFamily::Azure), "calendar").is_empty());
    }

    #[test]
    fn a_service_name_finds_its_topics() {
        assert!(names(None, "teams meet").contains(&"Meetings: audio, video and screen sharing"));
        assert!(names(None, "").len() == topics().len());
        let by_name_first = topic_search(None, "virtual");
        assert!(by_name_first.first().is_some_and(|topic| topic.name.to_lowercase().contains("virtual")));
    }
}
