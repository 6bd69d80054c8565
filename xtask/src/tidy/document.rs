//! The documents: they name what there is, and point at what exists.

use super::Finding;
use super::arrow::Workspace;
use super::tree::Tree;

const ARCHITECTURE: &str = "ARCHITECTURE.md";
const DECISIONS: &str = "docs/adr/";
const DECISIONS_LIST: &str = "docs/adr/README.md";

/// Crates that the documents forget or invent, decisions that are not listed, links that lead nowhere.
pub(super) fn check(tree: &Tree, workspace: &Workspace) -> Vec<Finding> {
    let names: Vec<&str> = workspace.crates.iter().map(|one| one.name.as_str()).collect();
    let mut findings = architecture(tree, &names);
    findings.extend(decisions(tree));
    findings.extend(tree.texts_ending(".md").flat_map(|(path, text)| links(tree, path, text)));
    findings
}

fn architecture(tree: &Tree, names: &[&str]) -> Vec<Finding> {
    let Some(text) = tree.text(ARCHITECTURE) else {
        return vec![Finding::new(ARCHITECTURE, 1, "does not exist; write how the program is built")];
    };
    let forgotten = names.iter().filter(|name| !text.contains(&format!("`{name}`")));
    let mut findings: Vec<Finding> = forgotten
        .map(|name| Finding::new(ARCHITECTURE, 1, format!("`{name}` is not named; say in a line what it is for")))
        .collect();
    for (index, line) in text.lines().enumerate() {
        let invented = line.split('`').skip(1).step_by(2).filter(|word| is_crate(word) && !names.contains(word));
        findings.extend(invented.map(|word| {
            Finding::new(
                ARCHITECTURE,
                index + 1,
                format!("there is no crate `{word}`; name the one that took its place"),
            )
        }));
    }
    findings
}

/// Written like a crate of this workspace: `tierline-…`.
fn is_crate(word: &str) -> bool {
    word.strip_prefix("tierline-").is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_lowercase()))
}

fn decisions(tree: &Tree) -> Vec<Finding> {
    let Some(list) = tree.text(DECISIONS_LIST) else {
        return vec![Finding::new(DECISIONS_LIST, 1, "does not exist; list the decisions there")];
    };
    let records = tree.texts_ending(".md").filter_map(|(path, _)| Some((path, path.strip_prefix(DECISIONS)?)));
    let numbered = records.filter(|(_, name)| name.starts_with(|c: char| c.is_ascii_digit()));
    let unlisted = numbered.filter(|(_, name)| !list.contains(&format!("({name})")));
    unlisted
        .map(|(path, name)| Finding::new(path, 1, format!("is not listed; add a link `({name})` to {DECISIONS_LIST}")))
        .collect()
}

/// The links of a document that lead to no file of the repository.
fn links(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_code = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for target in line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '#']).next()) {
            let is_elsewhere = target.is_empty() || target.contains(':');
            if !is_elsewhere && !resolve(path, target).is_some_and(|file| tree.has(&file)) {
                findings.push(Finding::new(path, index + 1, format!("the link to `{target}` leads nowhere; mend it")));
            }
        }
    }
    findings
}

/// The path from the root that a relative link means; `None` where it leads out of the repository.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(findings: Vec<Finding>) -> Vec<String> {
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_crate_that_the_architecture_forgets_is_a_finding() {
        let tree = Tree::of(&[(ARCHITECTURE, "`tierline` and `tierline-app`\n")]);
        assert_eq!(lines(architecture(&tree, &["tierline", "tierline-app"])), Vec::<String>::new());
        assert_eq!(architecture(&tree, &["tierline", "tierline-app", "tierline-domain"]).len(), 1);
    }

    #[test]
    fn a_crate_that_does_not_exist_is_a_finding() {
        let tree = Tree::of(&[(ARCHITECTURE, "`tierline-app`\n`tierline-core` knows `tierline-app`\n")]);
        let found = lines(architecture(&tree, &["tierline-app"]));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("ARCHITECTURE.md:2: there is no crate `tierline-core`"), "{found:?}");
    }

    #[test]
    fn a_missing_architecture_or_list_of_decisions_is_a_finding() {
        assert_eq!(architecture(&Tree::of(&[]), &[]).len(), 1);
        assert_eq!(decisions(&Tree::of(&[])).len(), 1);
    }

    #[test]
    fn a_decision_that_is_not_listed_is_a_finding() {
        let tree = Tree::of(&[
            ("docs/adr/README.md", "- [one text](0001-one.md)\n"),
            ("docs/adr/0001-one.md", "# One\n"),
            ("docs/adr/0002-two.md", "# Two\n"),
        ]);
        let found = lines(decisions(&tree));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("docs/adr/0002-two.md:1: is not listed"), "{found:?}");
    }

    #[test]
    fn a_link_that_leads_nowhere_is_a_finding() {
        let text = "[a](b.md) [c](../README.md#top) [d](https://example.com/x.md) [e](#here)\n[f](gone.md)\n";
        let tree = Tree::of(&[("docs/a.md", text), ("docs/b.md", ""), ("README.md", "")]);
        assert_eq!(
            lines(links(&tree, "docs/a.md", text)),
            ["docs/a.md:2: the link to `gone.md` leads nowhere; mend it"]
        );
    }

    #[test]
    fn a_link_out_of_the_repository_leads_nowhere() {
        let tree = Tree::of(&[("a.md", ""), ("docs/b.md", "")]);
        assert_eq!(links(&tree, "a.md", "[a](../a.md)\n").len(), 1);
        assert!(links(&tree, "a.md", "[a](docs/)\n").is_empty(), "a folder");
        assert!(links(&tree, "a.md", "```\n[a](gone.md)\n```\n").is_empty(), "code");
    }
}
