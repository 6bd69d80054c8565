//! A field of a form: label, input, hint and fault, tied together the way assistive technology asks for.

use std::{
    borrow::Cow,
    fmt::{self, Write},
};

use askama::filters::HtmlSafe;

use crate::{
    Frame,
    form::{Fault, Form, Meanwhile},
    html::{Html, escaped, write_escaped},
    label::Worded,
    message::Arg,
};

/// A value to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value that is sent.
    pub value: Cow<'static, str>,
    /// What is read.
    pub label: Cow<'static, str>,
    /// The heading it stands under; none stands under none.
    pub group: Option<String>,
}

impl Choice {
    /// A choice.
    #[must_use]
    pub fn new(value: impl Into<Cow<'static, str>>, label: impl Into<Cow<'static, str>>) -> Self {
        Self { value: value.into(), label: label.into(), group: None }
    }

    /// The same under a heading: neighbours under one heading stand together.
    #[must_use]
    pub fn among(mut self, group: &str) -> Self {
        self.group = Some(group.to_owned());
        self
    }
}

#[derive(Debug, Clone)]
enum Input {
    Line(&'static str),
    Area(u8),
    Select(Vec<Choice>),
}

/// A field being described; it writes itself where a template puts it.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    frame: &'a Frame,
    form: &'a Form,
    scope: &'a str,
    name: &'a str,
    label: Option<&'a str>,
    input: Input,
    hint: Option<Html>,
    class: &'a str,
    input_class: &'a str,
    value: String,
    attributes: String,
    hidden_label: bool,
}

impl Frame {
    /// A field of one line. `scope` names the form within its page and must be the name the form comes back under.
    #[must_use]
    pub fn field<'a>(&'a self, form: &'a Form, scope: &'a str, name: &'a str) -> Field<'a> {
        Field {
            frame: self,
            form: form.at(scope),
            scope,
            name,
            label: None,
            input: Input::Line("text"),
            hint: None,
            class: "",
            input_class: "",
            value: String::new(),
            attributes: String::new(),
            hidden_label: false,
        }
    }

    /// The choices of an enumeration of the domain, in its order.
    #[must_use]
    pub fn choices<W: Worded + Wordy>(&self, all: &[W]) -> Vec<Choice> {
        all.iter().map(|value| Choice::new(value.stable_word(), self.t(value.key()))).collect()
    }

