//! Runs every scenario against the Rust client, in process.
//!
//! `target/scenarios/rust.json` gets the names that passed; `cargo xtask test` compares it with the lists of the other
//! languages. `SCENARIO="part of a name" cargo test -p signbridge-scenarios --test rust` runs some of them, and then
//! writes no list.

mod arguments;
mod dispatch;
mod logs;
mod steps;
mod take;

use std::path::{Path, PathBuf};

use signbridge_scenarios::{Library, Session};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_holds_for_the_rust_client() {
    let library = Library::load(&Library::folder()).expect("the scenario files are right");
    #[expect(clippy::disallowed_methods, reason = "a test's own switch")]
    let wanted = std::env::var("SCENARIO").ok();
    let names = library.names();
    let mut passed = Vec::new();
    let mut failed = 0;
    logs::listen();
    for name in names.iter().filter(|name| wanted.as_ref().is_none_or(|wanted| name.contains(wanted))) {
        let mut session = Session::start(&library, name).await.expect("loopback is there");
        logs::begin(&session.opening().config);
        let construct_error = dispatch::play(&mut session).await.err();
        let verdict = session.finish(construct_error).await;
        if verdict.passed {
            passed.push(*name);
        } else {
            failed += 1;
            println!("FAILED {name}\n    {}", verdict.failures.join("\n    "));
        }
    }
    println!("rust: {} of {} scenarios passed", passed.len(), passed.len() + failed);
    if wanted.is_none() {
        write_list(&passed);
    }
    assert_eq!(failed, 0, "{failed} scenarios failed");
    let (lines, told) = logs::heard();
    println!("{lines} lines were logged");
    assert!(lines > passed.len(), "nobody listened");
    assert_eq!(told, Vec::<String>::new(), "a key is in what was logged");
}

/// A list that says which scenarios were run and held.
fn write_list(passed: &[&str]) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().map(PathBuf::from);
    let folder = target.expect("Cargo's folder for tests is in its target folder").join("scenarios");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    let list = serde_json::to_vec_pretty(passed).expect("names are text");
    std::fs::write(folder.join("rust.json"), list).expect("the target folder can be written");
}
