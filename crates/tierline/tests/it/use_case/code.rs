//! The program's own sources, cut into tokens: which functions there are, and which of them each one calls.
//!
//! Names are followed as the compiler follows them: through `use`, `pub use`, `self`, `super` and `crate`. A call of a method is
//! followed where one method alone is called so in its crate. What cannot be followed is no call: a use case that nothing seems
//! to reach has to be accounted for by hand, which is the safe side to err on.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The crates whose functions are read.
const CRATES: &[&str] = &["app", "http", "jobs", "tierline"];

/// A function.
pub(super) struct Function {
    /// The module it stands in, the crate first.
    pub(super) module: Vec<String>,
    /// The type it belongs to.
    pub(super) of_type: Option<String>,
    pub(super) name: String,
    pub(super) is_public: bool,
    pub(super) is_async: bool,
    pub(super) parameters: Vec<String>,
    pub(super) body: Vec<String>,
}

impl Function {
    /// Its whole name.
    pub(super) fn path(&self) -> String {
        let parts = self.module.iter().chain(&self.of_type).chain([&self.name]);
        parts.cloned().collect::<Vec<_>>().join("::")
    }

    /// Whether it is one of the things that the program can do for somebody.
    pub(super) fn is_use_case(&self) -> bool {
        let takes = |name: &str| self.parameters.iter().any(|token| token == name);
        self.module[0] == "app" && self.is_public && self.is_async && takes("Ctx") && !takes("self")
    }
}

#[derive(Default)]
struct Module {
    functions: BTreeMap<String, usize>,
    aliases: BTreeMap<String, Vec<String>>,
    /// Texts with a name.
    texts: BTreeMap<String, String>,
    globs: Vec<Vec<String>>,
}

/// All of them.
#[derive(Default)]
pub(super) struct Code {
    pub(super) functions: Vec<Function>,
    modules: BTreeMap<Vec<String>, Module>,
    /// By type and name, of each crate.
    methods: BTreeMap<(String, String), Vec<usize>>,
    /// By name alone, of each crate: those of a value.
    by_name: BTreeMap<(String, String), Vec<usize>>,
    left_out: BTreeSet<Vec<String>>,
}

impl Code {
    pub(super) fn read() -> Self {
        let mut code = Self::default();
        for name in CRATES {
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../{name}/src"));
            code.folder(&source, vec![(*name).to_owned()]);
        }
        let left_out = std::mem::take(&mut code.left_out);
        let is_of_tests = |module: &[String]| left_out.iter().any(|out| module.starts_with(out));
        code.modules.retain(|path, _| !is_of_tests(path));
        for (index, function) in code.functions.iter_mut().enumerate() {
            if is_of_tests(&function.module) {
                function.is_public = false;
                function.body.clear();
            } else if let Some(of_type) = &function.of_type {
                let key = |name: &str| (function.module[0].clone(), name.to_owned());
                if function.parameters.iter().take(4).any(|token| token == "self") {
                    code.by_name.entry(key(&function.name)).or_default().push(index);
                }
                code.methods.entry(key(&format!("{of_type}::{}", function.name))).or_default().push(index);
            }
        }
        code
    }

