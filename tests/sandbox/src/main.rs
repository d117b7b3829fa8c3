//! `signbridge-sandbox`: the emulator as a program.

use std::io::{self, Write as _};
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use signbridge_sandbox::nextsign::{CreateWindow, Settings};
use signbridge_sandbox::{Clock, Fault, Options, Sandbox, Time, contract, insigner, nexpay, opensign};
use tokio::io::AsyncReadExt as _;

/// A stateful local emulator of the signing APIs.
///
/// Prints its address on the first line and the variables that point a client at it on the next ones, and runs until
/// Ctrl-C. State is in memory. The control API is under /_sandbox.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port of the API; 0 takes a free one.
    #[arg(long, default_value_t = 0, env = "SIGNBRIDGE_SANDBOX_PORT")]
    port: u16,
    /// Port of the file storage; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    storage_port: u16,
    /// Address to listen on. Anything but loopback opens the sandbox to the network: it has no guards.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Seed of ids and faults; the same seed and requests give the same run.
    #[arg(long, default_value_t = 0, env = "SIGNBRIDGE_SANDBOX_SEED")]
    seed: u64,
    /// Start at this time (ISO 8601, UTC) and let it stand still until the control API moves it.
    #[arg(long, value_name = "TIME", value_parser = time)]
    frozen_at: Option<Time>,
    /// A fault from the start: `kind,name=value,…` or JSON. May be given several times.
    #[arg(long = "fault", value_name = "FAULT")]
    faults: Vec<Fault>,
    /// Faults from the start, as a JSON list; meant for the environment.
    #[arg(long = "faults-json", value_name = "JSON", env = "SIGNBRIDGE_SANDBOX_FAULTS", hide = true)]
    faults_json: Option<String>,
    /// Requests that a key may make in a minute; 0: no limit.
    #[arg(long, default_value_t = 100, value_name = "REQUESTS")]
    rate_limit: u32,
    /// NextSign: v2 errors come as HTTP 200.
    #[arg(long)]
    legacy_200: bool,
    /// NextSign: HTTP status of "Case not found".
    #[arg(long, default_value_t = 200, value_name = "STATUS", value_parser = clap::value_parser!(u16).range(200..600))]
    case_not_found_status: u16,
    /// NextSign: so many gets of a new case answer 404 first.
    #[arg(long, value_name = "GETS")]
    create_window: Option<u32>,
    /// NextSign: when a case was created is told so many seconds behind the `Date` header.
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    created_at_lag: u32,
    /// inSigner: webhooks may be registered at http:// and private addresses.
    #[arg(long)]
    private_webhooks: bool,
    /// Stop when standard input ends, so that it ends with the program that started it.
    #[arg(long)]
    stop_with_stdin: bool,
    /// Write a sample contract to this file, and exit.
    #[arg(long, value_name = "FILE")]
    write_contract: Option<PathBuf>,
}

fn time(text: &str) -> Result<Time, String> {
    Time::parse(text).ok_or_else(|| "not a time such as 2026-01-14T16:40:27Z".to_owned())
}

impl Arguments {
    fn options(self) -> Result<Options, String> {
        let mut faults = self.faults;
        if let Some(json) = self.faults_json.filter(|json| !json.trim().is_empty()) {
            let json =
                serde_json::from_str(&json).map_err(|error| format!("SIGNBRIDGE_SANDBOX_FAULTS: {error}"))?;
            faults.extend(
                Fault::read_all(&json).map_err(|error| format!("SIGNBRIDGE_SANDBOX_FAULTS: {error}"))?,
            );
        }
        Ok(Options {
            host: self.host,
            port: self.port,
            storage_port: self.storage_port,
            seed: self.seed,
            clock: self.frozen_at.map_or_else(Clock::running, Clock::frozen),
            faults,
            keep_answers: false,
            nextsign: Settings {
                rate_limit: Some(self.rate_limit).filter(|limit| *limit > 0),
                legacy_200: self.legacy_200,
                case_not_found_status: self.case_not_found_status,
                create_window: self.create_window.map_or(CreateWindow::None, CreateWindow::Gets),
                created_at_lag: self.created_at_lag,
            },
            insigner: insigner::Settings { private_webhooks: self.private_webhooks, ..Default::default() },
            nexpay: nexpay::Settings::default(),
            opensign: opensign::Settings::default(),
        })
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(io::stderr(), "signbridge-sandbox: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), String> {
    if let Some(path) = arguments.write_contract {
        return std::fs::write(&path, contract()).map_err(|error| format!("{}: {error}", path.display()));
    }
    let stop_with_stdin = arguments.stop_with_stdin;
    let (host, port) = (arguments.host, arguments.port);
    let sandbox = Sandbox::start(arguments.options()?)
        .map_err(|error| format!("cannot listen on {host}, port {port}: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        // Before the announcement: whoever reads it may send a signal at once.
        let interrupted = interrupted().map_err(|error| format!("cannot listen for signals: {error}"))?;
        announce(&sandbox).map_err(|error| format!("cannot write to standard output: {error}"))?;
        tokio::select! {
            () = interrupted => {}
            () = stdin_ended(), if stop_with_stdin => {}
        }
        Ok::<_, String>(())
    })?;
    // A read of standard input cannot be called back; the process must not wait for it.
    runtime.shutdown_background();
    Ok(())
}

fn announce(sandbox: &Sandbox) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "signbridge-sandbox listening on {}", sandbox.origin())?;
    for (name, value) in sandbox.env() {
        writeln!(out, "export {name}={value}")?;
    }
    out.flush()
}

#[cfg(unix)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(windows)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        let _ = interrupt.recv().await;
    })
}

async fn stdin_ended() {
    let mut stdin = tokio::io::stdin();
    let mut buffer = [0; 256];
    while matches!(stdin.read(&mut buffer).await, Ok(read) if read > 0) {}
}
