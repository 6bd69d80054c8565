//! The program as a process: commands that end, and servers that stay.

use std::{
    ffi::OsStr,
    fs::File,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// How long a server may take until it listens: it may make the whole demo first.
const START: Duration = Duration::from_secs(150);
/// How long it may take to stop.
const STOP: Duration = Duration::from_secs(30);
/// Calls a minute that a server takes: tests call in masses, all from one address.
const CALLS: &str = "1000000";
/// What the program says when it listens.
const LISTENS: &str = "Tierline listens at ";

/// What a command came to.
#[derive(Debug)]
pub struct Done {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// What it said.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Done {
    /// What a command said that ended with this code.
    ///
    /// # Panics
    /// When it ended otherwise.
    #[track_caller]
    #[must_use]
    pub fn expect(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "said: {}\ncomplained: {}", self.stdout, self.stderr);
        self.stdout
    }
}

/// A command line of the program, free of what the machine's environment would set.
fn command<S: AsRef<OsStr>>(binary: &Path, arguments: &[S]) -> Command {
    let mut command = Command::new(binary);
    command.args(arguments).kill_on_drop(true);
    for name in [
        "DATA",
        "DATABASE",
        "LOG",
        "LISTEN",
        "PUBLIC_URL",
        "TRUSTED_PROXIES",
        "POLL_SECONDS",
        "CALLS_PER_PERSON",
        "CALLS_PER_ADDRESS",
    ] {
        command.env_remove(format!("TIERLINE_{name}"));
    }
    command
}

/// Runs a command to its end.
///
/// # Panics
/// When the program can't be started.
pub async fn run<S: AsRef<OsStr>>(binary: &Path, arguments: &[S]) -> Done {
    run_with(binary, arguments, b"").await
}

/// Runs a command to its end, with this on its standard input.
///
/// # Panics
/// When the program can't be started.
pub async fn run_with<S: AsRef<OsStr>>(binary: &Path, arguments: &[S], input: &[u8]) -> Done {
    run_in(Path::new("."), binary, arguments, input).await
}

/// The same in a folder, where it may leave what it writes.
///
/// # Panics
/// When the program can't be started.
pub async fn run_in<S: AsRef<OsStr>>(folder: &Path, binary: &Path, arguments: &[S], input: &[u8]) -> Done {
    let mut command = command(binary, arguments);
    command.current_dir(folder);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{} can't be started: {error}", binary.display()));
    let mut stdin = child.stdin.take().expect("its standard input is a pipe");
    let input = input.to_vec();
    // A command that does not read its input closes the pipe: that is its right.
    let feeding = tokio::spawn(async move { stdin.write_all(&input).await });
    let output = child.wait_with_output().await.expect("a child can be waited for");
    let _ = feeding.await;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A program that serves.
#[derive(Debug)]
pub struct Server {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    log: PathBuf,
    /// The address it told.
    pub url: String,
}

impl Server {
    /// Starts the program and waits until it says where it listens. Its log goes to a file.
    ///
    /// # Panics
    /// When it does not listen in time: the message holds its log.
    pub async fn start<S: AsRef<OsStr>>(binary: &Path, arguments: &[S], log: &Path) -> Self {
        Self::start_in(binary, arguments, &[], log).await
    }

    /// The same with more in its environment.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub async fn start_in<S: AsRef<OsStr>>(
        binary: &Path,
        arguments: &[S],
        environment: &[(String, String)],
        log: &Path,
    ) -> Self {
        let file = File::options().create(true).append(true).open(log).expect("the log can be written");
        let mut starting = command(binary, arguments);
        starting.env("TIERLINE_CALLS_PER_PERSON", CALLS).env("TIERLINE_CALLS_PER_ADDRESS", CALLS);
        starting.envs(environment.iter().map(|(name, value)| (name, value)));
        let child = starting.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{} can't be started: {error}", binary.display()));
        let mut stdout = BufReader::new(child.stdout.take().expect("its output is a pipe")).lines();
        let told = tokio::time::timeout(START, async {
            while let Ok(Some(line)) = stdout.next_line().await {
                if let Some(url) = line.strip_prefix(LISTENS) {
                    return Some(url.trim().to_owned());
                }
            }
            None
        });
        match told.await {
            Ok(Some(url)) => Self { child, stdout, log: log.to_owned(), url },
            _ => panic!("the program does not listen; its log:\n{}", std::fs::read_to_string(log).unwrap_or_default()),
        }
    }

    /// The next line that it says.
    pub async fn next_line(&mut self) -> Option<String> {
        self.stdout.next_line().await.ok().flatten()
    }

    /// Ends it at once, as a power cut does.
    ///
    /// # Panics
    /// When it can't be ended.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("a child can be killed");
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Panics
    /// When it does not stop in time.
    pub async fn stop(mut self) -> ExitStatus {
        let id = self.child.id().expect("it runs").to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(asked.is_ok_and(|status| status.success()), "the signal can be sent");
        let stopped = tokio::time::timeout(STOP, self.child.wait()).await;
        stopped.expect("it stops in time").expect("a child can be waited for")
    }

    /// Its process.
    ///
    /// # Panics
    /// When it has ended.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(40).collect();
            eprintln!("The program's log, the newest line first:\n{}", last.join("\n"));
        }
    }
}
