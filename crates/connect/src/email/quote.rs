//! What somebody wrote, without what they quote: most answers carry the whole talk below them. It is only left out of what is shown
//! first; the mail as it was is kept.

/// Names that mail programs write before the sender and the time of what they quote, in the languages that are met most.
const FROM: &[&str] = &["from:", "von:", "de:", "da:", "od:", "от:", "van:", "*from:*"];
const SENT: &[&str] = &[
    "sent:",
    "date:",
    "gesendet:",
    "datum:",
    "envoyé",
    "enviado",
    "inviato:",
    "data:",
    "wysłano:",
    "отправлено:",
    "дата:",
    "*sent:*",
];
/// How lines end that stand over a quotation: `On Monday, Maren wrote:`.
const WROTE: &[&str] = &[
    "wrote:",
    "schrieb:",
    "a écrit",
    "escribió:",
    "ha scritto:",
    "napisał(a):",
    "napisał:",
    "napisała:",
    "пишет:",
    "написал(а):",
];
/// The longest line that stands over a quotation, in characters; some programs break it in two.
const OVER: usize = 250;
/// How many lines below it the quotation begins, at the most.
const NEAR: usize = 5;

/// The words above the first quotation; all of them where nothing would be left.
pub(super) fn without_quotes(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let end = (0..lines.len()).find(|at| begins_a_quotation(&lines, *at)).unwrap_or(lines.len());
    let kept: Vec<&str> = lines[..end].iter().copied().filter(|line| !line.trim_start().starts_with('>')).collect();
    let kept = without_signature(&kept).join("\n");
    let kept = kept.trim();
    if kept.is_empty() { text.trim().to_owned() } else { kept.to_owned() }
}

/// What stands above the line that parts a signature from a text (RFC 3676, 4.3).
fn without_signature<'a>(lines: &'a [&'a str]) -> &'a [&'a str] {
    let end = lines.iter().position(|line| *line == "-- " || *line == "--").unwrap_or(lines.len());
    if lines[..end].iter().all(|line| line.trim().is_empty()) { lines } else { &lines[..end] }
}

fn begins_a_quotation(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim();
    let lower = line.to_lowercase();
    // `-----Original Message-----`, `________________________________` and their like.
    let is_rule = line.len() >= 20 && line.chars().all(|c| c == '_');
    let is_marked = line.starts_with("-----") && line.ends_with("-----") && line.len() > 12;
    if is_rule || is_marked {
        return true;
    }
    if FROM.iter().any(|word| lower.starts_with(word)) {
        let near = lines.iter().skip(at + 1).take(3).map(|line| line.trim().to_lowercase());
        return near.into_iter().any(|line| SENT.iter().any(|word| line.starts_with(word)));
    }
    let is_over = |text: &str| text.chars().count() <= OVER && WROTE.iter().any(|word| text.ends_with(word));
    if is_over(&lower) && is_quoted(lines, at + 1) {
        return true;
    }
    let next = lines.get(at + 1).map(|line| line.trim().to_lowercase()).unwrap_or_default();
    let is_in_two =
        !lower.is_empty() && !lower.starts_with('>') && is_over(&next) && is_over(&format!("{lower} {next}"));
    is_in_two && is_quoted(lines, at + 2)
}

/// Whether the next words from a line on are quoted.
fn is_quoted(lines: &[&str], from: usize) -> bool {
    let next = lines.iter().skip(from).take(NEAR).find(|line| !line.trim().is_empty());
    next.is_some_and(|line| line.trim_start().starts_with('>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_an_answer_stand_without_the_talk_below_them() {
        for (mail, words) in [
            ("Which build?\n\nOn Mon, 2 Mar 2026, Maren wrote:\n> It is slow\n> again", "Which build?"),
            (
                "Which build?\n\nOn Mon, 2 Mar 2026 at 12:00 Maren Holt <maren@northgate.example>\nwrote:\n\n> slow",
                "Which build?",
            ),
            ("Welche?\n\nAm 2. März schrieb:\n> langsam", "Welche?"),
            ("Какая сборка?\n\n2 марта Марен пишет:\n> медленно", "Какая сборка?"),
            ("Yes.\n\n-----Original Message-----\nFrom: Maren\nSent: Monday", "Yes."),
            ("Tak.\n\nOd: Maren\nWysłano: poniedziałek\nDo: nas\n\nWolno", "Tak."),
            ("Done.\n________________________________\nFrom: Maren", "Done."),
            ("Done.\n-- \nAnsel Meridian\nSupport", "Done."),
            ("> It is slow\n\nSince when?\n", "Since when?"),
        ] {
            assert_eq!(without_quotes(mail), words, "{mail}");
        }
    }

    #[test]
    fn what_only_looks_like_a_quotation_is_kept() {
        for mail in [
            "From: and To: are both wrong in the trace",
            "The user wrote:\nIt is slow",
            "a --- b\n-- the flag --force",
            "> only what was asked",
            "-- \nAnsel",
        ] {
            assert_eq!(without_quotes(mail), mail.trim(), "{mail}");
        }
    }
}
