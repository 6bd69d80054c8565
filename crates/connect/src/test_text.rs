//! Texts that are not what a reader expects, made of those that are; and the seeds of fuzz targets.

use std::path::Path;

/// Signs that mean something to one reader or another.
const SIGNS: &[&str] = &[
    "<", ">", ":", " ", "\"", "\\", ".", ",", "=", "\t", "\r", "\n", "[", "]", "{", "}", "null", "\u{0}", "é", "-1e9",
];

/// A text with each sign at each place once, and instead of what stands there, and cut off there.
pub(crate) fn mangled(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        let (begin, end) = text.split_at(at);
        let rest = end.get(1..).unwrap_or_default();
        for sign in SIGNS {
            all.extend([format!("{begin}{sign}{end}"), format!("{begin}{sign}{rest}")]);
        }
        all.push(begin.to_owned());
    }
    all
}

/// Compares the seeds of a fuzz target with these texts, each in a file of its name with a line feed at its end. `UPDATE_SEEDS=1` writes
/// them.
pub(crate) fn file(target: &str, texts: &[(&str, &str)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let whole = |text: &str| format!("{}\n", text.trim_end());
    if std::env::var_os("UPDATE_SEEDS").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        texts.iter().for_each(|(name, text)| std::fs::write(folder.join(name), whole(text)).unwrap());
    }
    for (name, text) in texts {
        let kept = std::fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(kept, whole(text), "{name}: UPDATE_SEEDS=1 writes them");
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), texts.len());
}
