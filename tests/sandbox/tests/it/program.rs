//! The program: what it prints, and how it stops.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

fn start(arguments: &[&str]) -> (Child, Vec<String>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_signbridge-sandbox"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // To the last line: a program whose output is closed under it cannot end well.
    let mut all = Vec::new();
    for line in lines.map(Result::unwrap) {
        all.push(line);
        if all.last().is_some_and(|line| line.starts_with("export SIGNBRIDGE_SANDBOX_URL=")) {
            break;
        }
    }
    (child, all)
}

#[test]
fn it_prints_its_address_first_and_then_the_variables() {
    let (mut child, lines) = start(&["--stop-with-stdin"]);
    let origin = lines[0].strip_prefix("signbridge-sandbox listening on ").unwrap();
    assert!(origin.starts_with("http://127.0.0.1:"), "{origin}");
    assert_eq!(
        lines[1..5],
        [
            "export NEXTSIGN_API_KEY=sandbox-key".to_owned(),
            "export NEXTSIGN_COMPANY_ID=6500e19662ec13c4faa7de00".to_owned(),
            format!("export NEXTSIGN_API_URL={origin}/api"),
            format!("export NEXTSIGN_FILES_API_URL={origin}"),
        ]
    );
    for provider in ["INSIGNER", "NEXPAY"] {
        assert!(
            lines.iter().any(|line| line.starts_with(&format!("export {provider}_API_KEY="))),
            "{provider}"
        );
    }
    assert_eq!(lines.last(), Some(&format!("export SIGNBRIDGE_SANDBOX_URL={origin}")));
    // It ends with the program that started it.
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn it_stops_at_ctrl_c_and_sigterm() {
    for signal in ["INT", "TERM"] {
        let (mut child, _) = start(&[]);
        let sent =
            Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert!(child.wait().unwrap().success(), "SIG{signal}");
    }
}

#[test]
fn a_fault_that_makes_no_sense_is_refused_at_the_start() {
    let output = Command::new(env!("CARGO_BIN_EXE_signbridge-sandbox"))
        .args(["--fault", "status,status=99"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("status is not between 200 and 599"));
}
