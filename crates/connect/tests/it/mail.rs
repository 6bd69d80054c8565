//! Mails as mail programs, ticket systems and attackers write them, read.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use tierline_app::email::{Mail, MailNature};
use tierline_connect::email::parse::{MAIL_BYTES, Unreadable, addressees, checked, read_mail};

/// Whole mails, each of another kind. They are the seeds of the fuzz target, too.
const MAILS: &[(&str, &str)] = &[
    ("plain", PLAIN),
    ("alternative", ALTERNATIVE),
    ("mixed", MIXED),
    ("report", REPORT),
    ("late", LATE),
    ("absence", ABSENCE),
];

const PLAIN: &str = "Return-Path: <ansel@meridian.example>\nFrom: Ansel Meridian <ansel@meridian.example>\n\
To: reply+x@replies.northgate.example\nSubject: Re: [R-1042] Mail is delayed [INC-77]\nDate: Mon, 2 Mar 2026 12:30:00 +0100\n\
Message-ID: <77@meridian.example>\nIn-Reply-To: <srq_1@replies.northgate.example>\n\n\
Which build do they run?\n\nOn Mon, 2 Mar 2026, Northgate wrote:\n> Mail is delayed\n";

const ALTERNATIVE: &str = "From: ansel@meridian.example\nSubject: =?utf-8?Q?Odpowied=C5=BA?=\nMessage-ID: <78@meridian.example>\n\
MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"b\"\n\n\
--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
<html><head><style>p{color:red}</style><script>alert('kelp')</script></head><body><p>Sprawdzamy <b>to</b>.</p>\
<img src=3D\"https://tracker.example/1.gif\" onerror=3D\"alert(1)\"><a href=3D\"java&#10;script:alert(2)\">link</a></body></html>\n--b--\n";

const MIXED: &str = "From: ansel@meridian.example\nSubject: Trace\nMessage-ID: <79@meridian.example>\nMIME-Version: 1.0\n\
Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nHere it is.\n\
--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.txt\n\
Content-Transfer-Encoding: base64\n\nR0VUIC8=\n\
--b\nContent-Type: image/png\nContent-ID: <logo@x>\nContent-Disposition: inline; filename=logo.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n";

const REPORT: &str = "Return-Path: <>\nFrom: MAILER-DAEMON@mail.meridian.example\nSubject: Undelivered Mail Returned to Sender\n\
Message-ID: <80@mail.meridian.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\n\nIt could not be delivered.\n\
--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.meridian.example\n\n\
Final-Recipient: rfc822; tickets@meridian.example\nAction: failed\nStatus: 5.1.1\n\
Diagnostic-Code: smtp; 550 5.1.1 There is no such mailbox\n\
--b\nContent-Type: text/rfc822-headers\n\nFrom: support@northgate.example\nX-Tierline-Delivery: out_01k6ha2f5mexqsd3c8y4v7nb9r\n\
Message-ID: <srq_1@replies.northgate.example>\n--b--\n";

const LATE: &str = "Return-Path: <>\nFrom: MAILER-DAEMON@mail.meridian.example\nSubject: Delayed\nMessage-ID: <81@x.example>\nMIME-Version: 1.0\n\
Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\n\nNot yet.\n\
--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; t@meridian.example\nAction: delayed\nStatus: 4.0.0\n--b--\n";

const ABSENCE: &str = "From: ansel@meridian.example\nSubject: Out of office\nMessage-ID: <82@meridian.example>\n\
Auto-Submitted: auto-replied (vacation)\n\nI am back on Monday.\n";

fn read(mail: &str) -> Mail {
    read_mail(mail.replace('\n', "\r\n").as_bytes()).unwrap()
}

fn with(head: &str, body: &str) -> Mail {
    read(&format!("From: ansel@meridian.example\nMessage-ID: <9@meridian.example>\n{head}\n{body}\n"))
}

#[test]
fn an_answer_is_read_without_what_it_quotes() {
    let mail = read(PLAIN);
    assert_eq!((mail.id.as_str(), mail.from.as_deref()), ("77@meridian.example", Some("ansel@meridian.example")));
    assert_eq!(mail.text, "Which build do they run?");
    assert_eq!(mail.at.map(|at| at.to_rfc3339()).as_deref(), Some("2026-03-02T11:30:00+00:00"));
    assert_eq!(mail.nature, MailNature::Written);
    assert!(String::from_utf8_lossy(&mail.original).contains("> Mail is delayed"), "the mail as it was is whole");
}

