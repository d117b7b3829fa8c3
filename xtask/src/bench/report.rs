//! From samples to a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

const OURS: &str = "signbridge";

/// What a program of `tests/bench` writes.
#[derive(Deserialize)]
pub(super) struct Measured {
    runtime: String,
    /// Of the peers.
    versions: BTreeMap<String, String>,
    /// Who decodes into what.
    decoding: String,
    rows: Vec<Row>,
    costs: Vec<Cost>,
}

/// One kind of call, with a sample of every client for each round.
#[derive(Deserialize)]
struct Row {
    /// How it is called: `async`, `blocking`, …
    style: String,
    payload: String,
    in_flight: u32,
    /// Calls a second.
    rates: BTreeMap<String, Vec<f64>>,
    /// Processor time of the whole program per call, in microseconds.
    cpu_us: BTreeMap<String, Vec<f64>>,
}

/// What something costs once.
#[derive(Deserialize)]
struct Cost {
    what: String,
    value: f64,
    unit: String,
    /// The goal.
    most: Option<f64>,
}

impl Measured {
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is not what was expected", file.display()))
    }

    pub(super) fn to_markdown(&self) -> String {
        let peers: BTreeSet<&str> = self.rows.iter().flat_map(Row::peers).collect();
        let mut text = format!("### {}\n\n| | {OURS} |", self.runtime);
        for peer in &peers {
            let version = self.versions.get(*peer).map_or("", String::as_str);
            let _ = write!(text, " {peer} {version} |");
        }
        text.push_str(" to the fastest | µs of CPU, and of the fastest |\n|---|");
        text.push_str(&"---:|".repeat(peers.len() + 3));
        for row in &self.rows {
            let _ = write!(text, "\n| {}, {} × {} |", row.style, row.payload, row.in_flight);
            let cell = |client| median(row.rates.get(client)?).map(whole);
            for client in std::iter::once(&OURS).chain(&peers) {
                let _ = write!(text, " {} |", cell(*client).unwrap_or_else(|| "–".to_owned()));
            }
            match row.standing() {
                Some(Standing { ratio, fastest, cpu }) => {
                    let bold = if ratio < 1.0 { "" } else { "**" };
                    let _ =
                        write!(text, " {bold}{ratio:.2}{bold} of {fastest} | {:.0}, {:.0} |", cpu.0, cpu.1);
                }
                None => text.push_str(" – | – |"),
            }
        }
        let _ = write!(text, "\n\n{}.\n", self.decoding);
        for Cost { what, value, unit, most } in &self.costs {
            let goal = most.map_or_else(String::new, |most| format!(" (goal: at most {most} {unit})"));
            let _ = write!(text, "\n- `{what}`: {value:.1} {unit}{goal}");
        }
        text.push('\n');
        text
    }
}

/// How a row's calls compare with the fastest peer's.
struct Standing<'a> {
    ratio: f64,
    fastest: &'a str,
    cpu: (f64, f64),
}

impl Row {
    fn peers(&self) -> impl Iterator<Item = &str> {
        self.rates.keys().map(String::as_str).filter(|client| *client != OURS)
    }

    fn standing(&self) -> Option<Standing<'_>> {
        let rate = |client: &str| median(self.rates.get(client)?);
        let cpu = |client: &str| median(self.cpu_us.get(client)?);
        let rated = self.peers().filter_map(|peer| Some((peer, rate(peer)?)));
        let (fastest, theirs) = rated.max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        Some(Standing { ratio: rate(OURS)? / theirs, fastest, cpu: (cpu(OURS)?, cpu(fastest)?) })
    }
}

fn median(samples: &[f64]) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// `12 345`
fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_told_against_its_fastest_peer() {
        let measured: Measured = serde_json::from_str(
            r#"{"runtime":"X 1","versions":{"slow":"1.0","fast":"2.0"},"decoding":"all decode","rows":[
                {"style":"async","payload":"small","in_flight":32,
                 "rates":{"signbridge":[1500,12000,900],"slow":[10,20],"fast":[1000,1000,1000]},
                 "cpu_us":{"signbridge":[20],"slow":[1],"fast":[40]}}],
                "costs":[{"what":"view","value":2.04,"unit":"µs","most":20}]}"#,
        )
        .unwrap();
        let text = measured.to_markdown();
        assert!(text.contains("| | signbridge | fast 2.0 | slow 1.0 |"), "{text}");
        assert!(
            text.contains(
                "| async, small × 32 | 1\u{202f}500 | 1\u{202f}000 | 15 | **1.50** of fast | 20, 40 |"
            ),
            "{text}"
        );
        assert!(text.contains("- `view`: 2.0 µs (goal: at most 20 µs)"), "{text}");
    }

    #[test]
    fn a_peer_that_takes_no_part_in_a_row_has_no_number_there() {
        let row = |peer: &str| {
            format!(
                r#"{{"style":"{peer}","payload":"list","in_flight":1,"rates":{{"signbridge":[1],"{peer}":[2]}},
                   "cpu_us":{{"signbridge":[1],"{peer}":[1]}}}}"#
            )
        };
        let json = format!(
            r#"{{"runtime":"X","versions":{{}},"decoding":"","rows":[{},{}],"costs":[]}}"#,
            row("a"),
            row("b")
        );
        let text = serde_json::from_str::<Measured>(&json).unwrap().to_markdown();
        assert!(text.contains("| a, list × 1 | 1 | 2 | – | 0.50 of a | 1, 1 |"), "{text}");
        assert!(text.contains("| b, list × 1 | 1 | – | 2 | 0.50 of b | 1, 1 |"), "{text}");
    }
}
