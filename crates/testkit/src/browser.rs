//! A browser for a journey through the pages: Debian's Chromium behind its driver, nothing downloaded.

use std::{path::Path, process::Stdio, time::Duration};

use serde_json::{Value, json};
use thirtyfour::{By, Capabilities, WebDriver, WebElement};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use crate::desk::Person;

pub use thirtyfour::Key;

/// Where Debian has the driver and the browser.
const DRIVER: &str = "/usr/bin/chromedriver";
const CHROMIUM: &str = "/usr/bin/chromium";
/// What the driver says when it listens.
const LISTENS: &str = "started successfully on port ";
/// How long a driver may take until it listens, and how many are started before a test gives up.
const LISTENS_WITHIN: Duration = Duration::from_secs(20);
const STARTS: usize = 5;

/// Pages of others may name fonts elsewhere: without an answer the browser waits for minutes until it calls the page loaded.
const NOTHING_OUTSIDE: &str =
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost";

/// Whether pages may run their script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// As usual.
    On,
    /// Switched off in the browser's settings.
    Off,
}

/// A window with somebody in front of it.
#[derive(Debug)]
pub struct Browser {
    // Ends first: who asks a browser to close that is gone already gets an answer at once.
    _process: Process,
    driver: WebDriver,
    /// Where the driver takes commands for this window.
    session: String,
    url: String,
    axe: Option<String>,
}