    /// The same with a first choice that stands for all or none: its value is the empty text.
    #[must_use]
    pub fn choices_or<W: Worded + Wordy>(&self, key: &str, all: &[W]) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.t(key))];
        choices.extend(self.choices(all));
        choices
    }

    /// What a fault says, in words of the field.
    #[must_use]
    pub fn fault(&self, fault: &Fault) -> String {
        let key = crate::label::key("fault", &fault.code);
        let key = match (crate::message::exists(&key), fault.says.is_empty()) {
            (true, _) => key,
            (false, true) => "fault-invalid".to_owned(),
            (false, false) => return fault.says.clone(),
        };
        crate::t(self.locale(), &key, &[("number", Arg::Number(fault.number.unwrap_or(0)))])
    }

    /// What is wrong with a form, on top of the page: how many fields, each with a link to it. Empty for a sound form.
    #[must_use]
    pub fn faults(&self, form: &Form) -> Html {
        if let Some(meanwhile) = &form.meanwhile {
            return self.meanwhile(meanwhile);
        }
        if form.faults.is_empty() {
            return Html::default();
        }
        let fields = form.faults.iter().filter(|fault| !fault.field.is_empty()).count();
        let heading =
            if fields == 0 { self.t("faults-form") } else { self.m("faults-fields").n("count", fields).to_string() };
        let items: String = form.faults.iter().map(|fault| self.fault_line(form, fault)).collect();
        Html(format!(
            "<div class=\"notice is-bad\" id=\"faults\" role=\"alert\" tabindex=\"-1\" autofocus>{}<div><h2>{}</h2><ul class=\"faults\">{items}</ul></div></div>",
            self.icon("warn"),
            escaped(&heading),
        ))
    }

    /// Who changed meanwhile what a form is about, and what to do with the two versions.
    fn meanwhile(&self, meanwhile: &Meanwhile) -> Html {
        let heading = match &meanwhile.by {
            Some((who, at)) => self.h("meanwhile-by").s("who", who).x("time", self.time(at)).html(),
            None => Html::text(&self.t("trouble-stale")),
        };
        Html(format!(
            "<div class=\"notice is-warn\" id=\"faults\" role=\"alert\" tabindex=\"-1\" autofocus>{}<div><h2>{heading}</h2><p>{}</p></div></div>",
            self.icon("warn"),
            escaped(&self.t("meanwhile-says")),
        ))
    }

    /// What a field holds by now, below what was written into it; empty where the two are the same.
    #[must_use]
    pub fn holds_now(&self, form: &Form, scope: &str, name: &str, now: impl AsRef<str>) -> Html {
        let now = now.as_ref();
        if !form.at(scope).differs(name, now) {
            return Html::default();
        }
        self.now_line(scope, name, now)
    }

    /// The line itself.
    pub(crate) fn now_line(&self, scope: &str, name: &str, now: &str) -> Html {
        let says = match now.trim() {
            "" => Html::text(&self.t("meanwhile-nothing")),
            now => self.h("meanwhile-now").s("value", now).html(),
        };
        Html(format!("<span class=\"meanwhile\" id=\"{scope}-{name}-now\">{says}</span>"))
    }

    /// The fault of a group of choices, as [`Field`] writes it for a single field; empty where there is none.
    #[must_use]
    pub fn group_fault(&self, form: &Form, scope: &str, name: &str) -> Html {
        let Some(fault) = form.at(scope).fault_of(name) else { return Html::default() };
        let says = escaped(&self.fault(fault));
        Html(format!(
            "<span class=\"fault\" id=\"{scope}-{name}-fault\">{}<span>{says}</span></span>",
            self.icon("warn")
        ))
    }

    /// The attributes of a group of choices: its place for links, and its fault tied to it.
    #[must_use]
    pub fn group(&self, form: &Form, scope: &str, name: &str) -> Html {
        let fault = form.at(scope).fault_of(name);
        let described = fault.map_or_else(String::new, |_| format!(" aria-describedby=\"{scope}-{name}-fault\""));
        Html(format!("id=\"{scope}-{name}\" tabindex=\"-1\"{described}"))
    }

    /// The name of a field as forms have it; the stable word itself where no form has it.
    #[must_use]
    pub fn field_name(&self, field: &str) -> String {
        let key = crate::label::key("field", field);
        if crate::message::exists(&key) {
            return self.t(&key);
        }
        self.target_name(field).unwrap_or_else(|| field.replace('_', " "))
    }

    fn fault_line(&self, form: &Form, fault: &Fault) -> String {
        let says = escaped(&self.fault(fault));
        if fault.field.is_empty() {
            return format!("<li>{says}</li>");
        }
        let label = escaped(&self.field_name(&fault.field));
        format!("<li><a href=\"#{}\">{label}</a>: {says}</li>", escaped(&form.id(&fault.field)))
    }
}

/// The stable word of a value, for forms.
pub trait Wordy {
    /// The word.
    fn stable_word(&self) -> &'static str;
}

impl<'a> Field<'a> {
    /// Another label than `field-<name>`.
    #[must_use]
    pub const fn label(mut self, key: &'a str) -> Self {
        self.label = Some(key);
        self
    }

    /// A label for readers only, where the place says what the field is.
    #[must_use]
    pub const fn unlabelled(mut self) -> Self {
        self.hidden_label = true;
        self
    }

