//! Coverage by machine, not by memory: what must have a test has one.

use super::Finding;
use super::tree::Tree;

/// The test that walks every route as every kind of asker. It compares the routes with its own table, so that a new
/// route fails there; here only its presence is checked.
const AUTHORIZATION: &str = "crates/tierline/tests/it/authorization.rs";

/// Where pages are, and the list of their samples.
const PAGES: &str = "crates/render/src/";

/// A list of words in the code of which each must be named by a test: the file, what the list's declaration begins
/// with, and what the words are.
const TESTED: &[(&str, &str, &str)] = &[
    ("crates/jobs/src/schedule.rs", "const SCHEDULES:", "the schedule"),
    ("crates/app/src/relay/mod.rs", "const KINDS:", "the message"),
];

/// Where tests of jobs are looked for.
const JOB_TESTS: &[&str] = &["crates/app/", "crates/jobs/", "crates/tierline/tests/"];

/// What has no test, or no sample, and must have one.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = authorization(tree).into_iter().collect();
    findings.extend(pages(tree));
    findings.extend(TESTED.iter().flat_map(|(path, start, what)| listed(tree, path, start, what)));
    findings
}

fn authorization(tree: &Tree) -> Option<Finding> {
    let has_test = |text: &str| text.contains("#[tokio::test") || text.contains("#[test]");
    let what = "no test walks the routes as every kind of asker; write it there";
    (!tree.text(AUTHORIZATION).is_some_and(has_test)).then(|| Finding::new(AUTHORIZATION, 1, what))
}

/// A page is rendered by the tests from its samples, and its samples are those that the list knows.
fn pages(tree: &Tree) -> Vec<Finding> {
    let sources = || tree.texts_ending(".rs").filter(|(path, _)| path.starts_with(PAGES));
    let mut findings = Vec::new();
    for (path, text) in sources() {
        for (index, line) in code_of(text).lines().enumerate() {
            let Some(page) = line.strip_prefix("impl Page for ").and_then(|rest| rest.split([' ', '<']).next()) else {
                continue;
            };
            if !sources().any(|(_, text)| text.contains(&format!("::<{page}>("))) {
                let what = format!("the page `{page}` is in no list of samples; add it to `all_samples`");
                findings.push(Finding::new(path, index + 1, what));
            }
        }
    }
    findings
}

/// The words of a list that no test names.
fn listed(tree: &Tree, path: &str, start: &str, what: &str) -> Vec<Finding> {
    let Some(text) = tree.text(path) else {
        return vec![Finding::new(
            path,
            1,
            format!("{what}s are not listed here; tell xtask/src/tidy/coverage.rs where"),
        )];
    };
    let tests: Vec<&str> = tree
        .texts_ending(".rs")
        .filter(|(path, _)| JOB_TESTS.iter().any(|folder| path.starts_with(folder)))
        .filter_map(|(path, text)| if is_test_file(path) { Some(text) } else { tests_of(text) })
        .collect();
    let mut findings = Vec::new();
    let lines = code_of(text).lines().enumerate().skip_while(|(_, line)| !line.contains(start));
    let mut found_any = false;
    for (index, line) in lines {
        for word in line.split('"').skip(1).step_by(2) {
            found_any = true;
            if !tests.iter().any(|text| text.contains(&format!("\"{word}\""))) {
                findings.push(Finding::new(path, index + 1, format!("no test names {what} \"{word}\"; write one")));
            }
        }
        if line.trim_end().ends_with("];") {
            break;
        }
    }
    if !found_any {
        findings.push(Finding::new(path, 1, format!("`{start}` lists nothing; tell xtask/src/tidy/coverage.rs where")));
    }
    findings
}

fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// The unit tests at the end of a file.
fn tests_of(text: &str) -> Option<&str> {
    text.find("\n#[cfg(test)]\nmod tests {").map(|at| &text[at..])
}

/// A file without its unit tests.
fn code_of(text: &str) -> &str {
    &text[..text.len() - tests_of(text).unwrap_or_default().len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_without_an_authorization_test_are_a_finding() {
        assert!(authorization(&Tree::of(&[])).is_some());
        assert!(authorization(&Tree::of(&[(AUTHORIZATION, "//! Nothing yet.\n")])).is_some());
        let test = "#[tokio::test]\nasync fn it_holds_everywhere() {}\n";
        assert!(authorization(&Tree::of(&[(AUTHORIZATION, test)])).is_none());
    }

    #[test]
    fn a_page_without_samples_is_a_finding() {
        let page = ("crates/render/src/page/home.rs", "//! Home.\nimpl Page for HomePage {\n");
        let list = ("crates/render/src/page/mod.rs", "    add::<HomePage>(\"home\", &mut all);\n");
        assert!(pages(&Tree::of(&[page, list])).is_empty());
        let found = pages(&Tree::of(&[page]));
        assert_eq!(found.len(), 1);
        assert!(found[0].to_string().starts_with("crates/render/src/page/home.rs:2: the page `HomePage`"));
    }

    #[test]
    fn a_job_that_no_test_names_is_a_finding() {
        let list = (
            "crates/jobs/src/schedule.rs",
            "const SCHEDULES: &[&str] =\n    &[\"seal\",\n    \"purge\"];\n\"other\"\n",
        );
        let test = ("crates/jobs/src/relay.rs", "fn f() {}\n#[cfg(test)]\nmod tests { \"seal\" }\n");
        let tree = Tree::of(&[list, test]);
        let found = listed(&tree, list.0, "const SCHEDULES:", "the schedule");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].to_string().starts_with("crates/jobs/src/schedule.rs:3: no test names the schedule \"purge\"")
        );
    }

    #[test]
    fn a_job_named_by_code_alone_has_no_test() {
        let list = ("crates/jobs/src/schedule.rs", "const SCHEDULES: &[&str] = &[\"seal\"];\nfn run() { \"seal\" }\n");
        assert_eq!(listed(&Tree::of(&[list]), list.0, "const SCHEDULES:", "the schedule").len(), 1);
    }

    #[test]
    fn a_list_of_jobs_that_went_elsewhere_is_a_finding() {
        assert_eq!(listed(&Tree::of(&[]), "a.rs", "const A:", "the job").len(), 1);
        assert_eq!(listed(&Tree::of(&[("a.rs", "const B: u8 = 1;\n")]), "a.rs", "const A:", "the job").len(), 1);
    }
}
