//! One customer of thousands: typed by name, domain or tenant; where that fits several, or not exactly, chosen among those found.
//!
//! It works without script: the form comes back with what was found. Fields: `customer_id` (what was typed), and with those found
//! `customer_choice` and `customer_typed` (what they were found by).

use crate::{
    Choice, Form, Frame, Html,
    html::{bdi, escaped},
};

/// What a form shows of customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerPick {
    /// Names that are suggested while somebody types: some, where there are too many for all.
    pub known: Vec<String>,
    /// Those found by what was typed.
    pub found: Vec<Choice>,
}

impl CustomerPick {
    /// The field, and below it those found. `hint` is the key of what it says while nothing was typed.
    pub(crate) fn field(&self, f: &Frame, form: &Form, scope: &str, hint: &str) -> Html {
        let list = format!("{scope}-customers");
        let field =
            f.field(form, scope, "customer_id").kind("search").max(200).auto("off").with("list", &list).hint(hint);
        let options: String =
            self.known.iter().map(|name| format!("<option value=\"{}\"></option>", escaped(name))).collect();
        let mut html = format!("{field}<datalist id=\"{list}\">{options}</datalist>");
        if !self.found.is_empty() {
            html.push_str(&self.choices(f, form, scope));
        }
        Html(html)
    }

    fn choices(&self, f: &Frame, form: &Form, scope: &str) -> String {
        let typed = form.at(scope).value("customer_id").unwrap_or_default();
        let one = |choice: &Choice| {
            let taken = form.at(scope).chosen("customer_choice", &choice.value, self.found.len() == 1);
            format!(
                "<label class=\"choice\"><input type=\"radio\" name=\"customer_choice\" value=\"{}\"{}><span>{}</span></label>",
                escaped(&choice.value),
                if taken { " checked" } else { "" },
                bdi(&choice.label),
            )
        };
        format!(
            "<fieldset class=\"choices is-wide\" id=\"{scope}-customer_choice\"><legend>{}</legend>\
             <input type=\"hidden\" name=\"customer_typed\" value=\"{}\">{}</fieldset>",
            escaped(&f.t("customers-found")),
            escaped(typed),
            self.found.iter().map(one).collect::<String>(),
        )
    }
}
