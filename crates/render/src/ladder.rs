//! The ladder in words: blockers, conditions, rungs.

use tierline_domain::{Blocker, BlockerCode, BlockerDetail};

use crate::{Frame, Html, html::bdi};

/// What stands in the way and what lifts it, in the reader's language.
pub(crate) fn blocker_text(f: &Frame, blocker: &Blocker) -> Html {
    match &blocker.detail {
        Some(BlockerDetail::NotEntitled(why)) => return Html::text(&f.w(why)),
        Some(BlockerDetail::SecurityContact(contact)) => {
            return f.h("blocker-vulnerability").x("contact", security_contact(contact)).html();
        }
        Some(BlockerDetail::OwnRequest) => {
            return f.h("blocker-own-request").s("reference", blocker.reference.as_deref().unwrap_or("?")).html();
        }
        None => {}
    }
    // Whose request it is, is not for the reader to know.
    if blocker.code == BlockerCode::DuplicateOpenRequest && blocker.reference.is_none() {
        return Html::text(&f.t("blocker-duplicate-out-of-reach"));
    }
    let missing: Vec<String> = blocker.missing.iter().map(|field| f.field_name(field)).collect();
    f.h(&crate::label::key("blocker", blocker.code.word()))
        .s("reference", blocker.reference.as_deref().unwrap_or("?"))
        .w("missing", missing.join(", "))
        .html()
}

/// The contact: a link where it is one.
fn security_contact(contact: &str) -> Html {
    if contact.starts_with("https://") {
        let href = crate::html::escaped(contact);
        Html(format!("<a href=\"{href}\" rel=\"noreferrer\">{href}</a>"))
    } else {
        bdi(contact)
    }
}
