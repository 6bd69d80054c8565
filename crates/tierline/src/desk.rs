//! Opening a desk: its database, its files, its keys, and the application on top.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use anyhow::{Context, Result, bail};
use object_store::local::LocalFileSystem;
use tierline_app::{
    App, Books, BreachList, Carriers, Chance, Clock, ConsentDesk, IdentityDesk, NoBreachList, Parts,
    connection::{Consents, StoredConnections, vault::KeyRing},
    email::Replies,
};
use tierline_connect::{
    AzureSupportCarrier, BookReader, BreachRanges, DeskPost, EmailCarrier, FeedParsers, Fetcher, GraphProbe, Outbound,
    PartnerCenterCarrier, TicketCaller, TicketCarrier, outbound::SystemLookup,
};
use tierline_domain::Route;
use tierline_store::{AuditAccounts, AuditKey, Options, SchemaState, Store, System};

use crate::{
    config::{self, Target},
    key::KeyFile,
    mail::{PacketMail, PersonLetters},
    system::{SystemChance, SystemClock},
};

/// An open desk.
pub(crate) struct Desk {
    /// The application.
    pub(crate) app: App,
    /// The key that seals the audit log.
    pub(crate) audit_key: AuditKey,
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// The address at which other desks call it, once it listens.
    pub(crate) public_url: Arc<OnceLock<String>>,
}

/// How the schema is treated on opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    /// Brought up to date.
    Migrate,
    /// Refused where it is not up to date.
    Require,
}

/// Connects to the database of a desk as it is: its schema is neither looked at nor changed.
pub(crate) async fn connect(target: &Target) -> Result<Store> {
    match Store::open(&target.url(), Options::default()).await {
        Ok(store) => Ok(store),
        Err(error) => bail!("the database can't be opened: {error}: {}", way_out(&error)),
    }
}

/// Opens the database of a desk.
pub(crate) async fn open_store(target: &Target, schema: Schema) -> Result<Store> {
    let folder = target.folder();
    if schema == Schema::Migrate {
        make_folder(&folder)?;
    } else if target.database.is_none() && !folder.join("tierline.db").exists() {
        bail!(
            "there is no desk in {}: start one with `tierline serve --data {0}`, or name another folder with --data",
            folder.display()
        );
    }
    let store = connect(target).await?;
    let state = store.schema_state().await?;
    match (schema, &state) {
        _ if state.usable() => {}
        (Schema::Migrate, SchemaState::Empty | SchemaState::Behind { .. }) => {
            store.migrate().await.context("the schema can't be brought up to date")?;
        }
        _ => bail!("{state}: run `tierline migrate`, or start the program that made it"),
    }
    Ok(store)
}

/// What to do where the database can't be opened.
pub(crate) fn way_out(error: &tierline_store::Error) -> &'static str {
    match error {
        tierline_store::Error::Unreachable { .. } => {
            "start PostgreSQL there, or correct host and port in --database or TIERLINE_DATABASE"
        }
        tierline_store::Error::Busy => "try again in a moment",
        _ => "check --database or --data, and that the server runs",
    }
}

/// What is around a desk.
pub(crate) struct Surroundings {
    /// What tells the time.
    pub(crate) clock: Arc<dyn Clock>,
    /// What gives chance.
    pub(crate) chance: Arc<dyn Chance>,
    /// What carries requests to recipients, in place of the program's own.
    pub(crate) carriers: Option<Carriers>,
    /// What reads the provider's side of the books, in place of the program's own.
    pub(crate) books: Option<Arc<dyn Books>>,
}

/// Opens a desk with the machine's clock and chance.
pub(crate) async fn open(target: &Target, schema: Schema) -> Result<Desk> {
    let machine =
        Surroundings { clock: Arc::new(SystemClock), chance: Arc::new(SystemChance), carriers: None, books: None };
    open_with(target, schema, machine).await
}

