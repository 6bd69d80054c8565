//! The two forms of the ladder that stand open or folded: a step, and the category with its grounds.

use askama::Template;
use tierline_domain::{Category, StepArea, StepMeans, StepOutcome, grounds_keys};

use super::{CaseView, html};
use crate::{Frame, Html, label::key};

#[derive(Template)]
#[template(path = "ladder/step_form.html")]
struct StepForm<'a> {
    f: &'a Frame,
    c: &'a CaseView<'a>,
    primary: bool,
}

#[derive(Template)]
#[template(path = "ladder/category_form.html")]
struct CategoryForm<'a> {
    f: &'a Frame,
    c: &'a CaseView<'a>,
    primary: bool,
}

/// The form that records a step.
pub(super) fn step_form(c: &CaseView<'_>, primary: bool) -> Html {
    html(&StepForm { f: c.f, c, primary })
}

/// The form that decides the category.
pub(super) fn category_form(c: &CaseView<'_>, primary: bool) -> Html {
    html(&CategoryForm { f: c.f, c, primary })
}

impl StepForm<'_> {
    /// What the person can work with here and now comes first.
    fn default_means(&self) -> StepMeans {
        let live = self.c.p.delegated_admin.iter().any(|one| one.is_live(self.f.now()) && one.reaches(self.c.p.viewer));
        if live { StepMeans::DelegatedAdmin } else { StepMeans::WithCustomer }
    }
}

/// The grounds in the order in which they are asked, each once, with the categories that ask for it.
const GROUNDS: &[(&str, u8, &str)] = &[
    ("steps", 4, "ground-hint-steps"),
    ("seen", 2, "ground-hint-seen"),
    ("expected", 2, "ground-hint-expected"),
    ("documentation_url", 1, "ground-hint-documentation-url"),
    ("affected", 2, "ground-hint-affected"),
    ("second_observation", 2, "ground-hint-second-observation"),
    ("from", 1, "ground-hint-from"),
    ("to", 1, "ground-hint-to"),
    ("trace", 4, "ground-hint-trace"),
    ("tenants", 3, "ground-hint-tenants"),
];

impl CategoryForm<'_> {
    fn main(&self) -> impl Iterator<Item = &'static Category> {
        Category::ALL.iter().filter(|category| !matches!(category, Category::AccountRequest | Category::Vulnerability))
    }

    fn others(&self) -> [Category; 2] {
        [Category::AccountRequest, Category::Vulnerability]
    }

    /// None is preselected: only what was decided or typed before is.
    fn is_chosen(&self, category: &Category) -> bool {
        let decided = self.c.evidence.category.as_ref().is_some_and(|decided| decided.category == *category);
        self.c.p.form.at("category").picked("category", category.word(), decided)
    }

    fn others_chosen(&self) -> bool {
        self.others().iter().any(|category| self.is_chosen(category))
    }

    fn hint(&self, category: &Category) -> String {
        self.f.t(key("category-hint", category.word()))
    }

    fn grounds(&self) -> Vec<(String, Html)> {
        let decided = self.c.evidence.category.as_ref();
        let entries = decided.map(|decided| decided.grounds.entries()).unwrap_or_default();
        GROUNDS
            .iter()
            .map(|(name, rows, hint)| {
                let before = match *name {
                    "tenants" => decided.map(|decided| decided.grounds.tenants.join("\n")),
                    name => entries.iter().find(|(key, _)| *key == name).map(|(_, text)| text.clone()),
                };
                let field = self
                    .f
                    .field(&self.c.p.form, "category", name)
                    .area(*rows)
                    .hint(hint)
                    .value(before.unwrap_or_default());
                (asked_by(name), Html(field.to_string()))
            })
            .collect()
    }

    fn reason(&self) -> &str {
        self.c.evidence.category.as_ref().and_then(|decided| decided.reason.as_deref()).unwrap_or_default()
    }
}

fn asked_by(name: &str) -> String {
    let categories: Vec<&str> = Category::ALL
        .iter()
        .filter(|category| grounds_keys(**category).contains(&name))
        .map(|category| category.word())
        .collect();
    categories.join(" ")
}
