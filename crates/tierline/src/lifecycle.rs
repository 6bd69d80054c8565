//! Start and stop: boring on purpose. The first signal lets requests and jobs finish, a second one ends at once.

use std::{io::IsTerminal, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use tierline_connect::email::{Certificates, MailListener, folder};
use tierline_http::{AppState, Calls, Certificate, HttpConfig};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing_subscriber::{EnvFilter, fmt};

use crate::{
    config::{Settings, Tls},
    desk::Desk,
};

/// How long requests and jobs may take to finish after the first signal.
const GRACE: Duration = Duration::from_secs(20);

/// Sets up the log. `TIERLINE_LOG` or `--log` chooses what is written, as `info` or `tierline_jobs=debug`.
pub(crate) fn telemetry(filter: Option<&str>) {
    let filter =
        filter.and_then(|text| EnvFilter::try_new(text).ok()).unwrap_or_else(|| EnvFilter::new("warn,tierline=info"));
    fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).with_ansi(is_coloured()).init();
}

/// Colours are for a terminal: in a file their codes are in the way. Who wants none there either says so (<https://no-color.org>).
fn is_coloured() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|text| text.is_empty())
}

/// A desk that listens.
pub(crate) struct Listening {
    listener: TcpListener,
    /// The address people type.
    pub(crate) url: String,
    renewable: Option<Renewable>,
    config: HttpConfig,
    /// Where mail comes in, and the address that was taken for it.
    mail: Option<TcpListener>,
}

/// Takes the address, so that it can be told before the first request.
pub(crate) async fn listen(settings: &Settings, folder: &Path) -> Result<Listening> {
    let renewable = settings.tls.as_ref().map(|tls| Renewable::open(tls, folder)).transpose()?;
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("{} can't be listened on", settings.listen))?;
    let address: SocketAddr = listener.local_addr()?;
    let scheme = if renewable.is_some() { "https" } else { "http" };
    let url = settings.public_url.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
    let url = url.trim_end_matches('/').to_owned();
    let proxies =
        settings.trusted_proxies.iter().map(|text| text.parse().context("trusted_proxies")).collect::<Result<_>>()?;
    // Browsers keep a cookie that demands HTTPS from plain HTTP only where the address is a loopback's own.
    let config = HttpConfig {
        secure_cookies: url.starts_with("https://"),
        public_url: url.clone(),
        trusted_proxies: proxies,
        calls: Calls { person: settings.calls_per_person, address: settings.calls_per_address },
    };
    if !address.ip().is_loopback() && settings.public_url.is_none() {
        bail!(
            "set public_url to the HTTPS address people type: this desk listens beyond the loopback address {address}"
        );
    }
    let mail = match settings.mail.listen {
        Some(place) => {
            let taken = TcpListener::bind(place).await;
            Some(taken.with_context(|| format!("{place} of [mail] listen can't be listened on"))?)
        }
        None => None,
    };
    Ok(Listening { listener, url, renewable, config, mail })
}

/// Serves until a signal comes or the store dies.
pub(crate) async fn serve(desk: Desk, settings: &Settings, listening: Listening, mut signals: Signals) -> Result<()> {
    let (stop, tracker) = (CancellationToken::new(), TaskTracker::new());
    desk.public_url.get_or_init(|| listening.url.clone());
    let jobs = tierline_jobs::Config {
        poll: Duration::from_secs(settings.poll_seconds.max(1)),
        audit_key: desk.audit_key.clone(),
    };
    tierline_jobs::start(&desk.app, jobs, &tracker, &stop);
    let state = AppState { stopping: stop.clone(), ..AppState::new(desk.app.clone(), listening.config) };
    let certificate = listening.renewable.map(|renewable| renewable.watch(&tracker, &stop));
    take_mail(&desk, settings, (listening.mail, certificate.clone()), &tracker, &stop);
    let router = tierline_http::router(state);
    let serving = tokio::spawn(tierline_http::serve(listening.listener, certificate, router, stop.clone()));
    let died = tokio::select! {
        () = signals.next() => false,
        () = desk.app.store().died() => true,
    };
    stop.cancel();
    tracker.close();
    let finish = async {
        tracker.wait().await;
        let _ = serving.await;
        desk.app.store().close().await;
    };
    tokio::select! {
        () = finish => {}
        () = signals.next() => tracing::warn!("a second signal: ending at once"),
        () = tokio::time::sleep(GRACE) => tracing::warn!("not all work finished in time"),
    }
    if died {
        bail!("the database can't be written any more: see the log, then start again");
    }
    Ok(())
}

/// Takes mail in by the ways that the settings name.
fn take_mail(
    desk: &Desk,
    settings: &Settings,
    (listener, certificate): (Option<TcpListener>, Option<Arc<Certificate>>),
    tracker: &TaskTracker,
    stop: &CancellationToken,
) {
    let Some(domain) = &settings.mail.domain else { return };
    if let Some(folder) = settings.mail.inbox(&desk.folder) {
        let stop = stop.clone();
        tracker.spawn(folder::watch(desk.app.clone(), folder, async move { stop.cancelled().await }));
    }
    if let Some(listener) = listener {
        let certificates = certificate.map(|one| Arc::new(move || one.plain()) as Certificates);
        let name = settings.mail.name.clone().unwrap_or_else(|| domain.clone());
        let (stop, taking) = (stop.clone(), MailListener { app: desk.app.clone(), name, certificates });
        tracker.spawn(taking.serve(listener, async move { stop.cancelled().await }));
    }
}

/// A certificate, and the signal that its files were renewed. Without one that signal keeps its meaning: the terminal is gone.
struct Renewable {
    certificate: Arc<Certificate>,
    renewed: Signal,
}

impl Renewable {
    fn open(tls: &Tls, folder: &Path) -> Result<Self> {
        let certificate = Arc::new(tls.read(folder).context("[tls]")?);
        Ok(Self { certificate, renewed: signal(SignalKind::hangup())? })
    }

    /// Reads the files again at each signal, as long as the desk runs.
    fn watch(mut self, tracker: &TaskTracker, stop: &CancellationToken) -> Arc<Certificate> {
        let (certificate, stop) = (Arc::clone(&self.certificate), stop.clone());
        tracker.spawn(async move {
            while let Some(Some(())) = stop.run_until_cancelled(self.renewed.recv()).await {
                match self.certificate.reload() {
                    Ok(()) => tracing::info!("the certificate was read again"),
                    Err(error) => tracing::error!(%error, "the earlier certificate stays in use"),
                }
            }
        });
        certificate
    }
}

/// The signals that end the program. Taken before it says that it listens: who reads that may send one at once.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on the signals are heard here, and no longer end the process by themselves.
    pub(crate) fn take() -> Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// The next signal.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
