//! A throw-away PostgreSQL server from the installed binaries.
//!
//! All test processes of a run share it. The first starts it, under a watchdog that stops it when nobody has used it
//! for a while: test runners start a process per test, and starting a server per test would take most of the time.
//! It listens on a socket in a folder of its own, so that servers of several runs never meet.
//!
//! `TIERLINE_TEST_PG` names the folder (short: a socket's path has at most 107 bytes); without it there is one per
//! user. `TIERLINE_PG_BIN` names the folder of the binaries; without it the newest installed ones are taken.

use std::{
    fs::{self, File},
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use super::{schema_digest, user};
use crate::{Engine, Options, Store};

/// The user and group that the server runs as when root runs the tests (PostgreSQL refuses root): nobody.
const ORDINARY: u32 = 65_534;
/// How many seconds the server waits for the next user.
const GRACE: &str = "20";

/// The port that names the socket of a server that listens on nothing else.
const PORT: u16 = 5432;

/// Throw-away data needs no durability.
const FAST: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=300",
    "shared_buffers=64MB",
    "listen_addresses=",
];

/// As a server in production: for tests of durability and for benchmarks.
const DURABLE: &[&str] = &["max_connections=100", "shared_buffers=256MB", "listen_addresses="];

/// A running server. It stays for as long as somebody holds it.
#[derive(Debug, Clone)]
pub struct Server {
    folder: PathBuf,
    port: u16,
    #[expect(dead_code, reason = "the lock is the sign that the server is in use")]
    used: Arc<File>,
}

impl Server {
    /// Joins the shared server for tests; starts it if it does not run.
    ///
    /// # Panics
    /// When there is no PostgreSQL, or it does not start: a missing engine fails the run.
    pub async fn join() -> Self {
        let folder = std::env::var_os("TIERLINE_TEST_PG").map(PathBuf::from);
        let folder = folder.unwrap_or_else(|| std::env::temp_dir().join(format!("tierline-test-pg-{}", user())));
        Self::join_at(&folder, PORT, || owned(FAST)).await
    }

    /// Joins a server in this folder that keeps what it commits; starts it if it does not run.
    ///
    /// # Panics
    /// When there is no PostgreSQL, or it does not start.
    pub async fn join_durable(folder: &Path) -> Self {
        Self::join_at(folder, PORT, || owned(DURABLE)).await
    }

    /// Joins the shared server that speaks TLS; starts it if it does not run, with the certificate and the key that are
    /// made for it (PEM). It listens on the loopback address: PostgreSQL does not encrypt its sockets.
    #[cfg(test)]
    pub(crate) async fn join_encrypted(make: impl FnOnce() -> (String, String)) -> Self {
        let folder = std::env::temp_dir().join(format!("tierline-test-tls-{}", user()));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        drop(listener);
        let settings = || {
            let (certificate, key) = make();
            let (certificate_file, key_file) = (folder.join("server.crt"), folder.join("server.key"));
            fs::write(&certificate_file, certificate).expect("the certificate");
            fs::remove_file(&key_file).ok();
            fs::write(&key_file, key).expect("the key");
            private(&key_file, 0o600);
            fs::write(folder.join("port"), port.to_string()).expect("the port");
            let mut settings = owned(FAST);
            settings.extend([
                "listen_addresses=127.0.0.1".to_owned(),
                format!("port={port}"),
                "ssl=on".to_owned(),
                format!("ssl_cert_file={}", certificate_file.display()),
                format!("ssl_key_file={}", key_file.display()),
            ]);
            settings
        };
        Self::join_at(&folder, port, settings).await
    }

