//! What was typed into a form, and what is wrong with it.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};

/// One fault of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field by its form name; empty where the fault is the form's as a whole.
    pub field: String,
    /// The stable code: the catalogues have it as `fault-<code>`.
    pub code: String,
    /// The limit or number the message names, where it names one.
    pub number: Option<i64>,
    /// What the rule says in English: shown where the catalogues do not know the code. May be empty.
    pub says: String,
}

impl Fault {
    /// A fault that its code says whole.
    #[must_use]
    pub fn new(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), number: None, says: String::new() }
    }

    /// With what the rule says in English.
    #[must_use]
    pub fn says(mut self, text: impl Into<String>) -> Self {
        self.says = text.into();
        self
    }

    /// With the number that the message names.
    #[must_use]
    pub const fn with(mut self, number: i64) -> Self {
        self.number = Some(number);
        self
    }
}

/// A form as it came back: its values are kept, its faults are named at each field and on top of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// The form within its page: the last part of the path it posts to. Empty while nothing was posted.
    pub name: String,
    /// Values by field name, in the order they came; a name can stand several times.
    pub values: Vec<(String, String)>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Somebody else's change that came in between.
    pub meanwhile: Option<Meanwhile>,
}

/// A change that was made while a form was being filled in: both versions are shown, and what was written is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meanwhile {
    /// Who made it and when, where that is known.
    pub by: Option<(String, DateTime<Utc>)>,
}

/// A form that nobody has touched.
pub(crate) fn empty() -> &'static Form {
    &EMPTY
}

static EMPTY: LazyLock<Form> = LazyLock::new(Form::default);

impl Form {
    /// A form that came back, without faults yet.
    #[must_use]
    pub fn posted(name: impl Into<String>, values: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { name: name.into(), values: values.into_iter().collect(), ..Self::default() }
    }

    /// With a fault.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// As one that came too late.
    #[must_use]
    pub fn changed_meanwhile(mut self, by: Option<(String, DateTime<Utc>)>) -> Self {
        self.meanwhile = Some(Meanwhile { by });
        self
    }

    /// This form where it is the one of that name, else an untouched one: a page has many forms, one came back.
    #[must_use]
    pub fn at(&self, name: &str) -> &Self {
        if self.name == name { self } else { &EMPTY }
    }

    /// Whether this is the form that came back.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// What was typed into a field; none where nothing was posted.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// What was typed into a field whose value is another by now, for a form that came too late. Line ends are no difference.
    #[must_use]
    pub fn differs(&self, field: &str, now: &str) -> bool {
        let lines = |text: &str| text.trim().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        self.meanwhile.is_some() && self.value(field).is_some_and(|typed| lines(typed) != lines(now))
    }

    /// Whether one of several choices was taken; `default` where the field did not come.
    #[must_use]
    pub fn picked(&self, field: &str, value: &str, default: bool) -> bool {
        self.value(field).map_or(default, |picked| picked == value)
    }

    /// Whether a box was ticked; `default` while nothing was posted: a box that is left empty does not come.
    #[must_use]
    pub fn chosen(&self, field: &str, value: &str, default: bool) -> bool {
        if self.values.is_empty() { default } else { self.values.iter().any(|(name, v)| name == field && v == value) }
    }

    /// The first fault of a field.
    #[must_use]
    pub fn fault_of(&self, field: &str) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.field == field)
    }

    /// The id of a field on its page: one page can hold the same field in several forms.
    #[must_use]
    pub fn id(&self, field: &str) -> String {
        if self.name.is_empty() { field.to_owned() } else { format!("{}-{field}", self.name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_many_forms_shows_the_faults_of_the_one_that_came_back() {
        let form = Form::posted("steps", [("action".to_owned(), "x".to_owned())])
            .fault(Fault::new("result", "too_long").with(200));
        assert_eq!(form.at("steps").value("action"), Some("x"));
        assert!(form.at("steps").fault_of("result").is_some());
        assert_eq!(form.at("notes").value("action"), None);
        assert!(form.at("notes").faults.is_empty());
    }

    #[test]
    fn a_form_that_came_too_late_knows_what_differs() {
        let form = Form::posted("details", [("description".to_owned(), "Two\r\nlines".to_owned())]);
        assert!(!form.differs("description", "One"), "it was in time");
        let late = form.changed_meanwhile(None);
        assert!(late.differs("description", "One"));
        assert!(!late.differs("description", "Two\nlines\n"), "line ends are no difference");
        assert!(!late.differs("subject", "One"), "it did not come");
    }

    #[test]
    fn a_box_that_was_left_empty_stays_empty() {
        let untouched = Form::default();
        assert!(untouched.chosen("roles", "helpdesk_agent", true));
        let posted = Form::posted("users", [("roles".to_owned(), "admin_agent".to_owned())]);
        assert!(posted.picked("severity", "minimal", true), "a choice that did not come keeps its default");
        assert!(!posted.picked("roles", "helpdesk_agent", true));
        assert!(!posted.chosen("roles", "helpdesk_agent", true));
        assert!(posted.chosen("roles", "admin_agent", false));
    }
}
