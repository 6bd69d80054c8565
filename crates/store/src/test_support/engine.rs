//! One database per test, on either engine.

use std::{
    fs::{self, File},
    ops::Deref,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use super::{postgres::Server, schema_digest, user};
use crate::{Engine, Options, Store};

/// Makes two tests of each `async fn(TestStore)`: one in a module `on_sqlite`, one in `on_postgres`.
#[macro_export]
macro_rules! on_both_engines {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $test() { $crate::test_support::run($crate::Engine::Sqlite, super::$test); })*
        }
        mod on_postgres {
            $(#[test] fn $test() { $crate::test_support::run($crate::Engine::Postgres, super::$test); })*
        }
    };
}

/// A migrated, empty store that is thrown away after its test.
#[derive(Debug)]
pub struct TestStore {
    store: Store,
    url: String,
    place: Arc<Place>,
}

/// Where the database lives.
#[derive(Debug)]
enum Place {
    Folder(#[expect(dead_code, reason = "it is removed when dropped")] Folder),
    Server(Server, String),
}

impl Place {
    /// A test that panics skips this: its database goes with the server, its folder when dropped.
    async fn discard(&self) {
        if let Self::Server(server, name) = self {
            server.drop_database(name).await;
        }
    }
}

/// A folder that goes when it is dropped.
#[derive(Debug)]
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays in a folder for throw-away things.
        fs::remove_dir_all(&self.0).ok();
    }
}

impl Deref for TestStore {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

/// Small pools: many tests run side by side on one server.
fn options() -> Options {
    Options { connections: 8, ..Options::default() }
}

impl TestStore {
    /// Opens a new database.
    ///
    /// # Panics
    /// When the engine is not there: a missing engine fails the run.
    pub async fn open(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::on_sqlite().await,
            Engine::Postgres => Self::on_postgres().await,
        }
    }

    /// Opens a new database in which no migration has run.
    ///
    /// # Panics
    /// When the engine is not there.
    pub async fn empty(engine: Engine) -> Self {
        let (url, place) = match engine {
            Engine::Sqlite => {
                let (folder, file) = new_folder();
                (format!("sqlite:{}", file.display()), Place::Folder(folder))
            }
            Engine::Postgres => {
                let (server, name) = (Server::join().await, new_name());
                server.drop_database(&name).await;
                server.create_empty(&name).await;
                (server.url(&name), Place::Server(server, name))
            }
        };
        let store = Store::open(&url, options()).await.expect("the new database opens");
        Self { store, url, place: Arc::new(place) }
    }

    async fn on_sqlite() -> Self {
        let (folder, file) = new_folder();
        fs::copy(template().await, &file).expect("a copy of the template database");
        let url = format!("sqlite:{}", file.display());
        let store = Store::open(&url, options()).await.expect("the copied database opens");
        Self { store, url, place: Arc::new(Place::Folder(folder)) }
    }

    async fn on_postgres() -> Self {
        let server = Server::join().await;
        let name = new_name();
        server.create_migrated(&name).await;
        let url = server.url(&name);
        let store = Store::open(&url, options()).await.expect("the copied database opens");
        Self { store, url, place: Arc::new(Place::Server(server, name)) }
    }

    /// The address of the database, for a program under test.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The store itself, to be kept.
    #[must_use]
    pub fn store(&self) -> Store {
        self.store.clone()
    }

    /// Opens the same database once more, as another node (on SQLite: another process) would.
    ///
    /// # Panics
    /// When that fails.
    pub async fn another_node(&self) -> Store {
        Store::open(&self.url, options()).await.expect("the database opens once more")
    }

    /// Runs SQL as an intruder with full access to the database would.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn tamper(&self, sql: &str) {
        tamper(&self.store, sql).await;
    }

    /// Lets the engine count what it has, all of it and at once.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn count_rows(&self) {
        self.tamper("analyze").await;
        self.store.optimize().await.expect("statistics");
    }

    /// Closes the store and throws the database away.
    pub async fn discard(self) {
        self.store.close().await;
        self.place.discard().await;
    }
}

/// Runs SQL on any database as an intruder with full access to it would.
///
/// # Panics
/// When the database refuses it.
pub async fn tamper(store: &Store, sql: &str) {
    use crate::store::Direct;
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    match store.direct().await.expect("a connection of its own") {
        Direct::Lite(mut conn) => sqlx::raw_sql(sql).execute(&mut conn).await.map(drop),
        Direct::Pg(mut conn) => sqlx::raw_sql(sql).execute(&mut conn).await.map(drop),
    }
    .expect("the statement is right");
}

/// Runs one test on one engine, in a runtime of its own.
///
/// # Panics
/// When the test does, or the engine is not there.
pub fn run<F: Future<Output = ()>>(engine: Engine, test: impl FnOnce(TestStore) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the test");
    runtime.block_on(async {
        let store = TestStore::open(engine).await;
        let place = Arc::clone(&store.place);
        test(store).await;
        place.discard().await;
    });
}

/// A folder in memory where there is one: nothing in it has to survive.
fn sqlite_base() -> PathBuf {
    let base = std::env::var_os("TIERLINE_TEST_DIR").map(PathBuf::from).unwrap_or_else(|| {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
    });
    base.join(format!("tierline-test-sqlite-{}", user()))
}

/// A folder for one test's database, and the database's file in it.
fn new_folder() -> (Folder, PathBuf) {
    let folder = Folder(unique(&sqlite_base()));
    // A test that was killed may have left one of the same name.
    fs::remove_dir_all(&folder.0).ok();
    fs::create_dir_all(&folder.0).expect("a folder for the test's database");
    let file = folder.0.join("desk.db");
    (folder, file)
}

/// The name of one test's database on the server.
fn new_name() -> String {
    unique(Path::new("test")).display().to_string().replace(['/', '-'], "_")
}

/// A name that no other test of this or another process has at the same time.
fn unique(base: &Path) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    base.join(format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)))
}

/// The migrated file that tests copy; made by the first process that needs it.
async fn template() -> PathBuf {
    let base = sqlite_base();
    fs::create_dir_all(&base).expect("a folder for test databases");
    let file = base.join(format!("template-{}.db", schema_digest(Engine::Sqlite)));
    if file.exists() {
        return file;
    }
    let lock = File::create(base.join("template.lock")).expect("a lock file");
    lock.lock().expect("the lock");
    if file.exists() {
        return file;
    }
    let draft = unique(&base).with_extension("draft");
    let store = Store::open(&format!("sqlite:{}", draft.display()), options()).await.expect("a new database opens");
    store.migrate().await.expect("the migrations run");
    // Closing leaves everything in the one file.
    store.close().await;
    fs::rename(&draft, &file).expect("the template takes its name");
    file
}
