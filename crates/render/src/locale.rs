//! The three languages, their catalogues, and the choice between them.

use std::sync::LazyLock;

use fluent_bundle::{FluentResource, FluentValue, concurrent::FluentBundle};
use rust_embed::RustEmbed;
use tierline_domain::Language;
use unic_langid::{LanguageIdentifier, subtags::Language as Subtag};

use crate::number;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/i18n"]
pub(crate) struct Catalogue;

type Bundle = FluentBundle<FluentResource>;

/// A language that pages and mails are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Russian.
    Ru,
    /// Polish.
    Pl,
}

impl Locale {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::En, Self::Pl, Self::Ru];

    /// The tag of the language as `lang` attributes carry it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
            Self::Pl => "pl",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ru => "Русский",
            Self::Pl => "Polski",
        }
    }

    /// The locale of a tag such as `pl` or `ru-RU`; none for a language the desk does not speak.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110, section 12.5.4): the highest weight that the desk
    /// speaks, the first of equals, English where none fits.
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        // A header of any length comes from outside: what a browser sends fits into the first few.
        for range in accept_language.split(',').take(32) {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let weight =
                parts.find_map(|part| part.trim().strip_prefix("q=")?.trim().parse::<f32>().ok()).unwrap_or(1.0);
            let Some(locale) = (if tag == "*" { Some(Self::En) } else { Self::from_tag(tag) }) else { continue };
            if weight > 0.0 && best.is_none_or(|(highest, _)| weight > highest) {
                best = Some((weight, locale));
            }
        }
        best.map_or(Self::En, |(_, locale)| locale)
    }

    /// The language as the domain keeps it.
    #[must_use]
    pub const fn language(self) -> Language {
        match self {
            Self::En => Language::En,
            Self::Ru => Language::Ru,
            Self::Pl => Language::Pl,
        }
    }

    fn id(self) -> LanguageIdentifier {
        // The tags are ours and sound; an unsound one would read as "undetermined", whose plural forms are English.
        let subtag = Subtag::from_bytes(self.tag().as_bytes()).unwrap_or_default();
        LanguageIdentifier::from_parts(subtag, None, None, &[])
    }

    pub(crate) fn bundle(self) -> &'static Bundle {
        match self {
            Self::En => &EN,
            Self::Ru => &RU,
            Self::Pl => &PL,
        }
    }
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Ru => Self::Ru,
            Language::Pl => Self::Pl,
        }
    }
}

static EN: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::En));
static RU: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::Ru));
static PL: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::Pl));

/// Fluent takes a plain function for numbers, which cannot carry the locale: one function each.
fn grouped<const LOCALE: usize, M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    match value {
        #[expect(clippy::cast_possible_truncation, reason = "messages carry whole numbers only, made from integers")]
        FluentValue::Number(number) => Some(number::grouped(Locale::ALL[LOCALE], number.value as i64)),
        _ => None,
    }
}

fn bundle(locale: Locale) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![locale.id()]);
    // Names are kept apart by <bdi>; marks inside the text would travel along when it is copied.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::En => grouped::<0, _>,
        Locale::Pl => grouped::<1, _>,
        Locale::Ru => grouped::<2, _>,
    }));
    for text in catalogue_files(locale) {
        // A faulty entry costs itself only; the test of the catalogues makes sure that there is none.
        let resource = FluentResource::try_new(text).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The texts of a language's catalogue files.
pub(crate) fn catalogue_files(locale: Locale) -> Vec<String> {
    let folder = format!("{}/", locale.tag());
    Catalogue::iter()
        .filter(|path| path.starts_with(&folder))
        .filter_map(|path| Catalogue::get(&path))
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_weight_the_desk_speaks_wins() {
        assert_eq!(Locale::negotiate("pl-PL,pl;q=0.9,en;q=0.8"), Locale::Pl);
        assert_eq!(Locale::negotiate("de, ru;q=0.4, en;q=0.3"), Locale::Ru);
        assert_eq!(Locale::negotiate("en;q=0.2, RU-ru;q=0.7"), Locale::Ru);
        assert_eq!(Locale::negotiate("ru;q=0"), Locale::En);
        assert_eq!(Locale::negotiate("xx, *;q=0.5"), Locale::En);
        assert_eq!(Locale::negotiate(""), Locale::En);
        assert_eq!(Locale::negotiate(",;q=;;,\u{0}"), Locale::En);
    }
}