/// Opens a desk in given surroundings.
pub(crate) async fn open_with(target: &Target, schema: Schema, around: Surroundings) -> Result<Desk> {
    let Surroundings { clock, chance, carriers, books } = around;
    let store = open_store(target, schema).await?;
    let folder = target.folder();
    make_folder(&folder.join("files"))?;
    let files =
        LocalFileSystem::new_with_prefix(folder.join("files")).context("the folder of files can't be opened")?;
    let key = audit_key_bytes(&folder)?;
    let audit_key = AuditKey::new(key);
    let settings = config::settings(&folder)?;
    let replies = settings.mail.domain.as_deref().map(|domain| Arc::new(Replies::new(domain, &key)));
    let asking = settings.asking(&folder)?;
    let outbound = Arc::new(Outbound::new(asking, clock.clone(), chance.clone(), Arc::new(SystemLookup)));
    let fetcher = Fetcher::new(settings.feeds.fetching(&folder), Arc::clone(&outbound));
    let keys = secrets_keys(&store, &folder).await?;
    let connections = StoredConnections::new(store.clone(), Arc::clone(&keys));
    let public_url = Arc::new(OnceLock::new());
    let tickets = Arc::new(TicketCarrier::new(Arc::clone(&outbound), Arc::clone(&public_url)));
    let post = DeskPost::new(
        Arc::clone(&outbound),
        Arc::new(PersonLetters(Arc::clone(&public_url))),
        settings.mail.post(&folder),
    );
    let app = App::new(Parts {
        store,
        clock,
        chance,
        feeds: Arc::new(FeedParsers),
        fetcher: Arc::new(fetcher),
        files: Arc::new(files),
        connections: Arc::new(connections),
        carriers: carriers.unwrap_or_else(|| own_carriers(&outbound, tickets, replies.clone())),
        replies,
        books: books.unwrap_or_else(|| Arc::new(BookReader::new(Arc::clone(&outbound)))),
        post: Arc::new(post),
        breaches: breach_list(&settings.passwords, &outbound)?,
        callbacks: Arc::new(TicketCaller::new(Arc::clone(&outbound))),
        probe: Arc::new(GraphProbe::new(Arc::clone(&outbound))),
        consents: Arc::clone(&outbound) as Arc<dyn ConsentDesk>,
        identities: Arc::clone(&outbound) as Arc<dyn IdentityDesk>,
        keys,
        audit_accounts: AuditAccounts::of(&audit_key),
    });
    outbound.keep_consents(Arc::new(Consents::of(&app)));
    Ok(Desk { app, audit_key, folder, public_url })
}

/// The list of leaked passwords that the operator names.
fn breach_list(settings: &config::Passwords, outbound: &Arc<Outbound>) -> Result<Arc<dyn BreachList>> {
    let Some(address) = &settings.breach_list else { return Ok(Arc::new(NoBreachList)) };
    let list = BreachRanges::new(Arc::clone(outbound), address).map_err(anyhow::Error::msg);
    Ok(Arc::new(list.context("[passwords] breach_list")?))
}

/// What this program carries requests by.
fn own_carriers(outbound: &Arc<Outbound>, tickets: Arc<TicketCarrier>, replies: Option<Arc<Replies>>) -> Carriers {
    let mail = EmailCarrier::new(Arc::clone(outbound), Arc::new(PacketMail), replies);
    Carriers::default()
        .with(Route::Email, Arc::new(mail))
        .with(Route::TroubleTicket, tickets)
        .with(Route::AzureSupport, Arc::new(AzureSupportCarrier::new(Arc::clone(outbound))))
        .with(Route::PartnerCenter, Arc::new(PartnerCenterCarrier::new(Arc::clone(outbound))))
}

/// Makes a folder that only its owner can enter.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("the folder {} can't be made", folder.display()))
}

/// Writes a file that only its owner can read, whole or not at all.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let aside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside).with_context(|| format!("{} can't be written", aside.display()))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&aside, path).with_context(|| format!("{} can't be written", path.display()))
}

/// The keys that seal the secrets of connections. The first is made once: never where secrets are there already that another one
/// sealed, for then that one is missing.
async fn secrets_keys(store: &Store, folder: &Path) -> Result<Arc<dyn KeyRing>> {
    let file = KeyFile::of(folder);
    if !file.exists() {
        let used = store.read(System).await?.connection_secret_keys().await?;
        if used.is_empty() {
            file.make()?;
        } else {
            tracing::warn!(file = %file.path.display(), "the key of secrets is missing: connections can't sign in");
        }
    }
    Ok(Arc::new(file))
}

/// The key that seals the audit log, made once. It stays outside the database: who can change rows can't seal them.
pub(crate) fn audit_key(folder: &Path) -> Result<AuditKey> {
    audit_key_bytes(folder).map(AuditKey::new)
}

/// The key itself: other keys that must stay as they are for as long as the desk lives are derived from it.
fn audit_key_bytes(folder: &Path) -> Result<[u8; 32]> {
    let path = folder.join("audit.key");
    let mut key = [0_u8; 32];
    if path.exists() {
        let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
        let text = text.trim();
        if text.len() != 64 || !text.is_ascii() {
            bail!("{} does not hold a key of 64 hexadecimal digits: restore it from a backup", path.display());
        }
        for (place, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16)
                .with_context(|| format!("{} does not hold a key of 64 hexadecimal digits", path.display()))?;
        }
    } else {
        make_folder(folder)?;
        SystemChance.fill(&mut key);
        let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        write_private(&path, text.as_bytes())?;
    }
    Ok(key)
}
