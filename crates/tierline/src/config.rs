//! Configuration: built-in defaults, then `tierline.toml` of the data folder, then `TIERLINE_…` variables, then the command line.

use std::{
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Args;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};
use tierline_connect::{
    email::PostSettings,
    fetch::FetchSettings,
    outbound::{Allow, OutboundSettings, Proxy},
};
use tierline_http::{Calls, Certificate, CertificateError};

/// Where a desk lives when nothing is said.
const FOLDER: &str = "tierline-data";
/// Where the demo lives when nothing is said: never where somebody's own desk is.
pub(crate) const DEMO_FOLDER: &str = "tierline-demo";

/// Which desk a command works on. Every command that touches a desk's data takes these.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Target {
    /// Folder of the desk: its database (unless --database names another), files and keys. Default: tierline-data, for the demo
    /// tierline-demo.
    #[arg(long, global = true, value_name = "DIR", env = "TIERLINE_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// Address of the database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(long, global = true, value_name = "URL", env = "TIERLINE_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
}

/// Settings of a desk.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// The address to listen on; port 0 takes a free one.
    pub(crate) listen: SocketAddr,
    /// The address people type; needed behind a proxy. Cookies demand HTTPS unless it is a loopback address.
    pub(crate) public_url: Option<String>,
    /// Proxies whose forwarding headers are believed: addresses or ranges like 10.0.0.0/8.
    pub(crate) trusted_proxies: Vec<String>,
    /// Calls a minute of one person or program; 0 is refused.
    pub(crate) calls_per_person: NonZeroU32,
    /// Calls a minute of all at one address whom nobody knows; 0 is refused.
    pub(crate) calls_per_address: NonZeroU32,
    /// The certificate to listen with; plain HTTP where nothing is said.
    pub(crate) tls: Option<Tls>,
    /// Seconds between looks at the outbox where nothing wakes the relay.
    pub(crate) poll_seconds: u64,
    /// How the desk reads health feeds.
    pub(crate) feeds: Feeds,
    /// How the desk asks others, for feeds and through connections.
    pub(crate) outbound: OutboundTable,
    /// How answers by mail arrive, and how the desk writes to its people.
    pub(crate) mail: MailTable,
    /// What is asked of new passwords.
    pub(crate) passwords: Passwords,
}

/// What is asked of new passwords: the table `[passwords]`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Passwords {
    /// A list of leaked passwords that is asked by the first five digits of a hash; none is asked where nothing is said.
    pub(crate) breach_list: Option<String>,
}

/// Settings of mail that arrives, and of the desk's own mails to its people: the table `[mail]`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MailTable {
    /// The domain of the addresses that answers are sent to; where nothing is said, answers go to the mailbox that requests are
    /// sent from.
    pub(crate) domain: Option<String>,
    /// The address to listen on for mail; none where nothing is said.
    pub(crate) listen: Option<SocketAddr>,
    /// What the desk calls itself to mail servers; the domain where nothing is said.
    pub(crate) name: Option<String>,
    /// The folder in which a mail system leaves mails; a relative path starts in the data folder.
    pub(crate) folder: Option<PathBuf>,
    /// The server that sends the desk's own mails: `smtps://mail.example.com`; none are sent where nothing is said.
    pub(crate) server: Option<String>,
    /// The address that they come from.
    pub(crate) from: Option<String>,
    /// The name that the desk signs in to that server with; the password is the secret `mail-password`.
    pub(crate) user: Option<String>,
}

impl MailTable {
    /// The folder in which mails are left, where there is one.
    pub(crate) fn inbox(&self, folder: &Path) -> Option<PathBuf> {
        self.folder.as_ref().map(|inbox| folder.join(inbox))
    }

    /// How the desk of this folder sends its own mails, where it does.
    pub(crate) fn post(&self, folder: &Path) -> Option<PostSettings> {
        let (server, from) = self.server.clone().zip(self.from.clone())?;
        Some(PostSettings { server, from, user: self.user.clone(), secrets: secrets(folder) })
    }
}

