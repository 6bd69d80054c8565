//! Functions: how long they may be, and what tests are called.
//!
//! The text is cut into tokens, so that a brace in a string or a comment is none, and functions inside macro calls
//! (`proptest!`) are seen as well.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::Finding;
use super::tree::Tree;

/// No function is longer, from `fn` to its last brace.
const MOST: usize = 80;

/// A test's name has at least so many words: what holds, not what is called.
const WORDS: usize = 3;

/// A function that has a body.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Function {
    name: String,
    line: usize,
    lines: usize,
    is_test: bool,
}

/// Each function that is too long, and each test whose name says too little.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts_ending(".rs") {
        let Ok(tokens) = text.parse::<TokenStream>() else {
            findings.push(Finding::new(path, 1, "cannot be cut into tokens; cargo check says where"));
            continue;
        };
        let mut functions = Vec::new();
        collect(tokens, &mut functions);
        findings.extend(functions.iter().flat_map(|function| look(path, function)));
    }
    findings
}

fn look(path: &str, function: &Function) -> Vec<Finding> {
    let Function { name, line, lines, is_test } = function;
    let mut findings = Vec::new();
    if *lines > MOST {
        let what = format!("`{name}` has {lines} lines, at most {MOST}; give its parts names of their own");
        findings.push(Finding::new(path, *line, what));
    }
    let words = name.split('_').filter(|word| !word.is_empty()).count();
    if *is_test && words < WORDS {
        findings.push(Finding::new(path, *line, format!("the test `{name}` is no sentence; say what holds, and when")));
    }
    findings
}

fn collect(stream: TokenStream, functions: &mut Vec<Function>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut is_test = false;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                if let Some(TokenTree::Group(attribute)) = tokens.get(index + 1) {
                    is_test |= is_test_attribute(attribute);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => is_test = false,
            TokenTree::Ident(ident) if ident == "fn" => {
                if let Some(function) = function(&tokens[index..], is_test) {
                    functions.push(function);
                }
            }
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Brace {
                    is_test = false;
                }
                collect(group.stream(), functions);
            }
            TokenTree::Punct(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The function that starts with these tokens: `fn name … { … }`. A pointer's type and a declaration without a body
/// are none.
fn function(tokens: &[TokenTree], is_test: bool) -> Option<Function> {
    let (TokenTree::Ident(start), TokenTree::Ident(name)) = (tokens.first()?, tokens.get(1)?) else {
        return None;
    };
    let body = tokens[2..].iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(Some(group)),
        TokenTree::Punct(punct) if punct.as_char() == ';' => Some(None),
        _ => None,
    })??;
    let line = start.span().start().line;
    let lines = body.span_close().end().line + 1 - line;
    Some(Function { name: name.to_string(), line, lines, is_test })
}

/// `#[test]`, `#[tokio::test(…)]`: the last word of the path is `test`.
fn is_test_attribute(attribute: &Group) -> bool {
    let path = attribute.stream().into_iter().map_while(|token| match token {
        TokenTree::Ident(ident) => Some(Some(ident.to_string())),
        TokenTree::Punct(punct) if punct.as_char() == ':' => Some(None),
        _ => None,
    });
    path.flatten().last().is_some_and(|word| word == "test")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        check(&Tree::of(&[("crates/a/src/lib.rs", text)])).iter().map(ToString::to_string).collect()
    }

    fn function_of(lines: usize) -> String {
        format!(
            "impl A {{\n    pub(crate) async fn decide(&self) -> u8 {{\n{}    }}\n}}\n",
            "        a();\n".repeat(lines - 2)
        )
    }

    #[test]
    fn a_function_of_the_limit_passes_and_one_line_more_does_not() {
        assert!(findings(&function_of(80)).is_empty());
        let found = findings(&function_of(81));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("crates/a/src/lib.rs:2: `decide` has 81 lines, at most 80;"), "{found:?}");
    }

    #[test]
    fn a_brace_in_a_string_or_a_comment_ends_no_function() {
        let text = function_of(81).replacen("a();", r##"a("}", r#"}"#, '}'); // }"##, 1);
        assert_eq!(findings(&text).len(), 1);
    }

    #[test]
    fn a_declaration_and_a_function_pointer_are_no_functions() {
        let rest = "    a();\n".repeat(90);
        assert!(
            findings(&format!("trait A {{ fn a(); }}\nstruct B {{ c: fn(u8) -> u8 }}\nmod d {{\n{rest}}}\n"))
                .is_empty()
        );
    }

    #[test]
    fn a_test_that_is_no_sentence_is_a_finding() {
        assert_eq!(findings("#[test]\nfn escalate_works() {}").len(), 1);
        assert_eq!(findings("#[tokio::test(flavor = \"current_thread\")]\nasync fn ok() {}").len(), 1);
        assert!(findings("#[test]\nfn a_blocked_escalation_changes_nothing() {}").is_empty());
    }

    #[test]
    fn a_test_inside_a_macro_call_is_seen() {
        assert_eq!(findings("proptest! { #[test] fn roundtrip(a in 0..9) { a(); } }").len(), 1);
    }

    #[test]
    fn only_tests_must_be_sentences() {
        assert!(
            findings("fn run() {}\n#[cfg(test)]\nfn helper() {}\n#[test]\nfn the_rule_holds_here() {}\nfn go() {}")
                .is_empty()
        );
    }
}