    /// Another type of input: `email`, `password`, `number`, `search`, `url`, `tel`, `file`, `datetime-local`.
    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.input = Input::Line(kind);
        self
    }

    /// Several lines.
    #[must_use]
    pub fn area(mut self, rows: u8) -> Self {
        self.input = Input::Area(rows);
        self
    }

    /// A choice from a list.
    #[must_use]
    pub fn select(mut self, choices: impl Into<Vec<Choice>>) -> Self {
        self.input = Input::Select(choices.into());
        self
    }

    /// A hint below.
    #[must_use]
    pub fn hint(mut self, key: &str) -> Self {
        self.hint = Some(Html::text(&self.frame.t(key)));
        self
    }

    /// A hint below, with arguments.
    #[must_use]
    pub fn hint_html(mut self, hint: impl Into<Html>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Must be filled in.
    #[must_use]
    pub fn required(self) -> Self {
        self.flag("required")
    }

    /// Takes the focus when the page opens.
    #[must_use]
    pub fn first(self) -> Self {
        self.flag("autofocus")
    }

    fn flag(mut self, name: &str) -> Self {
        self.attributes.push(' ');
        self.attributes.push_str(name);
        self
    }

    /// Any other attribute.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        // Writing to a string does not fail.
        let _ = write!(self.attributes, " {name}=\"{}\"", escaped(&value.to_string()));
        self
    }

    /// The most characters it takes.
    #[must_use]
    pub fn max(self, characters: usize) -> Self {
        self.with("maxlength", characters)
    }

    /// What a browser may fill in (the `autocomplete` attribute).
    #[must_use]
    pub fn auto(self, token: &str) -> Self {
        self.with("autocomplete", token)
    }

    /// The value while nothing was typed.
    #[must_use]
    pub fn value(mut self, value: impl fmt::Display) -> Self {
        self.value = value.to_string();
        self
    }

    /// The value while nothing was typed, where there is one.
    #[must_use]
    pub fn maybe(self, value: Option<&(impl fmt::Display + ?Sized)>) -> Self {
        match value {
            Some(value) => self.value(value),
            None => self,
        }
    }

    /// Over the whole width of a grid, or wide in a row of filters.
    #[must_use]
    pub const fn class(mut self, class: &'a str) -> Self {
        self.class = class;
        self
    }

    /// A class of the input itself.
    #[must_use]
    pub const fn input_class(mut self, class: &'a str) -> Self {
        self.input_class = class;
        self
    }

    fn id(&self) -> String {
        if self.scope.is_empty() { self.name.to_owned() } else { format!("{}-{}", self.scope, self.name) }
    }

    /// What the field holds by now, where a form came too late and says something else.
    fn now(&self) -> Option<&str> {
        if matches!(self.input, Input::Line("password" | "file")) || !self.form.differs(self.name, &self.value) {
            return None;
        }
        match &self.input {
            Input::Select(choices) => {
                choices.iter().find(|choice| choice.value == self.value).map(|choice| &*choice.label)
            }
            _ => Some(&self.value),
        }
    }

    fn described(&self, id: &str, fault: bool) -> String {
        let mut ids = Vec::new();
        if self.now().is_some() {
            ids.push(format!("{id}-now"));
        }
        if self.hint.is_some() {
            ids.push(format!("{id}-hint"));
        }
        if fault {
            ids.push(format!("{id}-fault"));
        }
        let described = if ids.is_empty() { String::new() } else { format!(" aria-describedby=\"{}\"", ids.join(" ")) };
        if fault { format!("{described} aria-invalid=\"true\"") } else { described }
    }

    fn write_input(&self, f: &mut fmt::Formatter<'_>, common: &str, value: &str) -> fmt::Result {
        match &self.input {
            // A password is never sent back to the page, a file cannot be.
            Input::Line(kind @ ("password" | "file")) => write!(f, "<input {common} type=\"{kind}\">"),
            Input::Line(kind) => write!(f, "<input {common} type=\"{kind}\" value=\"{}\">", escaped(value)),
            Input::Area(rows) => write!(f, "<textarea {common} rows=\"{rows}\">\n{}</textarea>", escaped(value)),
            Input::Select(choices) => {
                write!(f, "<select {common}>")?;
                for run in choices.chunk_by(|one, next| one.group == next.group) {
                    if let Some(group) = &run[0].group {
                        f.write_str("<optgroup label=\"")?;
                        write_escaped(f, group)?;
                        f.write_str("\">")?;
                    }
                    for Choice { value: choice, label, .. } in run {
                        f.write_str("<option value=\"")?;
                        write_escaped(f, choice)?;
                        f.write_str(if choice == value { "\" selected>" } else { "\">" })?;
                        write_escaped(f, label)?;
                        f.write_str("</option>")?;
                    }
                    if run[0].group.is_some() {
                        f.write_str("</optgroup>")?;
                    }
                }
                f.write_str("</select>")
            }
        }
    }
}

impl fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, fault) = (self.id(), self.form.fault_of(self.name));
        let label_key = crate::label::key("field", self.name);
        let label = self.frame.t(self.label.unwrap_or(&label_key));
        let hidden = if self.hidden_label { " class=\"for-readers\"" } else { "" };
        let class = if self.class.is_empty() { String::new() } else { format!(" {}", self.class) };
        write!(f, "<div class=\"field{class}\"><label{hidden} for=\"{id}\">{}</label>", escaped(&label))?;
        let space = if self.input_class.is_empty() { "" } else { " " };
        let common = format!(
            "class=\"input{space}{}\" id=\"{id}\" name=\"{}\"{}{}",
            self.input_class,
            self.name,
            self.attributes,
            self.described(&id, fault.is_some())
        );
        self.write_input(f, &common, self.form.value(self.name).unwrap_or(&self.value))?;
        if let Some(now) = self.now() {
            write!(f, "{}", self.frame.now_line(self.scope, self.name, now))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "<span class=\"hint\" id=\"{id}-hint\">{hint}</span>")?;
        }
        if let Some(fault) = fault {
            let says = escaped(&self.frame.fault(fault));
            write!(f, "<span class=\"fault\" id=\"{id}-fault\">{}<span>{says}</span></span>", self.frame.icon("warn"))?;
        }
        f.write_str("</div>")
    }
}

impl HtmlSafe for Field<'_> {}
