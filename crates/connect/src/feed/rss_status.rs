//! How an entry of a feed stands, where only its words say so.

use tierline_domain::{
    catalogue::lookup_key,
    health::{IssueKind, IssueStatus, plain_text},
};

use super::statuspage;

/// The words that publishers put first, or last after a dash.
const WORDS: &[&str] = &[
    "resolved",
    "mitigated",
    "completed",
    "postmortem",
    "monitoring",
    "identified",
    "investigating",
    "inprogress",
    "verifying",
    "scheduled",
];
/// How far into a text the word is looked for, in characters.
const REACH: usize = 400;

/// The publisher's word, and what it stands for; none where there is none.
pub(super) fn of(title: &str, body: &str) -> Option<(String, IssueStatus)> {
    let body: String = body.chars().take(REACH).collect();
    let word = marked(title).or_else(|| last(title)).or_else(|| strong(&body))?;
    let known = if lookup_key(&word) == "mitigated" { "resolved" } else { word.as_str() };
    let status = statuspage::status(IssueKind::ServiceIssue, known, "minor", false);
    Some((word, status))
}

/// Whether a title speaks of work that was announced.
pub(super) fn is_planned(title: &str) -> bool {
    let words: Vec<String> = title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    words.iter().any(|word| matches!(word.as_str(), "maintenance" | "maintenances"))
}

/// A word before the title proper: "[Resolved] …", "RESOLVED: …", "(Monitoring) …".
fn marked(title: &str) -> Option<String> {
    let title = title.trim();
    let bracketed = title.strip_prefix(['[', '(']).and_then(|rest| rest.split_once([']', ')']));
    let word = bracketed.map(|(word, _)| word).or_else(|| title.split_once(':').map(|(word, _)| word))?;
    known(word)
}

/// A word after the title: "Virtual Machines - West Europe - Mitigated".
fn last(title: &str) -> Option<String> {
    let (_, word) = title.rsplit_once(" - ").or_else(|| title.rsplit_once(" – "))?;
    known(word)
}

/// The first emphasized words of the text, which pages of this kind begin their latest update with.
fn strong(body: &str) -> Option<String> {
    let (_, rest) = body.split_once("<strong>")?;
    let (word, _) = rest.split_once("</strong>")?;
    known(&plain_text(word))
}

/// The word as it was written, where it is one of these and no more: "not yet resolved" is not.
fn known(word: &str) -> Option<String> {
    WORDS.contains(&lookup_key(word).as_str()).then(|| word.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_where_publishers_put_it() {
        for (title, body, word, status) in [
            ("[RESOLVED] Mail is slow", "", "RESOLVED", IssueStatus::Resolved),
            ("RESOLVED: Mail is slow", "", "RESOLVED", IssueStatus::Resolved),
            ("Virtual Machines - West Europe - Mitigated", "", "Mitigated", IssueStatus::Resolved),
            (
                "Mail is slow",
                "<p><strong>Monitoring</strong> - Better.</p><strong>Resolved</strong>",
                "Monitoring",
                IssueStatus::Recovering,
            ),
            ("Mail is slow", "<strong>Identified</strong>", "Identified", IssueStatus::Degraded),
        ] {
            assert_eq!(of(title, body), Some((word.to_owned(), status)), "{title}");
        }
    }

    #[test]
    fn nothing_is_taken_for_solved_by_a_word_in_passing() {
        for (title, body) in [
            ("Unresolved: mail is slow", ""),
            ("Mail - not yet resolved", ""),
            ("Resolved in one region. Others wait", "This has not been resolved."),
            ("Mail is slow", "<strong>Was resolved yesterday, is back</strong>"),
        ] {
            assert_eq!(of(title, body), None, "{title}");
        }
    }

    #[test]
    fn announced_work_is_known_by_the_title() {
        assert!(is_planned("Scheduled Maintenance of the database"));
        assert!(!is_planned("Maintained lists are late"));
    }
}