/// Threats 1, 3 and 7: of HTML its text is left: no script, no handler, no address that is fetched.
#[test]
fn of_html_only_its_words_are_left() {
    let mail = read(ALTERNATIVE);
    assert!(mail.text.contains("Sprawdzamy to."), "{}", mail.text);
    for word in ["kelp", "color", "tracker.example", "onerror", "<", "javascript", "script:"] {
        assert!(!mail.text.contains(word), "{word}: {}", mail.text);
    }
}

#[test]
fn files_are_taken_with_their_names_and_a_signatures_picture_is_not() {
    let mail = read(MIXED);
    let files: Vec<_> = mail.files.iter().map(|file| (file.name.as_str(), &file.bytes[..])).collect();
    assert_eq!(files, [("отчёт.txt", &b"GET /"[..])]);
    assert_eq!(mail.text, "Here it is.");
}

/// Threat 19: what machines write is known for that.
#[test]
fn reports_absences_and_lists_are_told_from_words() {
    let MailNature::CameBack { delivery, reason } = read(REPORT).nature else { panic!("it came back") };
    assert_eq!(delivery.map(|id| id.to_string()).as_deref(), Some("out_01k6ha2f5mexqsd3c8y4v7nb9r"));
    assert_eq!(reason, "tickets@meridian.example: 550 5.1.1 There is no such mailbox");
    assert_eq!(read(LATE).nature, MailNature::Automatic, "late is not back");
    assert_eq!(read(ABSENCE).nature, MailNature::Automatic);
    for head in ["Precedence: bulk\n", "List-Id: <all.meridian.example>\n", "X-Autoreply: yes\n", "Return-Path: <>\n"] {
        assert_eq!(with(head, "Words").nature, MailNature::Automatic, "{head}");
    }
    for head in ["Auto-Submitted: no\n", "Precedence: normal\n", "Return-Path: <ansel@meridian.example>\n"] {
        assert_eq!(with(head, "Words").nature, MailNature::Written, "{head}");
    }
}

/// Threat 17: headers that only the desk writes mean nothing in a mail that comes in.
#[test]
fn a_forged_header_of_ours_means_nothing() {
    let head = "X-Tierline-Request: srq_01k6ha2f5mexqsd3c8y4v7nb9r\nX-Tierline-Delivery: out_01k6ha2f5mexqsd3c8y4v7nb9r\n\
                X-Tierline-Status: resolved\n";
    assert_eq!(with(head, "Words"), Mail { original: with(head, "Words").original, ..with("", "Words") });
}

/// Threat 10: nobody, strange names, a time to come, a long subject.
#[test]
fn strange_headers_are_read_for_what_they_are() {
    let nobody = read("Subject: x\n\nWords\n");
    assert_eq!((nobody.from, nobody.at), (None, None));
    assert!(nobody.id.ends_with("@made.here"), "{}", nobody.id);
    assert_eq!(nobody.id, read("Received: by other\nSubject: x\n\nWords\n").id, "the same, whichever way it came");
    assert_ne!(nobody.id, read("Subject: x\n\nOther words\n").id);
    let strange = read(
        "From: \"Käthe, Support\" < k\u{e4}the@meridian.example >\nDate: Fri, 31 Dec 2050 23:59:59 +0000\n\nWords\n",
    );
    assert!(strange.from.is_some_and(|from| from.ends_with("@meridian.example")));
    let long =
        read(&format!("From: a@b.example\nMessage-ID: <{}@x>\nSubject: {}\n\n", "i".repeat(900), "s".repeat(900)));
    assert!(long.id.chars().count() <= 200 && long.text.chars().count() <= 200, "{}", long.text);
}

