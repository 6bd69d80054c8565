//! A mail arrives. The address that it came to says what it belongs to; nothing else in it does.
//!
//! What the recipient wrote goes the way of an answer by any other route ([`crate::relay`]). A machine's answer, and what somebody wrote
//! from elsewhere than the mailbox's domain, is kept for us and moves nothing. The mail as it was is kept beside it.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{EntryId, OutboxId, RequestId, ServiceRequest};
use tierline_store::System;

use super::{Replies, ReplyWay};
use crate::{
    app::App,
    case::hold::{Holder, MOST_ENTRIES, has_room},
    error::Result,
    port::carrier::{AsideKind, Update, UpdateKind},
    relay::take_in,
};

/// Days for which a request that is over still takes mails: a late word is part of its story.
const DAYS_AFTER_END: i64 = 90;
/// How far a sender's clock may be from ours, in days before and in minutes after: beyond that, ours holds.
const CLOCK_DAYS: i64 = 30;
const CLOCK_MINUTES: i64 = 10;

/// A file of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFile {
    /// Its name, as the sender gives it.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// What a mail is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailNature {
    /// Somebody wrote it.
    Written,
    /// A machine did: an absence, a receipt, a list.
    Automatic,
    /// Something that we sent could not be delivered.
    CameBack {
        /// Which delivery it was, where the report says so.
        delivery: Option<OutboxId>,
        /// Why, in the words of the report.
        reason: String,
    },
}

/// A mail, as far as a desk needs it. Nothing in it is trusted.
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    /// The sender's identifier of it, or one that is made of what it says.
    pub id: String,
    /// The address that it says to be from.
    pub from: Option<String>,
    /// When it was written, by the sender's clock.
    pub at: Option<DateTime<Utc>>,
    /// Its words as plain text, without what it quotes.
    pub text: String,
    /// What it is.
    pub nature: MailNature,
    /// Its files.
    pub files: Vec<MailFile>,
    /// The mail as it came.
    pub original: Arc<[u8]>,
}

/// What became of a mail for one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// It was taken in.
    Taken,
    /// It was here before, or holds nothing for us.
    Known,
    /// The address is none of ours, or is worth nothing any more.
    NotOurs,
    /// The request holds as much as a request may. It says so, once.
    Full,
}

/// Whether mails to an address are taken.
///
/// # Errors
/// The store's.
pub async fn expects(app: &App, address: &str) -> Result<bool> {
    Ok(find(app, address).await?.is_some())
}

/// Takes a mail in that came to an address. The same mail again changes nothing.
///
/// # Errors
/// The store's: then nothing was taken, and it can come again.
pub async fn arrive(app: &App, address: &str, mail: &Mail) -> Result<Arrived> {
    let Some(request) = find(app, address).await? else { return Ok(Arrived::NotOurs) };
    if is_ours(app, &mail.id) {
        return Ok(Arrived::Known);
    }
    if is_full(app, &request).await? {
        let id = "mail/full".to_owned();
        let full = Update { id, number: request.number.clone(), at: app.now(), kind: UpdateKind::Full };
        take_in(app, &request, vec![full]).await?;
        return Ok(Arrived::Full);
    }
    let connection = match request.connection {
        Some(id) => app.store().read(request.owner).await?.connection_lookup(id).await?,
        None => None,
    };
    let mailbox = connection.and_then(|connection| connection.settings.mailbox).unwrap_or_default();
    let updates = updates(&request, &mailbox, mail, app.now());
    Ok(if take_in(app, &request, updates).await? > 0 { Arrived::Taken } else { Arrived::Known })
}

/// The request that an address belongs to. It is never found by anything but an address that this desk made for it.
async fn find(app: &App, address: &str) -> Result<Option<ServiceRequest>> {
    let Some(replies) = &app.0.parts.replies else { return Ok(None) };
    let Some(read) = replies.read(address) else { return Ok(None) };
    let ways = app.store().read(System).await?.mail_ways(read.request).await?;
    let proven = |(owner, connection): &(_, _)| {
        Replies::proves(replies, &read, &ReplyWay { owner: *owner, request: read.request, connection: *connection })
    };
    let Some((owner, _)) = ways.into_iter().find(proven) else { return Ok(None) };
    let request = app.store().read(owner).await?.request_lookup(read.request).await?;
    let is_fresh = |at: DateTime<Utc>| app.now() - at < Duration::days(DAYS_AFTER_END);
    Ok(request.filter(|request| request.status.is_open() || is_fresh(request.updated_at)))
}

