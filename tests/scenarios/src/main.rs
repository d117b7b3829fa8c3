//! `signbridge-scenarios serve`: the fake provider and judge, for runners in other languages.

use std::io::{Read, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use signbridge_scenarios::{Library, control};

#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print `{"address": "http://127.0.0.1:PORT"}`, serve the control API there, stop when standard input closes.
    Serve {
        /// The folder with the scenario files.
        #[arg(long, default_value_os_t = Library::folder())]
        folder: PathBuf,
    },
    /// Print what the scenarios against the sandbox call with success, as JSON: `{name: {provider, operations}}`.
    Calls,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = match Arguments::parse().command {
        Command::Serve { folder } => folder,
        Command::Calls => {
            let library = Library::load(&Library::folder())?;
            serde_json::to_writer(std::io::stdout(), &library.calls()?)?;
            return Ok(());
        }
    };
    let router = control::router(Library::load(&folder)?);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{}", serde_json::json!({"address": format!("http://{}", listener.local_addr()?)}))?;
    stdout.flush()?;
    drop(stdout);
    tokio::select! {
        served = axum::serve(listener, router) => Ok(served?),
        // The runner that started this closed our standard input, or died.
        _ = tokio::task::spawn_blocking(until_closed) => Ok(()),
    }
}

fn until_closed() {
    let mut ignored = [0; 1024];
    let mut stdin = std::io::stdin().lock();
    while matches!(stdin.read(&mut ignored), Ok(1..)) {}
}
