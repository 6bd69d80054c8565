//! A provider that runs, a desk that knows it, and somebody who goes from one to the other.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use reqwest::{Client, Method, StatusCode, Url, header, redirect::Policy};
use serde_json::{Value, json};
use tempfile::TempDir;
use tierline_testkit::{
    command::run_with,
    desk::{Desk, Engine},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{
    real_client::python,
    work::{binary, shared, text},
};

/// How long a provider may take until it listens.
const START: Duration = Duration::from_secs(30);
/// The desk as the provider knows it.
const CLIENT: &str = "desk";
const SECRET: &str = "kelp-otter-horse-battery-staple-9";

/// The package, where `cargo xtask test` puts it.
fn package() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/browser/node_modules/oidc-provider");
    assert!(path.exists(), "{} is absent: `cargo xtask test` fetches it (npm is what it needs)", path.display());
    path
}

/// A desk and a provider that know each other. The domain `northgate.example` is proven.
pub(crate) struct Scene {
    pub(crate) desk: Desk,
    provider: Option<Child>,
    port: u16,
    folder: TempDir,
    /// The provider's identifier at the desk.
    pub(crate) id: String,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = "[outbound]\nallow = [\"127.0.0.1\"]\n";
        let mut desk = Desk::demo_with(binary(), shared(), Engine::Sqlite, settings).await;
        let ilse = desk.of("ilse");
        let new = json!({
            "name": "Northgate sign-in", "issuer": format!("http://127.0.0.1:{port}"), "client_id": CLIENT, "secret": SECRET,
            "makes_people": true, "groups": { "agents": ["helpdesk_agent"], "sales": ["sales_agent"] },
        });
        let id = text(&ilse.post("identity-providers", new).await.expect(201)["id"]);
        let domain = json!({ "domain": "northgate.example", "provider_id": id });
        let _ = ilse.post("sign-in-domains", domain).await.expect(201);
        // The proof is a file at the domain's own address, which no test has: who can write the database says that it was there.
        let url = desk.url().to_owned();
        desk.stop().await;
        let proof = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as desk:\n    desk.execute('update sign_in_domain set \
                     proven_at = (select created_at from identity_provider)')\n";
        let file = desk.folder().join("tierline.db");
        let file = file.to_str().expect("a path of a test is UTF-8");
        let _ = run_with(&python(), &["-c", proof, file], b"").await.expect(0);
        desk.start_at(&url).await;
        let mut scene = Self { desk, provider: None, port, folder: tempfile::tempdir().unwrap(), id };
        scene.start_provider().await;
        scene
    }

    /// Says what the provider claims of its accounts from now on.
    pub(crate) fn claims(&self, accounts: &Value) {
        std::fs::write(self.accounts(), accounts.to_string()).unwrap();
    }

    fn accounts(&self) -> PathBuf {
        self.folder.path().join("accounts.json")
    }

    /// Starts the provider, with keys that it has never had.
    pub(crate) async fn start_provider(&mut self) {
        if let Some(mut running) = self.provider.take() {
            running.kill().await.unwrap();
        }
        let desk = self.desk.url();
        let client = json!({
            "client_id": CLIENT, "client_secret": SECRET, "grant_types": ["authorization_code"], "response_types": ["code"],
            "redirect_uris": [format!("{desk}/signin/back")], "post_logout_redirect_uris": [format!("{desk}/signin")],
            "backchannel_logout_uri": format!("{desk}/signin/ended/{}", self.id), "backchannel_logout_session_required": true,
        });
        let settings = json!({ "module": package(), "port": self.port, "accounts": self.accounts(), "client": client });
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/real_client/provider.mjs");
        let mut command = Command::new("node");
        command.arg(script).arg(settings.to_string()).kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("node is there: `cargo xtask test` says how to get it");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listens = tokio::time::timeout(START, async {
            while let Ok(Some(line)) = lines.next_line().await {
                if line == "listens" {
                    return true;
                }
            }
            false
        });
        assert!(listens.await.unwrap_or(false), "the provider listens");
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        self.provider = Some(child);
    }

    /// The provider's address.
    pub(crate) fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// A browser without a screen: it keeps cookies for each host and port, and goes where it is sent only when it is told to.
pub(crate) struct Walker {
    client: Client,
    cookies: BTreeMap<(u16, String), String>,
    desk: String,
}

/// A page.
pub(crate) struct Seen {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) body: String,
    /// Where it leads by itself.
    leads: Option<String>,
}

impl Seen {
    /// What stands in the attribute that follows this in the page.
    #[track_caller]
    pub(crate) fn after(&self, mark: &str) -> String {
        let rest = self.body.split_once(mark).map(|(_, rest)| rest);
        let value = rest.and_then(|rest| rest.split('"').next());
        value
            .unwrap_or_else(|| panic!("no {mark} at {}: {}", self.url, self.body))
            .replace("&amp;", "&")
            .replace("&#38;", "&")
    }
}

