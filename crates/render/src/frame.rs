//! What surrounds every page: the person, the place, the language, the time.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use tierline_domain::{Action, Cloud, ConnectionId, EmergencyOpening, Follow, Role, words};

use crate::{
    Link, Locale,
    html::{Html, bdi, escaped, prose},
    label::Worded,
    message::{Marked, Message, t},
    number,
    place::{Console, NavItem},
    time::Wall,
};

words! {
    /// Light or dark.
    pub enum Theme {
        /// As the person's system is set.
        System = "system",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

/// A secret of a connection that somebody should see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantingSecret {
    /// Of which connection.
    pub id: ConnectionId,
    /// The connection's name.
    pub name: String,
    /// Why.
    pub why: Wanting,
}

/// Why a secret is to be seen to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanting {
    /// It ends then, or has ended.
    Ends(DateTime<Utc>),
    /// It comes of the consent of this person, who has left.
    PersonLeft(String),
}

impl WantingSecret {
    /// What is said of it on top of each page.
    #[must_use]
    pub(crate) fn says(&self, f: &Frame) -> Html {
        match &self.why {
            Wanting::Ends(at) => {
                let key = if *at <= f.now() { "secret-ended-says" } else { "secret-ends-says" };
                f.h(key).s("connection", &self.name).x("time", f.time(*at)).html()
            }
            Wanting::PersonLeft(person) => {
                f.h("secret-person-left").s("connection", &self.name).s("person", person).html()
            }
        }
    }

    /// Where it is seen to, and what that is called.
    #[must_use]
    pub(crate) fn way_out(&self, f: &Frame) -> Link {
        match self.why {
            Wanting::Ends(_) => Link::new(format!("/connections/{}", self.id), f.t("secret-exchange")),
            Wanting::PersonLeft(_) => {
                Link::new(format!("/connections/{}/consent", self.id), f.t("connection-consent-do"))
            }
        }
    }
}

/// A connection that has failed for long: what is to go through it waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldConnection {
    /// Which.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// Since when it fails.
    pub since: DateTime<Utc>,
}

/// What a signed-in person sees around every page.
#[derive(Debug, Clone, PartialEq)]
pub struct Shell {
    /// The person's name.
    pub user_name: String,
    /// The role shown under it: the widest one held.
    pub role: Role,
    /// The organization worked for; for a customer's person the customer.
    pub organization: String,
    /// Whose desk it is.
    pub console: Console,
    /// The clouds the person is a member in.
    pub clouds: Vec<Cloud>,
    /// The one worked in now.
    pub cloud: Cloud,
    /// The navigation, as far as the person may go.
    pub nav: Vec<NavItem>,
    /// When the health feed was last read; none where there is no feed.
    pub feed_read_at: Option<DateTime<Utc>>,
    /// Whether keys of one letter do something.
    pub shortcuts: bool,
    /// How many notices wait unread, counted up to 100; none for who is told nothing in the desk.
    pub unread: Option<u8>,
    /// Connections that are held, by name.
    pub held: Vec<HeldConnection>,
    /// Secrets of connections that end soon or have ended, for who can exchange them.
    pub wanting: Vec<WantingSecret>,
    /// Programs whose keeper has left, with the keeper's name, for who can give them another.
    pub keeperless: Vec<(String, String)>,
    /// Roles that the person has for a time, with when each ends.
    pub elevated: Vec<(Role, DateTime<Utc>)>,
    /// Until when the person is in by emergency access; none for everybody else.
    pub emergency_until: Option<DateTime<Utc>>,
    /// Who came in by emergency access that nobody has sealed again, and when, for who can.
    pub unsealed: Option<EmergencyOpening>,
}

/// What a page is rendered in.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Language, time zone and the present.
    pub wall: Wall,
    /// Light or dark.
    pub theme: Theme,
    /// The page's own path with its query: where a change of language, theme or cloud comes back to.
    pub path: String,
    /// The token every form carries, bound to the session.
    pub csrf: String,
    /// A fresh key for the forms of this page; each form adds its own name.
    pub form_key: String,
    /// What was just done, to be said on top: a word of [`crate::DONE`].
    pub done: Option<String>,
    /// What the person may do, in the organization and cloud worked in.
    pub may: May,
    /// What the person follows, for pages that ask for it.
    pub follows: Vec<Follow>,
    /// What surrounds the page; none before sign-in.
    pub shell: Option<Shell>,
}

/// What a person may do: a control for anything else is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct May(BTreeSet<Action>);

impl May {
    /// Whether the person may do it.
    #[must_use]
    pub fn can(&self, action: impl Value<Action>) -> bool {
        self.0.contains(&action.value())
    }
}

impl FromIterator<Action> for May {
    fn from_iter<I: IntoIterator<Item = Action>>(actions: I) -> Self {
        Self(actions.into_iter().collect())
    }
}

