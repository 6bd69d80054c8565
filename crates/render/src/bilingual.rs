//! A provider's text beside its translation: sentence by sentence where both have the same number of them.

use tierline_domain::{
    LanguageTag,
    health::{HealthIssue, HealthPost, PostFormat},
};

use crate::{
    Frame, Html, Look, Tone,
    html::{escaped, from_html, prose},
};

/// A text of a post as plain text, with its paragraphs.
pub(crate) fn plain_of(format: PostFormat, text: &str) -> String {
    match format {
        PostFormat::Html => from_html(text),
        PostFormat::Text => text.to_owned(),
    }
}

/// A text of a post as it is shown.
pub(crate) fn prose_of(format: PostFormat, text: &str) -> Html {
    prose(&plain_of(format, text))
}

/// The name of a language; of one that the desk does not speak its tag.
pub(crate) fn language_name(f: &Frame, tag: &LanguageTag) -> Html {
    tag.ours().map_or_else(|| f.h("language-other").s("tag", tag).html(), |ours| Html::text(&f.w(ours)))
}

/// What a post says, for the reader of a page.
pub(crate) struct Said {
    /// The post's own text.
    pub(crate) own: Html,
    /// The language of that, where it is known: for the markup.
    pub(crate) own_tag: String,
    /// Its name, to be read.
    pub(crate) own_name: Html,
    /// The text in the reader's language.
    pub(crate) translated: Option<Translated>,
}

/// A text in the reader's language.
pub(crate) struct Translated {
    /// Its language, for the markup.
    pub(crate) tag: String,
    /// Translation and source, piece by piece.
    pub(crate) pairs: Vec<(String, String)>,
    /// Whether a machine translated it.
    pub(crate) machine: bool,
}

impl Translated {
    /// What the text is, and which words are binding.
    pub(crate) fn mark(&self, f: &Frame, own_name: &Html) -> Html {
        let (tone, key) =
            if self.machine { (Tone::Info, "translated-machine") } else { (Tone::Off, "translated-provider") };
        f.status(Look(tone, "globe"), f.h(key).x("language", own_name))
    }
}

impl Said {
    pub(crate) fn of(f: &Frame, issue: &HealthIssue, post: &HealthPost) -> Self {
        let own = plain_of(post.format, &post.text);
        let tag = post.language.clone().or_else(|| usual_language(&issue.source));
        let translated = post.translation(f.locale().language()).map(|one| Translated {
            tag: one.language.to_string(),
            pairs: pairs(&plain_of(post.format, &one.text), &own),
            machine: one.machine,
        });
        Self {
            own: prose(&own),
            own_name: tag.as_ref().map_or_else(|| Html::text(&f.t("language-source")), |tag| language_name(f, tag)),
            own_tag: tag.map(|tag| tag.to_string()).unwrap_or_default(),
            translated,
        }
    }
}

/// What a post says where there is little room: in the reader's language where the source gives it so, with the source's own words
/// on demand.
pub(crate) fn on_demand(f: &Frame, issue: &HealthIssue, post: &HealthPost) -> Html {
    let said = Said::of(f, issue, post);
    let lang = if said.own_tag.is_empty() { String::new() } else { format!(" lang=\"{}\"", escaped(&said.own_tag)) };
    let Some(translated) = &said.translated else {
        return Html(format!("<div class=\"stack-text\"{lang}>{}</div>", said.own));
    };
    let text: Vec<&str> = translated.pairs.iter().map(|(text, _)| text.as_str()).collect();
    Html(format!(
        "<p class=\"small\">{}</p><div class=\"stack-text\" lang=\"{}\">{}</div><details class=\"small\"><summary>{}</summary>\
         <div class=\"stack-text\"{lang}>{}</div></details>",
        translated.mark(f, &said.own_name),
        escaped(&translated.tag),
        prose(&text.join("\n\n")),
        escaped(&f.t("source-text")),
        said.own
    ))
}

/// Sources whose feeds are in English without saying so.
fn usual_language(source: &str) -> Option<LanguageTag> {
    let english = ["microsoft_365", "azure", "azure_status", "google_cloud", "aws"];
    english.contains(&source).then(|| LanguageTag::parse("en")).flatten()
}

/// A translation beside its source: by sentences where both have as many, else by lines, else as wholes.
fn pairs(translation: &str, source: &str) -> Vec<(String, String)> {
    for split in [sentences, lines] {
        let (one, other) = (split(translation), split(source));
        if one.len() == other.len() {
            return one.into_iter().zip(other).collect();
        }
    }
    vec![(translation.trim().to_owned(), source.trim().to_owned())]
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Sentences end with a mark before white space and a capital letter, and with their line.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in lines(text) {
        let mut from = 0;
        for (at, mark) in line.match_indices(['.', '!', '?', '…']) {
            let end = at + mark.len();
            let mut rest = line[end..].chars();
            if rest.next().is_some_and(char::is_whitespace)
                && rest.find(|c| !c.is_whitespace()).is_some_and(char::is_uppercase)
            {
                found.push(line[from..end].trim().to_owned());
                from = end;
            }
        }
        found.push(line[from..].trim().to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_stand_beside_each_other_where_both_texts_have_as_many() {
        let source = "We look into it. Mail is late for approx. half of the users.\n\nNext update by 3:00 PM.";
        let polish = "Badamy sprawę. Poczta dociera z opóźnieniem do ok. połowy osób.\nNastępna aktualizacja do 15:00.";
        let found = pairs(polish, source);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[1].1, "Mail is late for approx. half of the users.");
        assert_eq!(found[2].0, "Następna aktualizacja do 15:00.");
    }

    #[test]
    fn texts_that_are_cut_otherwise_stand_whole() {
        let found = pairs("Всё хорошо. Почти.", "All is well, nearly.");
        assert_eq!(found, [("Всё хорошо. Почти.".to_owned(), "All is well, nearly.".to_owned())]);
        let by_line = pairs("A. B.\nC.", "A.\nC.");
        assert_eq!(by_line.len(), 2);
    }
}
