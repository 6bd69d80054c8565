//! Two desks of different size, made from the demo: a small one and a large one.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tierline_domain::{CaseId, CustomerId};
use tierline_store::test_support::postgres::Server;
use uuid::Uuid;

use crate::database::{Database, Engine};
use crate::desk::Desk;
use crate::http::{self, Connection};
use crate::seed::{self, Template};

/// Entries of a timeline, for each case.
pub(crate) const ENTRIES: u64 = 5;

/// Cases that are copied; this many of them are left open, as most cases of a desk are closed.
const TEMPLATES: usize = 20;
const OPEN: usize = 2;

/// The desks: two that run, and a copy of the large one for the bare driver.
const DESKS: [&str; 3] = ["small", "large", "bare"];

/// Where the desks of one engine are.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) engine: Engine,
    folder: PathBuf,
    /// The server, for PostgreSQL; it runs for as long as somebody holds it.
    server: Option<Server>,
}

/// The agent who works in the measured desk.
#[derive(Debug, Clone)]
pub(crate) struct Agent {
    pub(crate) id: Uuid,
    pub(crate) token: String,
    email: String,
    password: String,
    /// The customers of the agent's organization.
    pub(crate) customers: Vec<String>,
}

impl Site {
    /// Makes an empty place for desks; what was there is removed.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(crate) async fn new(engine: Engine, folder: &Path) -> Result<Self> {
        let folder = std::path::absolute(folder)?.join(engine.name().to_lowercase());
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let server = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Server::join_durable(&folder.join("server")).await),
        };
        let site = Self { engine, folder, server };
        site.clear().await?;
        Ok(site)
    }

    /// Removes all desks.
    ///
    /// # Errors
    /// When a folder cannot be removed.
    pub(crate) async fn clear(&self) -> Result<()> {
        for desk in DESKS {
            let folder = self.folder.join(desk);
            if folder.exists() {
                std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
            }
            if let Some(server) = &self.server {
                server.drop_database(desk).await;
            }
        }
        Ok(())
    }

    /// The arguments that make the program work on one of the desks.
    pub(crate) fn args(&self, command: &str, desk: &str) -> Vec<String> {
        let data = self.folder.join(desk).display().to_string();
        let mut args = vec![command.to_owned(), "--data".to_owned(), data];
        args.extend(self.server.iter().flat_map(|server| ["--database".to_owned(), server.url(desk)]));
        args
    }

    /// Starts one of the desks.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) async fn start(&self, program: &Path, command: &str, desk: &str) -> Result<Desk> {
        Desk::start(program, &self.args(command, desk), &self.log(desk)).await
    }

    /// Where a desk logs.
    pub(crate) fn log(&self, desk: &str) -> PathBuf {
        self.folder.join(format!("{desk}.log"))
    }

    /// The bare driver's way to the database of a desk.
    ///
    /// # Errors
    /// The driver's.
    pub(crate) async fn database(&self, desk: &str) -> Result<Database> {
        match &self.server {
            None => Database::sqlite(&self.folder.join(desk).join("tierline.db")).await,
            Some(server) => Database::postgres(&server.url(desk)).await,
        }
    }

    /// Copies a desk that does not run.
    ///
    /// # Errors
    /// When files cannot be copied, or the server refuses.
    pub(crate) async fn copy(&self, from: &str, to: &str) -> Result<()> {
        copy_folder(&self.folder.join(from), &self.folder.join(to))?;
        if let Some(server) = &self.server {
            let sql = format!("create database {to} template {from} strategy file_copy");
            Database::postgres(&server.url("postgres")).await?.execute(sql).await?;
        }
        Ok(())
    }

    /// The folder of a desk.
    pub(crate) fn folder(&self, desk: &str) -> PathBuf {
        self.folder.join(desk)
    }

    /// Makes the small and the large desk: the demo, twice.
    ///
    /// # Errors
    /// When the program or the database refuses.
    pub(crate) async fn demo(&self, program: &Path) -> Result<Agent> {
        if let Some(server) = &self.server {
            server.create_empty("small").await;
        }
        let desk = self.start(program, "demo", "small").await?;
        let agent = Agent::read(&self.folder.join("small/demo.json"), &desk).await?;
        desk.stop().await?;
        self.copy("small", "large").await?;
        Ok(agent)
    }

    /// Makes the small and the large desk with so many cases.
    ///
    /// # Errors
    /// When the program or the database refuses.
    pub(crate) async fn fill(&self, program: &Path, small: u64, large: u64) -> Result<Agent> {
        if let Some(server) = &self.server {
            server.create_empty("small").await;
        }
        let desk = self.start(program, "demo", "small").await?;
        let agent = Agent::read(&self.folder.join("small/demo.json"), &desk).await?;
        let templates = agent.open_templates(&desk).await?;
        desk.stop().await?;
        self.copy("small", "large").await?;
        for (name, cases) in [("small", small), ("large", large)] {
            let database = self.database(name).await?;
            let made = templates.len() as u64;
            let copies = |id: &String| Template { id: id.clone(), copies: cases / made };
            seed::copy(&database, &templates.iter().map(copies).collect::<Vec<_>>()).await?;
            let (cases, entries) = (seed::count(&database, "cases").await?, seed::count(&database, "timeline").await?);
            println!("{}: {name} desk with {cases} cases and {entries} timeline entries", self.engine.name());
            database.close().await;
        }
        Ok(agent)
    }
}