impl Frame {
    /// A frame for somebody who is not signed in, or the ground for one who is.
    #[must_use]
    pub fn new(locale: Locale, zone: Tz, now: DateTime<Utc>) -> Self {
        Self {
            wall: Wall { locale, zone, now },
            theme: Theme::System,
            path: "/".to_owned(),
            csrf: String::new(),
            form_key: String::new(),
            done: None,
            may: May::default(),
            follows: Vec::new(),
            shell: None,
        }
    }

    /// The language.
    #[must_use]
    pub const fn locale(&self) -> Locale {
        self.wall.locale
    }

    /// The present.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.wall.now
    }

    /// A message without arguments.
    #[must_use]
    pub fn t(&self, key: impl AsRef<str>) -> String {
        t(self.locale(), key.as_ref(), &[])
    }

    /// A plain message with arguments to be added.
    #[must_use]
    pub fn m<'k>(&self, key: &'k str) -> Message<'k> {
        Message::new(self.locale(), key)
    }

    /// A message as markup, with arguments to be added.
    #[must_use]
    pub fn h<'k>(&self, key: &'k str) -> Marked<'k> {
        Marked::new(self.locale(), key)
    }

    /// The word of a value.
    #[must_use]
    pub fn w<W: Worded>(&self, value: W) -> String {
        self.t(value.key())
    }

    /// A name, kept apart from the direction of the text around it.
    #[must_use]
    pub fn name(&self, name: &str) -> Html {
        if name.is_empty() { bdi(&self.t(crate::message::ERASED)) } else { bdi(name) }
    }

    /// Paragraphs of what somebody wrote.
    #[must_use]
    pub fn prose(&self, text: &str) -> Html {
        prose(text)
    }

    /// A time, as short as its distance allows.
    #[must_use]
    pub fn time(&self, at: impl Value<DateTime<Utc>>) -> Html {
        self.wall.element(at.value(), &self.wall.short(at.value()))
    }

    /// The hour of day alone, under a heading that names the day.
    #[must_use]
    pub fn hour(&self, at: impl Value<DateTime<Utc>>) -> Html {
        self.wall.element(at.value(), &self.wall.clock(at.value()))
    }

    /// A day alone.
    #[must_use]
    pub fn day(&self, at: impl Value<DateTime<Utc>>) -> Html {
        self.wall.element(at.value(), &self.wall.day(at.value()))
    }

    /// A day in full: `8 October 2026`.
    #[must_use]
    pub fn long_day(&self, at: impl Value<DateTime<Utc>>) -> Html {
        self.wall.element(at.value(), &self.wall.long_day(at.value()))
    }

    /// Date, time of day and offset.
    #[must_use]
    pub fn full_time(&self, at: impl Value<DateTime<Utc>>) -> Html {
        self.wall.element(at.value(), &self.wall.full(at.value()))
    }

    /// How long ago, for a narrow column.
    #[must_use]
    pub fn age(&self, since: impl Value<DateTime<Utc>>) -> String {
        self.wall.rough(self.now() - since.value())
    }

    /// A span in its two largest units.
    #[must_use]
    pub fn duration(&self, span: Duration) -> String {
        self.wall.duration(span)
    }

    /// A whole number, grouped.
    #[must_use]
    pub fn number(&self, number: impl crate::message::Count) -> String {
        number::grouped(self.locale(), number.count())
    }

    /// A file's size.
    #[must_use]
    pub fn size(&self, bytes: impl Value<i64>) -> String {
        number::size(self.locale(), u64::try_from(bytes.value()).unwrap_or(0))
    }

    /// The zone's name and its distance from UTC, for the foot of the page.
    #[must_use]
    pub fn zone(&self) -> String {
        format!("{} ({})", self.wall.zone.name().replace('_', " "), self.wall.offset(self.now()))
    }

    /// The hidden fields of a POST form: the token, and a key that makes a double click one deed. `form` names the form
    /// within its page.
    #[must_use]
    pub fn hidden(&self, form: impl std::fmt::Display) -> Html {
        Html(format!(
            "<input type=\"hidden\" name=\"csrf\" value=\"{}\"><input type=\"hidden\" name=\"key\" value=\"{}.{form}\">",
            escaped(&self.csrf),
            escaped(&self.form_key),
        ))
    }

    /// The address of an asset.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        crate::asset(name)
    }
}

/// A small value, owned or borrowed: templates hand over references.
pub trait Value<T> {
    /// The value.
    fn value(&self) -> T;
}

impl<T: Copy> Value<T> for T {
    fn value(&self) -> T {
        *self
    }
}

impl<T: Copy> Value<T> for &T {
    fn value(&self) -> T {
        **self
    }
}

impl<T: Copy> Value<T> for &&T {
    fn value(&self) -> T {
        ***self
    }
}