    fn folder(&mut self, folder: &Path, module: Vec<String>) {
        let _ = self.modules.entry(module.clone()).or_default();
        let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let below = [module.clone(), vec![stem.clone()]].concat();
            if path.is_dir() {
                self.folder(&path, below);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let whole = matches!(stem.as_str(), "mod" | "lib" | "main");
                let text = std::fs::read_to_string(&path).unwrap();
                let stream: TokenStream = text.parse().unwrap_or_else(|_| panic!("{} has tokens", path.display()));
                let mut tokens = Vec::new();
                flatten(stream, &mut tokens);
                self.items(&tokens, if whole { &module } else { &below }, None);
            }
        }
    }

    /// Reads the items of a file, of a module within it, or of an `impl`.
    fn items(&mut self, tokens: &[String], module: &[String], of_type: Option<&str>) {
        let _ = self.modules.entry(module.to_vec()).or_default();
        let (mut at, mut is_for_tests) = (0, false);
        while at < tokens.len() {
            let token = tokens[at].as_str();
            match token {
                "#" => {
                    let end = close(tokens, at + 1);
                    is_for_tests |= tokens[at..end].iter().any(|word| word == "cfg")
                        && tokens[at..end].iter().any(|word| word == "test");
                    at = end;
                    continue;
                }
                "use" => {
                    let end = at + tokens[at..].iter().position(|token| token == ";").unwrap();
                    self.imports(&tokens[at + 1..end], module, &[]);
                    at = end;
                }
                "mod" => {
                    let below = [module, &[tokens[at + 1].clone()]].concat();
                    if is_for_tests {
                        let _ = self.left_out.insert(below.clone());
                    }
                    if tokens[at + 2] == "{" {
                        let end = close(tokens, at + 2);
                        self.items(&tokens[at + 3..end - 1], &below, None);
                        at = end - 1;
                    } else {
                        at += 2;
                    }
                }
                "impl" | "trait" => {
                    let open = at + tokens[at..].iter().position(|token| token == "{").unwrap();
                    let end = close(tokens, open);
                    let name = implemented(&tokens[at + 1..open]);
                    self.items(&tokens[open + 1..end - 1], module, Some(&name));
                    at = end - 1;
                }
                "fn" if is_word(&tokens[at + 1]) => at = self.function(tokens, at, module, of_type) - 1,
                "const" if tokens[at + 2] == ":" => {
                    let end = at + tokens[at..].iter().position(|token| token == ";").unwrap();
                    if tokens[end - 2] == "=" && tokens[end - 1].starts_with('"') {
                        let (name, value) = (tokens[at + 1].clone(), tokens[end - 1].clone());
                        let _ = self.modules.get_mut(module).unwrap().texts.insert(name, value);
                    }
                }
                "{" => at = close(tokens, at) - 1,
                _ => {}
            }
            if matches!(token, "use" | "mod" | "impl" | "trait" | "fn" | "{" | ";") {
                is_for_tests = false;
            }
            at += 1;
        }
    }

    /// Reads a function; gives where it ends.
    fn function(&mut self, tokens: &[String], at: usize, module: &[String], of_type: Option<&str>) -> usize {
        let (name, mut open) = (tokens[at + 1].clone(), at + 2);
        if tokens[open] == "<" {
            let mut depth = 0;
            loop {
                depth += i32::from(tokens[open] == "<") - i32::from(tokens[open] == ">");
                open += 1;
                if depth == 0 {
                    break;
                }
            }
        }
        let end = close(tokens, open);
        let stop = end + tokens[end..].iter().position(|token| token == "{" || token == ";").unwrap();
        let last = if tokens[stop] == "{" { close(tokens, stop) } else { stop + 1 };
        let before: Vec<&str> = tokens[..at].iter().rev().take(3).map(String::as_str).collect();
        let is_async = before.first() == Some(&"async");
        let is_public = before.get(usize::from(is_async)) == Some(&"pub");
        let index = self.functions.len();
        if of_type.is_none() {
            self.modules.get_mut(module).unwrap().functions.insert(name.clone(), index);
        }
        self.functions.push(Function {
            module: module.to_vec(),
            of_type: of_type.map(str::to_owned),
            name,
            is_public,
            is_async,
            parameters: tokens[open + 1..end - 1].to_vec(),
            body: tokens[stop..last].to_vec(),
        });
        last
    }

    fn imports(&mut self, tree: &[String], module: &[String], before: &[String]) {
        let mut path = before.to_vec();
        let mut at = 0;
        while at < tree.len() {
            match tree[at].as_str() {
                "::" => {}
                "{" => {
                    for branch in split(&tree[at + 1..close(tree, at) - 1]) {
                        self.imports(branch, module, &path);
                    }
                    return;
                }
                "*" => return self.modules.get_mut(module).unwrap().globs.push(path),
                "self" if !before.is_empty() => {}
                "as" => {
                    let _ = self.modules.get_mut(module).unwrap().aliases.insert(tree[at + 1].clone(), path);
                    return;
                }
                part => path.push(part.to_owned()),
            }
            at += 1;
        }
        let name = path.last().unwrap().clone();
        let _ = self.modules.get_mut(module).unwrap().aliases.insert(name, path);
    }

    /// The text that stands here, by itself or by its name in the module.
    pub(super) fn text(&self, from: &Function, tokens: &[String]) -> Option<String> {
        let [one] = tokens else { return None };
        // `const NAME: &str = "text"`
        let within = from.body.windows(7).find(|seven| seven[0] == "const" && seven[1] == *one && seven[5] == "=");
        let within = within.map(|seven| &seven[6]);
        let here = self.modules.get(&from.module);
        let named = || here.and_then(|module| module.texts.get(one));
        let brought = || {
            let path = here?.aliases.get(one)?.strip_prefix(&["crate".to_owned()])?;
            let module = [&from.module[..1], &path[..path.len() - 1]].concat();
            self.modules.get(&module)?.texts.get(path.last()?)
        };
        Some(within.or_else(named).or_else(brought).unwrap_or(one).strip_prefix('"')?.strip_suffix('"')?.to_owned())
    }

    /// What a path that stands in a function is the name of.
    pub(super) fn find(&self, from: &Function, path: &[String]) -> Option<usize> {
        if let ([first, name], Some(of_type)) = (path, &from.of_type)
            && first == "Self"
        {
            return self.method(&from.module, of_type, name);
        }
        self.follow(&from.module, path, 0)
    }

    fn follow(&self, module: &[String], path: &[String], turns: usize) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        let begin = match first.as_str() {
            "crate" => vec![module[0].clone()],
            "self" => module.to_vec(),
            "super" => module[..module.len() - 1].to_vec(),
            name => match name.strip_prefix("tierline_").filter(|name| CRATES.contains(name)) {
                Some(name) => vec![name.to_owned()],
                None => return self.down(module, path, turns),
            },
        };
        self.follow_from(&begin, rest, turns)
    }

    fn follow_from(&self, module: &[String], path: &[String], turns: usize) -> Option<usize> {
        match path.first().map(String::as_str) {
            Some("super") => self.follow_from(&module[..module.len() - 1], &path[1..], turns),
            _ => self.down(module, path, turns),
        }
    }

    fn down(&self, module: &[String], path: &[String], turns: usize) -> Option<usize> {
        if turns > 12 {
            return None;
        }
        let (here, (first, rest)) = (self.modules.get(module)?, path.split_first()?);
        if rest.is_empty()
            && let Some(function) = here.functions.get(first)
        {
            return Some(*function);
        }
        let below = [module, std::slice::from_ref(first)].concat();
        if !rest.is_empty()
            && self.modules.contains_key(&below)
            && let Some(found) = self.down(&below, rest, turns + 1)
        {
            return Some(found);
        }
        if let Some(alias) = here.aliases.get(first)
            && alias.as_slice() != std::slice::from_ref(first)
            && let Some(found) = self.follow(module, &[alias, rest].concat(), turns + 1)
        {
            return Some(found);
        }
        let glob = |glob: &Vec<String>| self.follow(module, &[glob, path].concat(), turns + 1);
        if let Some(found) = here.globs.iter().find_map(glob) {
            return Some(found);
        }
        match rest {
            [name] => self.method(module, first, name),
            _ => None,
        }
    }

    fn method(&self, module: &[String], of_type: &str, name: &str) -> Option<usize> {
        let found = self.methods.get(&(module[0].clone(), format!("{of_type}::{name}")))?;
        let here = found.iter().find(|one| self.functions[**one].module == module);
        here.or(found.first().filter(|_| found.len() == 1)).copied()
    }

    /// The one method of a crate that is called so.
    fn only_method(&self, of_crate: &str, name: &str) -> Option<usize> {
        match self.by_name.get(&(of_crate.to_owned(), name.to_owned()))?.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// What makes the arguments of a handler, before it is called.
    fn makers(&self, from: &Function) -> impl Iterator<Item = usize> {
        let names = ["from_request", "from_request_parts"];
        let of = |name: &str| {
            let types = from.parameters.iter();
            let found =
                types.filter_map(move |of| self.methods.get(&(from.module[0].clone(), format!("{of}::{name}"))));
            found.flatten().copied().collect::<Vec<_>>()
        };
        names.map(of).into_iter().flatten().collect::<Vec<_>>().into_iter()
    }

    /// What a function calls, with the place of each call in its body.
    pub(super) fn calls(&self, from: &Function) -> Vec<(usize, usize)> {
        let (body, mut calls, mut at) = (&from.body, Vec::new(), 0);
        while at < body.len() {
            if !is_word(&body[at]) {
                at += 1;
                continue;
            }
            let begin = at;
            let mut path = vec![body[at].clone()];
            while at + 2 < body.len() && body[at + 1] == "::" && is_word(&body[at + 2]) {
                at += 2;
                path.push(body[at].clone());
            }
            at += 1;
            let is_called = body.get(at).is_some_and(|next| next == "(" || next == "::");
            let is_method = begin > 0 && body[begin - 1] == ".";
            let found = match (is_method, path.as_slice()) {
                (true, [name]) if is_called => self.only_method(&from.module[0], name),
                (false, [_]) if is_called => self.find(from, &path),
                (false, [_, _, ..]) => self.find(from, &path),
                _ => None,
            };
            calls.extend(found.map(|found| (begin, found)));
        }
        calls.extend(self.makers(from).map(|maker| (0, maker)));
        calls
    }
}