impl Agent {
    /// The first helpdesk agent of the demo, whose organization sells directly.
    async fn read(file: &Path, desk: &Desk) -> Result<Self> {
        let text = std::fs::read(file).with_context(|| file.display().to_string())?;
        let demo: Value = serde_json::from_slice(&text)?;
        let users = demo["users"].as_array().context("demo.json has users")?;
        let user = users.iter().find(|user| user["role"] == "helpdesk_agent").context("a helpdesk agent")?;
        let text = |key: &str| user[key].as_str().map(str::to_owned).with_context(|| format!("demo.json: {key}"));
        let token = text("token")?;
        let mut connection = Connection::open(desk.address).await?;
        let authorization = format!("Bearer {token}");
        let headers = [("Authorization", authorization.as_str())];
        let me = connection.send(&http::get("/api/v1/me", &headers)).await?.expect(200)?.json()?;
        let customers = connection.send(&http::get("/api/v1/customers", &headers)).await?.expect(200)?.json()?;
        let customers = customers["items"].as_array().into_iter().flatten();
        let customers: Vec<String> = customers.filter_map(|one| Some(one["id"].as_str()?.to_owned())).collect();
        ensure!(!customers.is_empty(), "the demo's partner has customers");
        customers.iter().try_for_each(|id| id.parse::<CustomerId>().map(drop))?;
        let id: tierline_domain::UserId = me["id"].as_str().context("who am I")?.parse()?;
        let (email, password) = (text("email")?, text("password")?);
        Ok(Self { id: id.uuid(), token, email, password, customers })
    }

    /// The header by which programs are known.
    pub(crate) fn authorization(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// A report of one of the customers.
    pub(crate) fn report(&self, turn: u64) -> Value {
        let customer = &self.customers[usize::try_from(turn).unwrap_or_default() % self.customers.len()];
        json!({
            "customer_id": customer,
            "subject": format!("Nobody can open the price list ({turn})"),
            "description": "Since this morning the price list opens empty for everybody in sales. Other lists are fine.",
            "severity": "moderate",
            "affected_users": 40,
        })
    }

    /// Opens a case, and gives what the API says of it.
    ///
    /// # Errors
    /// When the API refuses.
    pub(crate) async fn open(&self, connection: &mut Connection, turn: u64, key: &str) -> Result<Value> {
        self.post(connection, "/api/v1/cases", key, &self.report(turn), 201).await
    }

    async fn post(
        &self,
        connection: &mut Connection,
        path: &str,
        key: &str,
        body: &Value,
        status: u16,
    ) -> Result<Value> {
        let authorization = self.authorization();
        let headers = [("Authorization", authorization.as_str()), ("Idempotency-Key", key)];
        let answer = connection.send(&http::post(path, &headers, body)).await?;
        answer.expect(status).with_context(|| path.to_owned())?.json()
    }

    /// Signs in as people do, and gives the cookie.
    ///
    /// # Errors
    /// When the desk refuses.
    pub(crate) async fn sign_in(&self, desk: &Desk) -> Result<String> {
        let mut connection = Connection::open(desk.address).await?;
        let fields = format!("email={}&password={}", self.email.replace('@', "%40"), self.password);
        let answer = connection.send(&http::form("/signin", &[], &fields)).await?.expect(303)?;
        Ok(answer.cookie.context("signing in sets a cookie")?.to_owned())
    }

    /// Opens the cases that are copied: all with the same number of entries, most of them closed.
    async fn open_templates(&self, desk: &Desk) -> Result<Vec<String>> {
        let mut connection = Connection::open(desk.address).await?;
        // One more, to see how many entries closing adds: a closed case takes no notes.
        let trial = self.open_template(&mut connection, 0).await?;
        let before = self.entries(&mut connection, &trial).await?;
        self.close(&mut connection, &trial).await?;
        let closing = self.entries(&mut connection, &trial).await? - before;
        let mut templates = Vec::new();
        for index in 0..TEMPLATES {
            let id = self.open_template(&mut connection, index as u64 + 1).await?;
            let stays_open = index < OPEN;
            self.top_up(&mut connection, &id, if stays_open { ENTRIES } else { ENTRIES - closing }).await?;
            if !stays_open {
                self.close(&mut connection, &id).await?;
            }
            ensure!(self.entries(&mut connection, &id).await? == ENTRIES, "every case has {ENTRIES} entries");
            templates.push(id.parse::<CaseId>()?.uuid().simple().to_string());
        }
        Ok(templates)
    }

    async fn open_template(&self, connection: &mut Connection, turn: u64) -> Result<String> {
        let case = self.open(connection, turn, &format!("template-{turn}")).await?;
        Ok(case["id"].as_str().context("the case's id")?.to_owned())
    }

    async fn close(&self, connection: &mut Connection, case: &str) -> Result<()> {
        let text =
            json!({"text": "The list was filtered by an old view. The filter is gone, and the list is whole again."});
        let path = format!("/api/v1/cases/{case}/closure");
        self.post(connection, &path, &format!("close-{case}"), &text, 200).await.map(drop)
    }

    async fn entries(&self, connection: &mut Connection, case: &str) -> Result<u64> {
        let authorization = self.authorization();
        let request = http::get(&format!("/api/v1/cases/{case}/timeline"), &[("Authorization", &authorization)]);
        let timeline = connection.send(&request).await?.expect(200)?.json()?;
        Ok(timeline["items"].as_array().map_or(0, Vec::len) as u64)
    }

    async fn top_up(&self, connection: &mut Connection, case: &str, wanted: u64) -> Result<()> {
        for turn in self.entries(connection, case).await?..wanted {
            let note = json!({"visibility": "internal", "text": "The view was last changed in spring; the site's owner was asked."});
            let path = format!("/api/v1/cases/{case}/notes");
            self.post(connection, &path, &format!("note-{turn}-{case}"), &note, 201).await?;
        }
        Ok(())
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
