//! The one tool of this repository.

use clap::{Parser, Subcommand};

mod generate;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The one tool of this repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write everything that comes from core/openapi/*.yaml: operation tables, models and façades.
    Generate(generate::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Generate(arguments) => generate::run(&arguments),
    }
}
