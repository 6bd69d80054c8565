//! The ladder in words: blockers, conditions, rungs.

use tierline_domain::{Blocker, BlockerCode, entitlement::NotEntitled};

use crate::{Frame, Html, html::bdi};

/// What stands in the way and what lifts it, in the reader's language.
pub(crate) fn blocker_text(f: &Frame, blocker: &Blocker) -> Html {
    if let Some(why) = not_entitled(blocker) {
        return Html::text(&f.w(why));
    }
    if let (BlockerCode::CategoryStaysWithPartner, Some(detail)) = (blocker.code, &blocker.detail) {
        return f.h("blocker-vulnerability").x("contact", security_contact(detail)).html();
    }
    let missing: Vec<String> = blocker.missing.iter().map(|field| f.field_name(field)).collect();
    f.h(&crate::label::key("blocker", blocker.code.word()))
        .s("reference", blocker.reference.as_deref().unwrap_or("?"))
        .w("missing", missing.join(", "))
        .html()
}

/// The typed reason behind the sentence that the domain gives: the sentence is the rule's, one to one.
fn not_entitled(blocker: &Blocker) -> Option<NotEntitled> {
    let detail = blocker.detail.as_deref().filter(|_| blocker.code == BlockerCode::NotEntitled)?;
    NotEntitled::ALL.iter().copied().find(|why| why.text() == detail)
}

/// The contact at the end of the domain's sentence: a link where it is one.
fn security_contact(detail: &str) -> Html {
    let contact = detail.rsplit_once(": ").map_or(detail, |(_, contact)| contact);
    if contact.starts_with("https://") {
        let href = crate::html::escaped(contact);
        Html(format!("<a href=\"{href}\" rel=\"noreferrer\">{href}</a>"))
    } else {
        bdi(contact)
    }
}
