//! A desk for a test: the real program on a folder of its own, filled with the demo.

use std::{
    future::Future,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::{client::Client, command::Server, postgres, seed};

/// Which engine keeps the desk's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file in its folder.
    Sqlite,
    /// A database on the server that tests share.
    Postgres,
}

/// Somebody of the demo, as `demo.json` tells.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// The role that tells them best.
    pub role: String,
    /// Their name.
    pub name: String,
    /// The name of their organization or, for a customer's person, of the customer.
    pub organization: String,
    /// Its identifier.
    pub organization_id: String,
    /// Partner, provider or customer.
    pub organization_kind: String,
    /// The cloud they work in.
    pub cloud: String,
    /// By which they sign in.
    pub email: String,
    /// With which they sign in.
    pub password: String,
    /// Their token for the API.
    pub token: String,
}

#[derive(Debug, Deserialize)]
struct DemoFile {
    users: Vec<Person>,
}

/// A desk that runs.
#[derive(Debug)]
pub struct Desk {
    binary: PathBuf,
    folder: TempDir,
    database: Option<(postgres::Server, String)>,
    server: Option<Server>,
    people: Vec<Person>,
    environment: Vec<(String, String)>,
}

impl Desk {
    /// A desk with the demo. `shared` is a folder that all tests of a run have in common.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn demo(binary: &Path, shared: &Path, engine: Engine) -> Self {
        Self::demo_with(binary, shared, engine, "").await
    }

    /// A desk with the demo and with these settings, as `tierline.toml` has them.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn demo_with(binary: &Path, shared: &Path, engine: Engine, settings: &str) -> Self {
        Self::demo_in(binary, shared, engine, settings, Vec::new()).await
    }

    /// The same, which trusts the root certificates of this file (PEM) in place of the machine's.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn demo_trusting(binary: &Path, shared: &Path, engine: Engine, settings: &str, roots: &Path) -> Self {
        let roots = roots.to_str().expect("a path of a test is UTF-8").to_owned();
        Self::demo_in(binary, shared, engine, settings, vec![("SSL_CERT_FILE".to_owned(), roots)]).await
    }

    async fn demo_in(
        binary: &Path,
        shared: &Path,
        engine: Engine,
        settings: &str,
        environment: Vec<(String, String)>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut database = None;
        match engine {
            Engine::Sqlite => seed::copy(&seed::demo(binary, shared).await, folder.path()),
            Engine::Postgres => {
                let server = postgres::Server::join().await;
                let place = folder.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let unique: String = place.chars().filter(char::is_ascii_alphanumeric).collect();
                let name = format!("it_{}_{}", unique.to_lowercase(), std::process::id());
                server.create_empty(&name).await;
                database = Some((server, name));
            }
        }
        if !settings.is_empty() {
            std::fs::write(folder.path().join("tierline.toml"), settings).expect("the settings can be written");
        }
        let people = Vec::new();
        let mut desk = Self { binary: binary.to_owned(), folder, database, server: None, people, environment };
        desk.start().await;
        desk
    }

    /// Starts the program on what is there.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(&mut self) {
        self.listen("127.0.0.1:0").await;
    }

    /// Starts the program where it listened before, at this address.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_at(&mut self, url: &str) {
        self.listen(url.trim_start_matches("http://")).await;
    }

    async fn listen(&mut self, address: &str) {
        let mut arguments = vec!["demo".to_owned(), "--listen".to_owned(), address.to_owned()];
        arguments.extend(self.target());
        let log = self.folder.path().join("desk.log");
        self.server = Some(Server::start_in(&self.binary, &arguments, &self.environment, &log).await);
        let text = std::fs::read(self.folder.path().join("demo.json")).expect("the demo writes demo.json");
        let file: DemoFile = serde_json::from_slice(&text).expect("demo.json has its fields");
        self.people = file.users;
    }

    /// Ends the program at once, as a power cut does.
    ///
    /// # Panics
    /// When it does not run.
    pub async fn kill(&mut self) {
        self.server.take().expect("it runs").kill().await;
    }

    /// Stops the program in order.
    ///
    /// # Panics
    /// When it does not run, or does not stop well.
    pub async fn stop(&mut self) {
        let status = self.server.take().expect("it runs").stop().await;
        assert!(status.success(), "it stops in order: {status}");
    }

    /// The arguments by which a command works on this desk.
    #[must_use]
    pub fn target(&self) -> Vec<String> {
        let mut arguments = vec!["--data".to_owned(), seed::path(self.folder.path()).to_owned()];
        if let Some((server, name)) = &self.database {
            arguments.extend(["--database".to_owned(), server.url(name)]);
        }
        arguments
    }

    /// Runs a command on this desk.
    pub async fn run(&self, arguments: &[&str]) -> crate::command::Done {
        let target = self.target();
        let all: Vec<&str> = arguments.iter().copied().chain(target.iter().map(String::as_str)).collect();
        crate::command::run(&self.binary, &all).await
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where it listens.
    ///
    /// # Panics
    /// When it does not run.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.server.as_ref().expect("it runs").url
    }

    /// Everybody who can sign in.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Somebody, by what stands before the @ of their address.
    ///
    /// # Panics
    /// When there is nobody of that name.
    #[must_use]
    pub fn person(&self, part: &str) -> &Person {
        let found = self.people.iter().find(|person| person.email.split('@').next() == Some(part));
        found.unwrap_or_else(|| panic!("nobody of the demo is {part}"))
    }

    /// Somebody's client.
    #[must_use]
    pub fn of(&self, part: &str) -> Client {
        Client::new(self.url(), Some(&self.person(part).token))
    }

    /// A client that says nothing of who it is.
    #[must_use]
    pub fn anonymous(&self) -> Client {
        Client::new(self.url(), None)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // The database goes with the server that all tests share; its name is never used again.
        self.server = None;
    }
}

/// Asks again until the answer fits, for what the desk does by itself after it answered.
///
/// # Panics
/// When it does not fit in time: the message holds the last answer.
pub async fn eventually<F, R>(what: &str, ask: F, fits: impl Fn(&Value) -> bool) -> Value
where
    F: FnMut() -> R,
    R: Future<Output = Value>,
{
    eventually_within(Duration::from_secs(20), what, ask, fits).await
}

/// The same with another patience.
///
/// # Panics
/// When it does not fit in time: the message holds the last answer.
pub async fn eventually_within<F, R>(patience: Duration, what: &str, mut ask: F, fits: impl Fn(&Value) -> bool) -> Value
where
    F: FnMut() -> R,
    R: Future<Output = Value>,
{
    let end = tokio::time::Instant::now() + patience;
    loop {
        let last = ask().await;
        if fits(&last) {
            return last;
        }
        assert!(tokio::time::Instant::now() < end, "{what}: not in {patience:?}; the last answer: {last:#}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
