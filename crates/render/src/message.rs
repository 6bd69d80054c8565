//! Messages of the catalogues with their arguments: plain for attributes and titles, or as markup.

use std::fmt;

use askama::filters::HtmlSafe;
use fluent_bundle::{FluentArgs, FluentValue};

use crate::{
    Locale,
    html::{Html, bdi, escaped},
};

/// What stands for a message that no catalogue has: visible at once, and found by the tests of the pages.
const MISSING: char = '⟦';

/// The text of a message; English where the language lacks it.
fn text(locale: Locale, key: &str, args: Option<&FluentArgs<'_>>) -> String {
    let lookup = |locale: Locale| {
        let bundle = locale.bundle();
        let pattern = bundle.get_message(key)?.value()?;
        // A placeholder without its argument is written as {$name}; the tests of the pages look for it.
        let mut faults = Vec::new();
        Some(bundle.format_pattern(pattern, args, &mut faults).into_owned())
    };
    lookup(locale).or_else(|| lookup(Locale::En)).unwrap_or_else(|| format!("{MISSING}{key}⟧"))
}

/// A message without arguments, in a language.
///
/// ```
/// assert_eq!(tierline_render::t(tierline_render::Locale::Pl, "nav-customers", &[]), "Klienci");
/// ```
#[must_use]
pub fn t(locale: Locale, key: &str, args: &[(&str, Arg)]) -> String {
    filled(locale, key, args, false)
}

/// The text of a message with its arguments, as markup or plain. Most messages have none.
fn filled(locale: Locale, key: &str, args: &[(&str, Arg)], markup: bool) -> String {
    if args.is_empty() {
        return text(locale, key, None);
    }
    let mut values = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        values.set(*name, value.value(markup));
    }
    text(locale, key, Some(&values))
}

/// Whether the catalogues have a message.
pub(crate) fn exists(key: &str) -> bool {
    Locale::En.bundle().has_message(key)
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// A whole number: chooses the plural form and is grouped as the language does it.
    Number(i64),
    /// A text from outside: a name, a title, a number as somebody else wrote it.
    Text(String),
    /// Finished markup: a link, a time.
    Html(Html),
}

impl Arg {
    fn value(&self, markup: bool) -> FluentValue<'_> {
        match self {
            Self::Number(number) => FluentValue::from(*number),
            Self::Text(text) if markup => FluentValue::from(bdi(text).0),
            Self::Text(text) => FluentValue::from(text.as_str()),
            Self::Html(html) => FluentValue::from(html.as_str()),
        }
    }
}

/// A text from outside. Who did something and has no name any more was erased.
fn said(locale: Locale, name: &str, text: &impl fmt::Display) -> Arg {
    let text = text.to_string();
    Arg::Text(if name == "who" && text.is_empty() { t(locale, ERASED, &[]) } else { text })
}

/// What is read in the place of an erased person's name.
pub(crate) const ERASED: &str = "person-erased";

/// A plain message being filled; templates escape what it writes.
#[derive(Debug, Clone)]
pub struct Message<'k> {
    locale: Locale,
    key: &'k str,
    args: Vec<(&'static str, Arg)>,
}

impl<'k> Message<'k> {
    pub(crate) const fn new(locale: Locale, key: &'k str) -> Self {
        Self { locale, key, args: Vec::new() }
    }

    /// With a number.
    #[must_use]
    pub fn n(mut self, name: &'static str, number: impl Count) -> Self {
        self.args.push((name, Arg::Number(number.count())));
        self
    }

    /// With a text.
    #[must_use]
    pub fn s(mut self, name: &'static str, text: impl fmt::Display) -> Self {
        self.args.push((name, said(self.locale, name, &text)));
        self
    }
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&t(self.locale, self.key, &self.args))
    }
}

/// A message as markup: its own words may carry `<strong>`, its texts are escaped and kept apart by `<bdi>`.
#[derive(Debug, Clone)]
pub struct Marked<'k> {
    locale: Locale,
    key: &'k str,
    args: Vec<(&'static str, Arg)>,
}

impl<'k> Marked<'k> {
    pub(crate) const fn new(locale: Locale, key: &'k str) -> Self {
        Self { locale, key, args: Vec::new() }
    }

    /// With a number.
    #[must_use]
    pub fn n(mut self, name: &'static str, number: impl Count) -> Self {
        self.args.push((name, Arg::Number(number.count())));
        self
    }

    /// With a text from outside.
    #[must_use]
    pub fn s(mut self, name: &'static str, text: impl fmt::Display) -> Self {
        self.args.push((name, said(self.locale, name, &text)));
        self
    }

    /// With a word of the catalogue, or anything of ours that needs no isolation.
    #[must_use]
    pub fn w(mut self, name: &'static str, word: impl fmt::Display) -> Self {
        self.args.push((name, Arg::Html(Html(escaped(&word.to_string())))));
        self
    }

    /// With finished markup.
    #[must_use]
    pub fn x(mut self, name: &'static str, html: impl Into<Html>) -> Self {
        self.args.push((name, Arg::Html(html.into())));
        self
    }

    /// With a link, whose label is a text from outside.
    #[must_use]
    pub fn link(self, name: &'static str, href: impl fmt::Display, label: impl fmt::Display) -> Self {
        let label = bdi(&label.to_string());
        self.x(name, Html(format!("<a href=\"{}\">{label}</a>", escaped(&href.to_string()))))
    }

    /// The markup.
    #[must_use]
    pub fn html(&self) -> Html {
        Html(filled(self.locale, self.key, &self.args, true))
    }
}

impl fmt::Display for Marked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.html().as_str())
    }
}

impl HtmlSafe for Marked<'_> {}

impl From<Marked<'_>> for Html {
    fn from(message: Marked<'_>) -> Self {
        message.html()
    }
}

impl From<&Html> for Html {
    fn from(html: &Html) -> Self {
        html.clone()
    }
}

/// Whole numbers that messages take; templates hand over references.
pub trait Count {
    /// The number.
    fn count(&self) -> i64;
}

macro_rules! counts {
    ($($kind:ty),*) => {$(
        impl Count for $kind {
            fn count(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )*};
}

counts!(i64, i32, u8, u16, u32, u64, usize);

impl<T: Count> Count for &T {
    fn count(&self) -> i64 {
        (*self).count()
    }
}
