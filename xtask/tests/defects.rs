//! Every test that docs/resilience.md names for a defect of others exists.

#![allow(clippy::unwrap_used, reason = "the helpers are test code as well")]

use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn each_defect_of_others_has_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = [
        "core/tests",
        "tests/scenarios",
        "bindings-python/tests",
        "bindings-node/test",
        "bindings-kotlin/src/test",
    ];
    let paths: Vec<PathBuf> = folders.iter().flat_map(|folder| files(&root.join(folder))).collect();
    let tests: String = paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();

    let page = fs::read_to_string(root.join("docs/resilience.md")).unwrap();
    let (_, table) = page.split_once("| defect | test |").unwrap();
    let rows: Vec<&str> = table.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 15, "the table is gone");
    for row in rows {
        let cell = row.trim_matches('|').rsplit('|').next().unwrap();
        let named: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test: {row}");
        for name in named {
            let is_file = paths
                .iter()
                .any(|path| path.ends_with(name) || path.strip_prefix(root).unwrap() == Path::new(name));
            assert!(is_file || tests.contains(name), "there is no test called {name}");
        }
    }
}
