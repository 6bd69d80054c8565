//! A desk that follows feeds: customers from a file, feeds from files, cases from templates.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tierline_domain::CaseId;
use tokio::process::Command;

use super::{
    Size,
    payload::{SERVICES, SYMPTOMS, graph, issue, say},
};
use crate::{
    database::Database,
    desk::Desk,
    http::{self, Connection},
    prepare::Site,
    seed::{self, Template},
};

/// The feed of which the benchmark changes a post; it has one issue, on every desk.
const CHANGED: usize = 1;
/// Issues that each tenant's own feed lists.
const OF_TENANTS: usize = 5;
/// How long everything may take to arrive.
const PATIENCE: Duration = Duration::from_secs(1_800);
/// Long ago: what is due since then has not been read yet.
const LONG_AGO: &str = "'2000-01-01T00:00:00+00:00'";

/// A desk that was filled.
#[derive(Debug)]
pub(super) struct Followed {
    pub(super) name: &'static str,
    pub(super) size: Size,
    /// Cases of the agent's organization that can still be worked on.
    pub(super) open_cases: usize,
    data: PathBuf,
    now: DateTime<Utc>,
}

/// The time that the program goes by: what its feeds tell of has just happened.
#[expect(clippy::disallowed_methods, reason = "the program under measurement runs by the machine's clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Which feeds are to be read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    All,
    Tenants,
    Public,
    Changed,
}

impl Which {
    fn condition(self) -> String {
        match self {
            Self::All => "1 = 1".to_owned(),
            Self::Tenants => "tenants = 'each'".to_owned(),
            Self::Public => "tenants = 'public'".to_owned(),
            Self::Changed => format!("name = '{}'", feed_name(CHANGED)),
        }
    }
}

fn feed_name(number: usize) -> String {
    format!("volume-{number:03}")
}

/// Who manages the feeds of the agent's organization, and its name.
struct Admin {
    authorization: String,
    organization: String,
}

impl Admin {
    fn read(data: &Path) -> Result<Self> {
        let file = data.join("demo.json");
        let text = std::fs::read(&file).with_context(|| file.display().to_string())?;
        let demo: Value = serde_json::from_slice(&text)?;
        let users = || demo["users"].as_array().into_iter().flatten();
        let agent = users().find(|user| user["role"] == "helpdesk_agent").context("a helpdesk agent")?;
        let same = |user: &&Value| {
            user["role"] == "global_admin" && ["organization_id", "cloud"].iter().all(|key| user[key] == agent[key])
        };
        let admin = users().find(same).context("a global admin of the agent's organization")?;
        let text = |key: &str| admin[key].as_str().map(str::to_owned).with_context(|| format!("demo.json: {key}"));
        Ok(Self { authorization: format!("Bearer {}", text("token")?), organization: text("organization")? })
    }

    /// The condition under which a row is of this organization in the public cloud.
    fn owns(&self, table: &str) -> String {
        format!(
            "{table}.cloud = 'public' and {table}.organization_id = (select o.id from organization o where o.name = '{}')",
            self.organization
        )
    }

    async fn post(&self, connection: &mut Connection, path: &str, key: &str, body: &Value) -> Result<Value> {
        let headers = [("Authorization", self.authorization.as_str()), ("Idempotency-Key", key)];
        let answer = connection.send(&http::post(path, &headers, body)).await?;
        answer.expect(201).with_context(|| path.to_owned())?.json()
    }

    async fn customers(&self, connection: &mut Connection) -> Result<String> {
        let headers = [("Authorization", self.authorization.as_str())];
        let found = connection.send(&http::get("/api/v1/customers?limit=1", &headers)).await?.expect(200)?.json()?;
        found["items"][0]["id"].as_str().map(str::to_owned).context("a customer")
    }
}

impl Followed {
    /// Fills one of the desks, which is the demo until then.
    ///
    /// # Errors
    /// When the program refuses something, or it takes too long.
    pub(super) async fn fill(site: &Site, program: &Path, name: &'static str, size: Size) -> Result<Self> {
        let data = site.folder(name);
        let mut followed = Self { name, size, open_cases: 0, now: now(), data };
        let admin = Admin::read(&followed.data)?;
        followed.add_customers(site, program, &admin).await?;
        followed.write_feeds()?;
        let desk = site.start(program, "serve", name).await?;
        let database = site.database(name).await?;
        followed.add_feeds(&desk, &admin).await?;
        followed.until_quiet(&database).await?;
        let templates = followed.open_templates(&desk, &admin).await?;
        followed.until_quiet(&database).await?;
        desk.stop().await?;
        let copies = (size.cases / templates.len()) as u64;
        let templates: Vec<_> = templates.into_iter().map(|id| Template { id, copies }).collect();
        seed::copy(&database, &templates).await?;
        // As after a dozen rounds: the first ones are remembered one by one.
        let calm = site.engine.choose(
            "update health_feed set history = json_set(history, '$.tries', 'rrrrrrrrrrrr') where feed_id is not null",
            "update health_feed set history = jsonb_set(history, '{tries}', '\"rrrrrrrrrrrr\"') where feed_id is not null",
        );
        database.execute(calm).await?;
        let open = format!(
            "select cast(count(*) as text) from cases c where {} and c.status in ('open', 'waiting_on_customer', 'waiting_on_provider')",
            admin.owns("c")
        );
        followed.open_cases = database.texts(open).await?.first().context("a count")?.parse()?;
        database.close().await;
        Ok(followed)
    }