fn is_word(token: &str) -> bool {
    token.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
}

/// What an `impl` is for: the last name of its type.
fn implemented(header: &[String]) -> String {
    let mut depth = 0;
    let mut name = String::new();
    for (at, token) in header.iter().enumerate() {
        depth += i32::from(token == "<") - i32::from(token == ">");
        match token.as_str() {
            "where" if depth == 0 => break,
            "for" if depth == 0 => name.clear(),
            ":" if depth == 0 => break,
            word if depth == 0 && is_word(word) && (at == 0 || header[at - 1] != "'") => name = word.to_owned(),
            _ => {}
        }
    }
    name
}

/// Where the bracket that opens here is closed: the place after it.
pub(super) fn close(tokens: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 && at > open {
            return at + 1;
        }
    }
    tokens.len()
}

/// What stands between commas, as far as they are in no bracket.
pub(super) fn split(tokens: &[String]) -> Vec<&[String]> {
    let (mut parts, mut begin, mut depth) = (Vec::new(), 0, 0);
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            "," if depth == 0 => {
                parts.push(&tokens[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tokens[begin..]);
    parts.retain(|part| !part.is_empty());
    parts
}

fn flatten(stream: TokenStream, tokens: &mut Vec<String>) {
    let mut joined = String::new();
    for tree in stream {
        match tree {
            TokenTree::Punct(punct) => {
                joined.push(punct.as_char());
                let goes_on = punct.spacing() == Spacing::Joint
                    && joined.len() == 1
                    && matches!(punct.as_char(), ':' | '-' | '=');
                if !goes_on {
                    tokens.extend(if matches!(joined.as_str(), "::" | "->" | "=>") {
                        vec![joined.clone()]
                    } else {
                        joined.chars().map(String::from).collect()
                    });
                    joined.clear();
                }
            }
            TokenTree::Group(group) => {
                let (open, end) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                tokens.push(open.to_owned());
                flatten(group.stream(), tokens);
                tokens.push(end.to_owned());
            }
            TokenTree::Ident(ident) => tokens.push(ident.to_string()),
            TokenTree::Literal(literal) => tokens.push(literal.to_string()),
        }
    }
}
