//! The Rust program of README.md, word for word; the tests run it.
#![allow(clippy::print_stdout, reason = "an example shows what it got")]

use signbridge::nextsign::{CaseSettings, NewCase, NewDocument, NewRecipient, NextSign};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = NextSign::from_env()?;
    let contract = std::fs::read("contract.pdf")?;
    let url = client.documents().upload(contract).name("contract.pdf").send().await?;

    let recipient = NewRecipient::new("Ada Example").email("ada@example.com").signing(true);
    let document = NewDocument::new("contract.pdf", url).sign_obligated(true);
    let case = NewCase::new("Lease", CaseSettings::default(), [recipient], [document]).auto_send(true);
    let created = client.cases().create(&case).send().await?;
    println!("sent case {}", created.id);

    let pending = client.cases().list().status("pending").send().await?;
    println!("{} on this page wait for signatures", pending.items().len());
    Ok(())
}