/// Whether a request holds as much as it may.
async fn is_full(app: &App, request: &ServiceRequest) -> Result<bool> {
    let mut read = app.store().read(request.owner).await?;
    if read.request_entry_list(request.id).await?.len() >= MOST_ENTRIES {
        return Ok(true);
    }
    Ok(!has_room(&mut read, Holder::Request(request.id)).await?)
}

/// Whether a mail is one of ours that found its way back: it has an identifier that only we give.
fn is_ours(app: &App, id: &str) -> bool {
    let ours =
        |domain: &str| app.0.parts.replies.as_ref().is_some_and(|ours| ours.domain().eq_ignore_ascii_case(domain));
    id.split_once('@').is_some_and(|(local, domain)| {
        ours(domain) && (local.parse::<RequestId>().is_ok() || local.parse::<EntryId>().is_ok())
    })
}

/// What a mail tells of a request.
fn updates(request: &ServiceRequest, mailbox: &str, mail: &Mail, now: DateTime<Utc>) -> Vec<Update> {
    let at =
        mail.at.filter(|at| *at > now - Duration::days(CLOCK_DAYS) && *at <= now + Duration::minutes(CLOCK_MINUTES));
    let at = at.unwrap_or(now).min(now);
    let update =
        |part: &str, kind| Update { id: format!("mail/{}/{part}", mail.id), number: request.number.clone(), at, kind };
    let (text, from) = (mail.text.clone(), mail.from.clone());
    let aside = |kind| UpdateKind::Aside { kind, text: text.clone(), author: from.clone() };
    let is_verified = speaks_for(from.as_deref(), mailbox);
    let told = match &mail.nature {
        MailNature::CameBack { delivery, reason } => {
            UpdateKind::Undelivered { delivery: *delivery, reason: reason.clone() }
        }
        MailNature::Automatic => aside(AsideKind::Automatic),
        MailNature::Written if !is_verified => aside(AsideKind::Unverified),
        MailNature::Written => UpdateKind::Note { text: text.clone(), author: from.clone() },
    };
    let mut all = vec![update("text", told)];
    if mail.nature == MailNature::Written {
        let files = mail.files.iter().enumerate();
        all.extend(files.map(|(number, file)| {
            let (name, bytes) = (file.name.clone(), Arc::clone(&file.bytes));
            // Whose files they are, nobody knows: they stay beside the words, and reach no case.
            let kind =
                if is_verified { UpdateKind::File { name, bytes } } else { UpdateKind::Original { name, bytes } };
            update(&format!("file/{number}"), kind)
        }));
    }
    let name = format!("{} {}.eml", request.number, at.format("%Y-%m-%d %H.%M.%S UTC"));
    all.push(update("original", UpdateKind::Original { name, bytes: Arc::clone(&mail.original) }));
    // The words stand first, then the files, then the whole.
    for (number, update) in (0_i64..).zip(&mut all) {
        update.at += Duration::microseconds(number);
    }
    all
}

/// Whether an address is of the domain of the mailbox that the request went to, or of one below it. A name beside it is anybody's to
/// write; so is the address, but only who was written to knows where to send it.
fn speaks_for(from: Option<&str>, mailbox: &str) -> bool {
    let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.trim().to_ascii_lowercase());
    match (from.and_then(domain), domain(mailbox)) {
        (Some(from), Some(known)) if !known.is_empty() => from == known || from.ends_with(&format!(".{known}")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threat 21: who looks like the recipient is not the recipient.
    #[test]
    fn only_the_mailboxes_own_domain_speaks_for_it() {
        let mailbox = "tickets@meridian.example";
        for good in ["ansel@meridian.example", "ANSEL@Meridian.Example", "no-reply@desk.meridian.example"] {
            assert!(speaks_for(Some(good), mailbox), "{good}");
        }
        for bad in [
            "ansel@evil-meridian.example",
            "ansel@meridian.example.evil.example",
            "tickets@meridian.example@evil.example",
            "ansel@m\u{435}ridian.example",
            "meridian.example",
            "@",
            "",
        ] {
            assert!(!speaks_for(Some(bad), mailbox), "{bad}");
        }
        assert!(!speaks_for(None, mailbox) && !speaks_for(Some("a@"), "") && !speaks_for(Some("a@"), "b@"));
    }
}