/// With what the desk listens in TLS by itself: the table `[tls]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    /// The file with the certificate and what links it to its root, in PEM; a relative path starts in the data folder.
    pub(crate) certificate: PathBuf,
    /// The file with its private key, in PEM.
    pub(crate) key: PathBuf,
}

impl Tls {
    /// The certificate as the files have it now.
    pub(crate) fn read(&self, folder: &Path) -> std::result::Result<Certificate, CertificateError> {
        Certificate::open(folder.join(&self.certificate), folder.join(&self.key))
    }
}

/// Settings of the health feeds that a desk reads by itself: the table `[feeds]`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Feeds {
    /// The older place of `[outbound] allow`; both count.
    pub(crate) allow: Vec<String>,
    /// The folder of feeds that are files; `feeds` in the data folder where nothing is said.
    pub(crate) folder: Option<PathBuf>,
    /// The older place of `[outbound] authority`, which wins.
    pub(crate) authority: Option<String>,
}

impl Feeds {
    /// How the desk of this folder gets its feeds.
    pub(crate) fn fetching(&self, folder: &Path) -> FetchSettings {
        FetchSettings { feeds: self.folder.clone().unwrap_or_else(|| folder.join("feeds")), ..FetchSettings::default() }
    }
}

/// Settings of what goes out: the table `[outbound]`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OutboundTable {
    /// Hosts and ranges that may be asked though they are not public, and over plain HTTP.
    pub(crate) allow: Vec<String>,
    /// A proxy that all requests go through; none where nothing is said, whatever the environment says.
    pub(crate) proxy: Option<String>,
    /// Hosts, domains and ranges that are reached without the proxy.
    pub(crate) no_proxy: Vec<String>,
    /// A sign-in service in place of the provider's own, for tests and for gateways.
    pub(crate) authority: Option<String>,
}

impl Settings {
    /// How the desk of this folder asks others.
    pub(crate) fn asking(&self, folder: &Path) -> Result<OutboundSettings> {
        let OutboundTable { allow, proxy, no_proxy, authority } = &self.outbound;
        let allow: Vec<&String> = allow.iter().chain(&self.feeds.allow).collect();
        Ok(OutboundSettings {
            allow: Allow::parse(&allow).map_err(anyhow::Error::msg).context("[outbound] allow")?,
            proxy: proxy.clone().map(|address| Proxy { address, bypass: no_proxy.clone() }),
            authority: authority.clone().or_else(|| self.feeds.authority.clone()),
            secrets: secrets(folder),
            ..OutboundSettings::default()
        })
    }
}

/// The folder with the secrets of a desk, a file each.
pub(crate) fn secrets(folder: &Path) -> PathBuf {
    folder.join("secrets")
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8420)),
            public_url: None,
            trusted_proxies: Vec::new(),
            calls_per_person: Calls::default().person,
            calls_per_address: Calls::default().address,
            tls: None,
            poll_seconds: 5,
            feeds: Feeds::default(),
            outbound: OutboundTable::default(),
            mail: MailTable::default(),
            passwords: Passwords::default(),
        }
    }
}

impl Target {
    /// The data folder; [`FOLDER`] here where nothing is said.
    pub(crate) fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from(FOLDER))
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.folder().join("tierline.db").display()))
    }

    /// The file of the database; none where a server has it, which nodes may share.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        let url = self.url();
        let path = url.strip_prefix("sqlite:")?;
        Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
    }
}

/// Reads the settings of a data folder.
pub(crate) fn settings(folder: &Path) -> Result<Settings> {
    Figment::from(Serialized::defaults(Settings::default()))
        .merge(Toml::file(folder.join("tierline.toml")))
        .merge(Env::prefixed("TIERLINE_").only(&[
            "listen",
            "public_url",
            "trusted_proxies",
            "poll_seconds",
            "calls_per_person",
            "calls_per_address",
        ]))
        .extract()
        .context("the settings can't be read: see docs/operating.md for their names")
}
