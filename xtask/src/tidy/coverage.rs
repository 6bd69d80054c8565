//! Coverage by machine, not by memory: what must have a test has one.

use super::Finding;
use super::tree::Tree;

/// The test that walks every route as every kind of asker. It compares the routes with its own table, so that a new
/// route fails there; here only its presence is checked.
const AUTHORIZATION: &str = "crates/tierline/tests/it/authorization.rs";

/// What has no test and must have one.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !tree.text(AUTHORIZATION).is_some_and(|text| text.contains("#[tokio::test") || text.contains("#[test]")) {
        let what = "no test walks the routes as every kind of asker; write it there";
        findings.push(Finding::new(AUTHORIZATION, 1, what));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_without_an_authorization_test_are_a_finding() {
        assert_eq!(check(&Tree::of(&[])).len(), 1);
        assert_eq!(check(&Tree::of(&[(AUTHORIZATION, "//! Nothing yet.\n")])).len(), 1);
        assert!(check(&Tree::of(&[(AUTHORIZATION, "#[tokio::test]\nasync fn it_holds_everywhere() {}\n")])).is_empty());
    }
}