impl Browser {
    /// Opens a window on a desk. `axe` is the file of accessibility rules that are run in pages.
    ///
    /// # Panics
    /// When there is no browser: a journey that is not walked is a failed one.
    pub async fn open(url: &str, script: Script, axe: &Path) -> Self {
        let (process, port) = start().await;
        let chromium = json!({
            "binary": CHROMIUM,
            "args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1000", "--lang=en-GB", "--force-prefers-reduced-motion", NOTHING_OUTSIDE],
            "prefs": { "intl.accept_languages": "en-GB,en", "profile.managed_default_content_settings.javascript": if script == Script::On { 1 } else { 2 } },
        });
        let mut wanted = Capabilities::new();
        wanted.set("browserName", "chrome").expect("a name");
        wanted.set("goog:chromeOptions", chromium).expect("options");
        // The driver's client may speak TLS and has to be told by which implementation; it is told once for all.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await.expect("the browser starts");
        let session = format!("http://127.0.0.1:{port}/session/{}", driver.session_id());
        let axe = (script == Script::On).then(|| {
            let missing = format!("{} is absent: `cargo xtask test` fetches it", axe.display());
            std::fs::read_to_string(axe).expect(&missing)
        });
        Self { driver, session, _process: process, url: url.to_owned(), axe }
    }

    /// Puts a device with passkeys beside the window, whose person opens it whenever it asks (WebDriver's extension in Web
    /// Authentication, level 3, section 11).
    ///
    /// # Panics
    /// When the driver has none.
    pub async fn takes_passkeys(&self) {
        let device = json!({ "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true, "isUserVerified": true, "isUserConsenting": true });
        self.command("webauthn/authenticator", device).await;
    }

    /// A command for which the client has no words.
    async fn command(&self, what: &str, body: Value) {
        let client = crate::client::builder().build().expect("a client");
        let sent = client.post(format!("{}/{what}", self.session)).json(&body).send().await;
        let answer: Value = sent.expect("the driver answers").json().await.expect("in JSON");
        assert!(answer["value"]["error"].is_null(), "{what}: {answer}");
    }

    /// Goes to a page of the desk.
    ///
    /// # Panics
    /// When the browser does not.
    pub async fn visit(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.url)).await.expect("the page opens");
    }

    /// Signs in.
    ///
    /// # Panics
    /// When the desk does not let them in.
    pub async fn sign_in(&self, person: &Person) {
        self.visit("/signin").await;
        self.fill("/signin", "email", &person.email).await;
        self.fill("/signin", "password", &person.password).await;
        self.submit("/signin", None).await;
        assert!(!self.path().await.starts_with("/signin"), "{} is not let in: {}", person.email, self.text().await);
    }

    /// Fills a field of the form with this action: writes, chooses an option by its value, or takes a radio button.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn fill(&self, action: &str, name: &str, value: &str) {
        let within = format!("form[action$='{action}'] [name='{name}']:not([type=hidden])");
        let one = self.shown(&within).await;
        let kind = one.attr("type").await.ok().flatten().unwrap_or_default();
        let tag = one.tag_name().await.expect("an element has a name");
        if tag == "select" {
            let option = one.find(By::Css(format!("option[value=\"{value}\"]"))).await;
            option
                .unwrap_or_else(|_| panic!("{name} has no choice {value}"))
                .click()
                .await
                .expect("an option can be taken");
        } else if kind == "radio" || kind == "checkbox" {
            // The words beside it are what people press.
            let label =
                self.shown(&format!("form[action$='{action}'] label:has([name='{name}'][value='{value}'])")).await;
            label.click().await.expect("a choice can be pressed");
        } else {
            one.clear().await.expect("a field can be emptied");
            one.send_keys(value).await.expect("a field can be written");
        }
    }

    /// Sends the form with this action, by the button with this value where there are several.
    ///
    /// # Panics
    /// When there is no such button.
    pub async fn submit(&self, action: &str, value: Option<&str>) {
        let which = value.map(|value| format!("[value='{value}']")).unwrap_or_default();
        let button = self.shown(&format!("form[action$='{action}'] button:not([type=button]){which}")).await;
        self.turn(&button).await;
    }

    /// Follows the first link whose address ends so.
    ///
    /// # Panics
    /// When there is no such link.
    pub async fn follow(&self, address: &str) {
        let link = self.shown(&format!("a[href$='{address}']")).await;
        self.turn(&link).await;
    }

    /// Follows the first link with these words.
    ///
    /// # Panics
    /// When there is no such link.
    pub async fn follow_text(&self, words: &str) {
        let links =
            self.driver.find_all(By::XPath(format!("//main//a[contains(normalize-space(.), \"{words}\")]"))).await;
        let Some(link) = links.expect("a path").into_iter().next() else {
            panic!("no link says {words} at {}:\n{}", self.path().await, self.text().await)
        };
        self.turn(&link).await;
    }

    /// Waits until something of this selector can be seen, as after a key that leads to another page.
    ///
    /// # Panics
    /// When it can't in time.
    pub async fn settles(&self, css: &str) {
        for _ in 0..100 {
            for one in self.driver.find_all(By::Css(css)).await.unwrap_or_default() {
                if one.is_displayed().await.unwrap_or(false) {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("nothing is {css} at {}:\n{}", self.path().await, self.text().await);
    }

    /// What stands in a field of the form with this action.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn value(&self, action: &str, name: &str) -> String {
        let field = self.shown(&format!("form[action$='{action}'] [name='{name}']:not([type=hidden])")).await;
        field.prop("value").await.expect("a field has a value").unwrap_or_default()
    }

    /// Presses the first thing of this selector that can be seen.
    ///
    /// # Panics
    /// When there is none.
    pub async fn press_on(&self, css: &str) {
        let one = self.shown(css).await;
        self.press(&one).await;
    }

    /// Waits until the window shows this path, whatever follows it, on a page that is there.
    ///
    /// # Panics
    /// When it does not in time.
    pub async fn arrives(&self, path: &str) {
        for _ in 0..200 {
            if self.path().await.split(['?', '#']).next() == Some(path) && self.has("main").await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it stays at {}:\n{}", self.path().await, self.text().await);
    }

    /// Waits until these words are on the page, which nobody loads again.
    ///
    /// # Panics
    /// When they are not in time.
    pub async fn comes(&self, words: &str) {
        for _ in 0..150 {
            if self.text().await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{words:?} does not come to {}:\n{}", self.path().await, self.text().await);
    }

    /// Presses what leads to another page, and waits for that.
    async fn turn(&self, what: &WebElement) {
        let before = self.driver.find(By::Tag("html")).await.expect("a page is there");
        self.press(what).await;
        for _ in 0..200 {
            // An element of a page that is gone is refused.
            if before.tag_name().await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("nothing came of it at {}:\n{}", self.path().await, self.text().await);
    }

    async fn press(&self, what: &WebElement) {
        let _ = what.scroll_into_view().await;
        what.click().await.unwrap_or_else(|error| panic!("it can't be pressed: {error}"));
    }

    /// The first element that can be seen; what is folded away is unfolded first.
    async fn shown(&self, css: &str) -> WebElement {
        let all = self.driver.find_all(By::Css(css)).await.expect("a selector");
        for one in &all {
            if one.is_displayed().await.unwrap_or(false) {
                return one.clone();
            }
        }
        let Some(one) = all.into_iter().next() else {
            panic!("nothing is {css} at {}:\n{}", self.path().await, self.text().await)
        };
        let folds = one.find_all(By::XPath("ancestor::details[not(@open)]/summary")).await.expect("a path");
        for fold in folds {
            self.press(&fold).await;
        }
        one
    }

    /// Whether something of this selector can be seen: what a page holds and does not show does not count.
    ///
    /// # Panics
    /// When the selector is none.
    pub async fn displays(&self, css: &str) -> bool {
        for one in self.driver.find_all(By::Css(css)).await.expect("a selector") {
            if one.is_displayed().await.unwrap_or(false) {
                return true;
            }
        }
        false
    }

    /// Whether something of this selector is on the page.
    ///
    /// # Panics
    /// When the selector is none.
    pub async fn has(&self, css: &str) -> bool {
        !self.driver.find_all(By::Css(css)).await.expect("a selector").is_empty()
    }

    /// What is to be read on the page, folded parts too.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn text(&self) -> String {
        let body = self.driver.find(By::Tag("body")).await.expect("a page has a body");
        body.prop("textContent")
            .await
            .ok()
            .flatten()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Reads until these words are on the page, as somebody does who loads it again.
    ///
    /// # Panics
    /// When they are not in time.
    pub async fn reads(&self, words: &str) {
        for _ in 0..60 {
            if self.text().await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
            self.driver.refresh().await.expect("a page can be loaded again");
        }
        panic!("{words:?} is not on {}:\n{}", self.path().await, self.text().await);
    }

    /// The address without the desk's own part.
    ///
    /// # Panics
    /// When there is no window.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.expect("a window has an address");
        url.as_str().strip_prefix(&self.url).unwrap_or(url.as_str()).to_owned()
    }

    /// Presses keys wherever the focus is.
    ///
    /// # Panics
    /// When nothing takes them.
    pub async fn keys(&self, keys: impl Into<thirtyfour::TypingData>) {
        let focused = self.driver.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("it takes keys");
    }

    /// Moves the focus by the Tab key until it is on something of this selector. Whatever has the focus must be seen to have it
    /// (of a time, the browser shows which part).
    ///
    /// # Panics
    /// When the focus never gets there.
    pub async fn tab_to(&self, css: &str) {
        // A page may begin with the focus there. The key is pressed as a person does: sent to an element it would begin at the first
        // part of a time again and again.
        for tries in 0..200 {
            if tries > 0 {
                self.driver.action_chain().send_keys(Key::Tab).perform().await.expect("a key can be pressed");
            }
            let script = "const at = document.activeElement; const style = getComputedStyle(at); \
                          return [at.matches(arguments[0]), style.outlineStyle !== 'none' || style.boxShadow !== 'none' || at.type === 'datetime-local', at.outerHTML.slice(0, 120)];";
            let [here, seen, what]: [Value; 3] = self
                .driver
                .execute(script, vec![json!(css)])
                .await
                .and_then(|found| found.convert())
                .expect("a script of ours runs");
            assert!(
                tries == 0 || seen.as_bool().unwrap_or(false) || what.as_str().unwrap_or_default().starts_with("<body"),
                "the focus is not seen on {what}"
            );
            if here.as_bool().unwrap_or(false) {
                return;
            }
        }
        panic!("the Tab key never reaches {css} on {}", self.path().await);
    }

    /// Whether pages run their scripts in it.
    #[must_use]
    pub const fn has_script(&self) -> bool {
        self.axe.is_some()
    }

    /// Runs the accessibility rules in the page.
    ///
    /// # Panics
    /// When the page breaks one: the message names it and the elements.
    pub async fn is_accessible(&self) {
        let axe = self.axe.as_deref().expect("rules need a page's script");
        self.driver.execute(axe, Vec::new()).await.expect("the rules load");
        let run = "const done = arguments[arguments.length - 1]; \
                   axe.run(document, { resultTypes: ['violations'] }).then(found => done(found.violations.map(v => \
                   v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' — ' + n.failureSummary).join(' | '))));";
        let found = self.driver.execute_async(run, Vec::new()).await.expect("the rules run");
        let broken: Vec<String> = found.convert().expect("a list of texts");
        assert!(broken.is_empty(), "{} breaks:\n{}", self.path().await, broken.join("\n"));
    }

    /// Closes the window.
    pub async fn close(self) {
        let _ = self.driver.quit().await;
    }
}

/// The driver with the browser that it started.
#[derive(Debug)]
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // They are a group of their own, so that no browser stays behind a test that failed.
        if let Some(id) = self.0.id() {
            let _ = std::process::Command::new("kill")
                .args(["-KILL", "--", &format!("-{id}")])
                .stderr(Stdio::null())
                .status();
        }
    }
}

/// Starts the driver on a port of its own choice.
///
/// It takes a port of one address family and wants the same one of the other: where something else has that one by then, it
/// waits for it for minutes and gives up. So one that does not listen soon is ended, and another one chooses again.
async fn start() -> (Process, u16) {
    let mut said = Vec::new();
    for _ in 0..STARTS {
        let mut command = Command::new(DRIVER);
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0).kill_on_drop(true);
        let child = command.spawn().unwrap_or_else(|error| panic!("{DRIVER} can't be started: {error}"));
        let mut process = Process(child);
        let mut lines = BufReader::new(process.0.stdout.take().expect("its output is a pipe")).lines();
        let port = tokio::time::timeout(LISTENS_WITHIN, listens(&mut lines, &mut said)).await;
        if let Ok(Some(port)) = port {
            // It goes on talking: somebody has to listen.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (process, port);
        }
    }
    panic!("the browser's driver does not start; it said:\n{}", said.join("\n"));
}

/// The port that the driver listens on, once it says so; what it says before is added to `said`.
async fn listens(lines: &mut Lines<BufReader<ChildStdout>>, said: &mut Vec<String>) -> Option<u16> {
    while let Ok(Some(line)) = lines.next_line().await {
        let port = line.split_once(LISTENS).map(|(_, rest)| rest.trim_end_matches('.').trim());
        if let Some(port) = port.and_then(|port| port.parse().ok()) {
            return Some(port);
        }
        said.push(line);
    }
    None
}
