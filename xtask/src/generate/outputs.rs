//! What is generated. To add an output: one line in [`OUTPUTS`], one template in `xtask/templates`.

use super::format::Formatter;

/// One generated file, or one per provider.
pub(crate) struct Output {
    /// File in `xtask/templates`.
    pub template: &'static str,
    /// Where it goes, below the root. With `{provider}` (`nextsign`) or `{class}` (`NextSign`) there is one file per
    /// provider, whose template sees `provider`; without, one file, whose template sees `providers`.
    pub path: &'static str,
    /// What finishes it.
    pub formatter: Formatter,
}

/// Everything that is generated.
pub(crate) const OUTPUTS: &[Output] = &[
    // Rust
    output("rust_catalogue.rs.j2", "core/src/catalogue.rs", Formatter::Rust),
    output("rust_operations.rs.j2", "core/src/providers/{provider}/operations.rs", Formatter::Rust),
    output("rust_models.rs.j2", "core/src/providers/{provider}/models.rs", Formatter::Rust),
    output("rust_client.rs.j2", "core/src/providers/{provider}/client.rs", Formatter::Rust),
    // Python
    // Node
    // Kotlin
];

const fn output(template: &'static str, path: &'static str, formatter: Formatter) -> Output {
    Output { template, path, formatter }
}