    async fn add_customers(&self, site: &Site, program: &Path, admin: &Admin) -> Result<()> {
        // The demo has some already, and each of them is a tenant.
        let database = site.database(self.name).await?;
        let sql = format!(
            "select cast(count(*) as text) from customer c where {} and c.relationship_status = 'active'",
            admin.owns("c")
        );
        let there: usize = database.texts(sql).await?.first().context("a count")?.parse()?;
        database.close().await;
        let mut csv = "name,domain,tenant_id,country,service,quantity\n".to_owned();
        for number in there..self.size.tenants {
            let service = SERVICES[number % SERVICES.len()];
            csv.push_str(&format!(
                "Volume customer {number},volume{number}.example,00000000-0000-4000-8000-{number:012x},PL,{service},10\n"
            ));
        }
        let file = self.data.join("customers.csv");
        std::fs::write(&file, csv)?;
        let mut args = site.args("import", self.name);
        let which =
            ["customers", &file.display().to_string(), "--organization", &admin.organization].map(str::to_owned);
        args.splice(1..1, which);
        let done = Command::new(program).args(&args).output().await?;
        ensure!(done.status.success(), "customers were not imported: {}", String::from_utf8_lossy(&done.stderr));
        Ok(())
    }

    /// The issues are spread over the feeds; the first is the tenants' own, the second has one issue that is about to change.
    fn write_feeds(&self) -> Result<()> {
        let folder = self.data.join("feeds");
        std::fs::create_dir_all(&folder)?;
        let write =
            |feed: usize, payload: &Value| std::fs::write(folder.join(format!("{feed:03}.json")), payload.to_string());
        let Size { issues, posts, feeds, .. } = self.size;
        let rest = OF_TENANTS + 1..issues;
        write(0, &graph(1..=OF_TENANTS, issues, posts, self.now))?;
        write(CHANGED, &graph([0], issues, posts, self.now))?;
        for feed in CHANGED + 1..feeds {
            let mine = rest.clone().filter(|number| number % (feeds - 2) == feed - 2);
            write(feed, &graph(mine, issues, posts, self.now))?;
        }
        Ok(())
    }

    /// The changed issue says one thing more.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn say_more(&self, time: u32) -> Result<()> {
        let mut issue = issue(0, self.size.issues, self.size.posts, self.now);
        let at = |more: u32| (self.now + chrono::Duration::seconds(i64::from(more) + 1)).to_rfc3339();
        let more = (0..=time).map(|more| say(&at(more), 0, 1_000 + more as usize));
        issue["posts"].as_array_mut().context("posts")?.extend(more);
        issue["lastModifiedDateTime"] = json!(at(time));
        let file = self.data.join("feeds").join(format!("{CHANGED:03}.json"));
        Ok(std::fs::write(file, json!({ "value": [issue] }).to_string())?)
    }

    async fn add_feeds(&self, desk: &Desk, admin: &Admin) -> Result<()> {
        let mut connection = Connection::open(desk.address).await?;
        for feed in 0..self.size.feeds {
            let name = feed_name(feed);
            let body = json!({
                "name": name, "format": "graph", "location": format!("file:{feed:03}.json"),
                "tenants": if feed == 0 { "each" } else { "public" }, "interval_minutes": 1440,
            });
            admin.post(&mut connection, "/api/v1/service-health/feeds", &name, &body).await?;
        }
        Ok(())
    }

    /// One case of each service; gives their identifiers as hexadecimal digits.
    async fn open_templates(&self, desk: &Desk, admin: &Admin) -> Result<Vec<String>> {
        let mut connection = Connection::open(desk.address).await?;
        let customer = admin.customers(&mut connection).await?;
        let mut ids = HashSet::new();
        for (number, service) in SERVICES.iter().enumerate() {
            let body = json!({
                "customer_id": customer, "subject": format!("{service}: {}", SYMPTOMS[number % SYMPTOMS.len()]),
                "description": "Since this morning nobody here can work with it.", "service": service,
            });
            let case = admin.post(&mut connection, "/api/v1/cases", &format!("volume-{number}"), &body).await?;
            let id: CaseId = case["id"].as_str().context("the case's id")?.parse()?;
            ids.insert(id.uuid().simple().to_string());
        }
        Ok(ids.into_iter().collect())
    }

    /// Makes feeds due, for all their tenants.
    ///
    /// # Errors
    /// The driver's.
    pub(super) async fn make_due(&self, database: &Database, which: Which) -> Result<()> {
        let condition = which.condition();
        let sql = format!(
            "update health_feed set next_at = {LONG_AGO} where feed_id in (select id from polled_feed where {condition}); \
             update polled_feed set next_at = {LONG_AGO} where {condition}"
        );
        database.execute(sql).await
    }

    /// Waits until every feed was read for each tenant, and all that it set going has arrived.
    ///
    /// # Errors
    /// When that takes too long.
    pub(super) async fn until_quiet(&self, database: &Database) -> Result<()> {
        let begin = Instant::now();
        let sql = "select cast((select count(*) from polled_feed where next_at <= '2001-01-01T00:00:00+00:00' \
                   or lease_token is not null) + (select count(*) from polled_feed f where not exists \
                   (select 1 from health_feed h where h.feed_id = f.id)) + (select count(*) from health_feed \
                   where feed_id is not null and (next_at <= '2001-01-01T00:00:00+00:00' or fetched_at is null)) \
                   + (select count(*) from outbox where state = 'waiting') as text)";
        loop {
            let open = database.texts(sql.to_owned()).await?;
            if open.first().is_some_and(|count| count == "0") {
                return Ok(());
            }
            ensure!(begin.elapsed() < PATIENCE, "the feeds of the {} desk were not read: {open:?} left", self.name);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