    /// The certificate of a server that speaks TLS.
    #[cfg(test)]
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.join("server.crt")
    }

    /// The address of a database by TCP, of a server that speaks TLS.
    #[cfg(test)]
    pub(crate) fn tcp_url(&self, host: &str, database: &str) -> String {
        format!("postgres://tierline@{host}:{}/{database}", self.port)
    }

    /// The settings are made only where the server is started.
    async fn join_at(folder: &Path, port: u16, settings: impl FnOnce() -> Vec<String>) -> Self {
        fs::create_dir_all(folder).expect("a folder for the server");
        let starting = open_lock(folder, "start.lock");
        starting.lock().expect("the lock for joining");
        let used = open_lock(folder, "use.lock");
        used.lock_shared().expect("the lock of a user");
        let mut server = Self { folder: folder.to_owned(), port, used: Arc::new(used) };
        // The watchdog holds this one: where it is free, no server runs.
        let idle = open_lock(folder, "watchdog.lock").try_lock().is_ok();
        if idle {
            start(folder, &settings());
            server.wait().await;
        } else if let Ok(port) = fs::read_to_string(folder.join("port")) {
            server.port = port.parse().expect("the port of the running server");
        }
        server
    }

    /// The address of a database on this server.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let socket = self.folder.join("socket");
        format!("postgres://tierline@localhost:{}/{database}?host={}", self.port, socket.display())
    }

    async fn connect(&self) -> sqlx::Result<PgConnection> {
        self.url("postgres").parse::<PgConnectOptions>()?.connect().await
    }

    async fn wait(&self) {
        let mut last = None;
        for _ in 0..600 {
            match self.connect().await {
                Ok(conn) => return conn.close().await.expect("the first connection closes"),
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        panic!("PostgreSQL does not start: {last:?}\n{log}");
    }

    async fn execute(&self, sql: String) -> sqlx::Result<()> {
        let mut conn = self.connect().await?;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await?;
        conn.close().await
    }

    /// Makes an empty database.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn create_empty(&self, name: &str) {
        self.execute(format!("create database {name}")).await.expect("a new database");
    }

    /// Makes a database with the schema of this program, by copying one.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn create_migrated(&self, name: &str) {
        let template = self.template().await;
        // A test that was killed may have left one of the same name.
        self.drop_database(name).await;
        self.execute(format!("create database {name} template {template}")).await.expect("a copy of the template");
    }

    /// Removes a database, whoever is connected to it.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn drop_database(&self, name: &str) {
        self.execute(format!("drop database if exists {name} with (force)")).await.expect("the database goes");
    }

    /// The migrated database that tests copy; made by the first process that needs it.
    async fn template(&self) -> String {
        let name = format!("template_{}", schema_digest(Engine::Postgres));
        if self.exists(&name).await {
            return name;
        }
        let lock = open_lock(&self.folder, "template.lock");
        lock.lock().expect("the lock of the template");
        if !self.exists(&name).await {
            let draft = format!("draft_{}", std::process::id());
            self.create_empty(&draft).await;
            let store = Store::open(&self.url(&draft), Options::default()).await.expect("the new database opens");
            store.migrate().await.expect("the migrations run");
            store.close().await;
            self.execute(format!("alter database {draft} rename to {name}"))
                .await
                .expect("the template takes its name");
        }
        name
    }

    async fn exists(&self, name: &str) -> bool {
        let mut conn = self.connect().await.expect("a connection");
        let found: bool = sqlx::query_scalar("select exists (select 1 from pg_database where datname = $1)")
            .bind(name)
            .fetch_one(&mut conn)
            .await
            .expect("an answer");
        conn.close().await.expect("the connection closes");
        found
    }
}

fn owned(settings: &[&str]) -> Vec<String> {
    settings.iter().map(|&setting| setting.to_owned()).collect()
}

/// Makes a file or folder the server's alone.
fn private(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is the server's alone");
    if user() == 0 {
        chown(path, Some(ORDINARY), Some(ORDINARY)).expect("it is the server's");
    }
}

fn open_lock(folder: &Path, name: &str) -> File {
    File::options().create(true).truncate(false).read(true).write(true).open(folder.join(name)).expect("a lock file")
}

/// The folder of the newest installed binaries.
fn binaries() -> PathBuf {
    if let Some(folder) = std::env::var_os("TIERLINE_PG_BIN") {
        return folder.into();
    }
    let version = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().parse::<u32>().ok();
    let newest = fs::read_dir("/usr/lib/postgresql").ok().and_then(|entries| {
        entries.filter_map(Result::ok).filter(|entry| version(entry).is_some()).max_by_key(version)
    });
    newest.map(|entry| entry.path().join("bin")).expect(
        "PostgreSQL is installed under /usr/lib/postgresql, or TIERLINE_PG_BIN names the folder of its binaries",
    )
}

/// A command line that runs as an ordinary user and ends with its parent.
fn as_ordinary_user(program: &Path) -> Vec<String> {
    let mut words = vec!["setpriv".to_owned(), "--pdeathsig=QUIT".into()];
    if user() == 0 {
        words.extend([format!("--reuid={ORDINARY}"), format!("--regid={ORDINARY}"), "--clear-groups".into()]);
    }
    words.extend(["--".into(), program.display().to_string()]);
    words
}

/// Makes a new cluster and starts its server under a watchdog.
fn start(folder: &Path, settings: &[String]) {
    let (data, socket) = (folder.join("data"), folder.join("socket"));
    for folder in [&data, &socket] {
        // What a server that died left behind is not worth keeping: it did not write durably.
        fs::remove_dir_all(folder).ok();
        fs::create_dir_all(folder).expect("a folder of the server");
        private(folder, 0o700);
    }
    initialize(&data);
    let program = as_ordinary_user(&binaries().join("postgres"));
    let mut command = Command::new("sh");
    command.arg("-c").arg(include_str!("watchdog.sh")).arg("watchdog").arg(folder).arg(GRACE).args(program);
    command.arg("-D").arg(&data).arg("-k").arg(&socket);
    settings.iter().for_each(|setting| {
        command.arg("-c").arg(setting);
    });
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // A process group of its own: it outlives this process and what stops it. So nobody waits for it here.
    #[expect(clippy::zombie_processes, reason = "the watchdog outlives this process")]
    let _watchdog = command.process_group(0).current_dir("/").spawn().expect("the watchdog starts");
}

fn initialize(data: &Path) {
    let words = as_ordinary_user(&binaries().join("initdb"));
    let done = Command::new(&words[0])
        .args(&words[1..])
        .args(["--username=tierline", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
        .arg(data)
        .current_dir("/")
        .output()
        .expect("setpriv (util-linux) runs initdb");
    assert!(done.status.success(), "initdb: {}", String::from_utf8_lossy(&done.stderr));
}