impl Walker {
    pub(crate) fn new(scene: &Scene) -> Self {
        let client = tierline_testkit::client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, cookies: BTreeMap::new(), desk: scene.desk.url().to_owned() }
    }

    /// What the browser keeps of a host under this name.
    pub(crate) fn cookie(&self, url: &Url, name: &str) -> Option<String> {
        self.cookies.get(&(url.port().unwrap_or(0), name.to_owned())).cloned()
    }

    /// Puts a cookie back that was there.
    pub(crate) fn keep(&mut self, url: &Url, name: &str, value: String) {
        self.cookies.insert((url.port().unwrap_or(0), name.to_owned()), value);
    }

    async fn call(&mut self, method: Method, url: Url, form: Option<&[(&str, &str)]>) -> Seen {
        let port = url.port().unwrap_or(0);
        let mine = self.cookies.iter().filter(|((of, _), _)| *of == port);
        let cookies: Vec<String> = mine.map(|((_, name), value)| format!("{name}={value}")).collect();
        let mut request = self.client.request(method, url.clone());
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(form) = form {
            request = request.form(form);
        }
        let reply = request.send().await.unwrap();
        for given in reply.headers().get_all(header::SET_COOKIE) {
            let given = given.to_str().unwrap();
            let (name, value) = given.split(';').next().unwrap().split_once('=').unwrap();
            let over = value.is_empty() || given.contains("Max-Age=0") || given.contains("01 Jan 1970");
            let key = (port, name.to_owned());
            if over { drop(self.cookies.remove(&key)) } else { drop(self.cookies.insert(key, value.to_owned())) }
        }
        let of = |name: header::HeaderName| reply.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let refresh = of(header::REFRESH).and_then(|value| value.strip_prefix("0;url=").map(str::to_owned));
        let leads = of(header::LOCATION).or(refresh);
        Seen { url, status: reply.status(), body: reply.text().await.unwrap(), leads }
    }

    /// Goes to an address and no further.
    pub(crate) async fn look(&mut self, url: &str) -> Seen {
        let url = Url::parse(&self.desk).unwrap().join(url).unwrap();
        self.call(Method::GET, url, None).await
    }

    /// Sends a form and goes no further.
    pub(crate) async fn send(&mut self, url: &str, form: &[(&str, &str)]) -> Seen {
        let url = Url::parse(&self.desk).unwrap().join(url).unwrap();
        self.call(Method::POST, url, Some(form)).await
    }

    /// Goes where a page leads, until one leads nowhere or to an address with this beginning.
    pub(crate) async fn follow(&mut self, mut seen: Seen, until: &str) -> Seen {
        for _ in 0..12 {
            let Some(next) = seen.leads.take() else { return seen };
            let url = seen.url.join(&next).unwrap();
            if url.as_str().starts_with(until) {
                return Seen { url, ..seen };
            }
            seen = self.call(Method::GET, url, None).await;
        }
        panic!("it leads in circles: {}", seen.url);
    }

    /// Types an address at the door and signs in at the provider; ends before the way back is gone: at its address.
    pub(crate) async fn comes_back(&mut self, address: &str, account: &str) -> Url {
        let seen = self.send("/signin/organization", &[("email", address), ("next", "/")]).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        self.signs_in_there(seen, account).await
    }

    /// The same from a page that leads to the provider.
    pub(crate) async fn signs_in_there(&mut self, seen: Seen, account: &str) -> Url {
        let back = format!("{}/signin/back", self.desk);
        let mut seen = self.follow(seen, &back).await;
        if !seen.url.as_str().starts_with(&back) {
            let form = seen.url.join(&seen.after("action=\"")).unwrap();
            let values = [("prompt", "login"), ("login", account), ("password", "any")];
            seen = self.call(Method::POST, form, Some(&values)).await;
            seen = self.follow(seen, &back).await;
        }
        assert!(seen.url.as_str().starts_with(&back), "{} {}", seen.url, seen.body);
        seen.url
    }

    /// Signs in whole; gives the page where that ended.
    pub(crate) async fn signs_in(&mut self, address: &str, account: &str) -> Seen {
        let back = self.comes_back(address, account).await;
        let seen = self.look(back.as_str()).await;
        self.follow(seen, "nowhere").await
    }

    /// What the desk says of who this is; nothing where nobody is signed in.
    pub(crate) async fn who(&mut self) -> Option<Value> {
        let seen = self.look("/api/v1/me").await;
        (seen.status == StatusCode::OK).then(|| serde_json::from_str(&seen.body).unwrap())
    }

    /// Sends a form of a page of the desk.
    pub(crate) async fn presses(&mut self, page: &str, action: &str, values: &[(&str, &str)]) -> Seen {
        let seen = self.look(page).await;
        let csrf = seen.after("name=\"csrf\" value=\"");
        let all: Vec<(&str, &str)> = [("csrf", csrf.as_str())].into_iter().chain(values.iter().copied()).collect();
        self.send(action, &all).await
    }
}