/// Threats 9 and 11: charsets that lie, NUL bytes, other alphabets, TNEF.
#[test]
fn charsets_that_lie_and_odd_bytes_bring_nothing_down() {
    let latin =
        read_mail(b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nK\xe4the\x00 schreibt\r\n")
            .unwrap();
    assert!(latin.text.contains("schreibt"), "{}", latin.text);
    let japanese = b"From: a@b.example\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B%F%9%H\x1b(B\r\n";
    assert_eq!(read_mail(japanese).unwrap().text, "テスト");
    let unknown = with("Content-Type: text/plain; charset=x-klingon\n", "Words");
    assert_eq!(unknown.text, "Words");
    let tnef = with(
        "MIME-Version: 1.0\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n",
        "eJ8+Ig==",
    );
    assert_eq!(tnef.files[0].name, "winmail.dat", "{tnef:?}");
    let hidden = with("Content-Type: text/plain; charset=utf-8\n", "pay \u{202e}123\u{2066}");
    assert!(hidden.text.contains("pay"), "what hides or reorders words is taken out where it is kept");
}

/// Threats 8, 9 and 15: a mail that is made to be slow to read is read fast, or not at all.
#[test]
fn a_mail_that_is_made_to_stall_is_refused_or_read_fast() {
    let begun = Instant::now();
    let parts =
        format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(20_000));
    assert_eq!(read_mail(parts.as_bytes()), Err(Unreadable::TooManyParts));
    let lines = format!("From: a@b.example\n{}\n", "X: y\n".repeat(700_000));
    assert_eq!(read_mail(lines.as_bytes()), Err(Unreadable::TooManyParts));
    assert_eq!(read_mail(&vec![b'x'; MAIL_BYTES + 1]), Err(Unreadable::TooLarge));
    let hops = format!("{}From: a@b.example\n\nx\n", "Received: by x\n".repeat(51));
    assert_eq!(read_mail(hops.as_bytes()), Err(Unreadable::Loop));
    let images = "<div style='a'><img src='cid:x'>".repeat(200_000);
    let html = format!("From: a@b.example\nContent-Type: text/html\n\n{images}{}", "<".repeat(300_000));
    assert!(checked(html.as_bytes()).is_ok());
    let nested = (0..2_000).fold("x".to_owned(), |inner, _| format!("Content-Type: message/rfc822\n\n{inner}"));
    assert!(checked(nested.as_bytes()).is_ok());
    let quotes = format!("From: a@b.example\n\n{}", "On Monday wrote:\n\n".repeat(20_000));
    assert!(checked(quotes.as_bytes()).is_ok());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn the_addresses_of_a_mail_are_those_of_its_way_and_of_its_head() {
    let mail = "Delivered-To: reply+a@replies.northgate.example\nX-Original-To: <reply+b@replies.northgate.example>\n\
                To: Northgate <reply+c@replies.northgate.example>, x@y.example\nCc: reply+d@replies.northgate.example\n\nx\n";
    let found = addressees(mail.as_bytes()).unwrap();
    for name in ["reply+a", "reply+b", "reply+c", "reply+d"] {
        assert!(found.contains(&format!("{name}@replies.northgate.example")), "{name}: {found:?}");
    }
}

/// What the fuzz target begins with. `UPDATE_SEEDS=1` writes them.
#[test]
fn the_seeds_of_the_fuzz_target_are_whole_mails() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/mail");
    for (name, mail) in MAILS {
        assert_eq!(checked(mail.as_bytes()), Ok(()), "{name}");
        if std::env::var_os("UPDATE_SEEDS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(name), mail).unwrap();
        }
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), **mail, "UPDATE_SEEDS=1 writes it");
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), MAILS.len());
}

proptest! {
    /// What the fuzz target does at length, in short: a whole mail, changed in a few places.
    #[test]
    fn a_changed_mail_keeps_the_bounds(
        which in 0..MAILS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_usize..3), 0..24),
    ) {
        let mut mail = MAILS[which].1.as_bytes().to_vec();
        for (place, byte, kind) in changes {
            if mail.is_empty() {
                break;
            }
            let at = place.index(mail.len());
            match kind {
                0 => mail[at] = byte,
                1 => mail.insert(at, byte),
                _ => { mail.remove(at); }
            }
        }
        prop_assert_eq!(checked(&mail), Ok(()));
    }

    #[test]
    fn any_bytes_keep_the_bounds(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert_eq!(checked(&bytes), Ok(()));
    }
}
