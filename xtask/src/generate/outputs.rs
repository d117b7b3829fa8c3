//! What is generated. To add an output: one line in [`OUTPUTS`], one template in `xtask/templates`.

use super::format::Formatter;

/// One generated file, or one per provider.
pub(crate) struct Output {
    /// File in `xtask/templates`.
    pub template: &'static str,
    /// Where it goes, below the root. With `{provider}` (`nextsign`) or `{class}` (`NextSign`) there is one file per
    /// provider, whose template sees `provider`; without, one file, whose template sees `providers`. With `{resource}`
    /// (`Cases`) besides, there is one per resource, whose template sees `resource` too.
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
    output("rust_dispatch.rs.j2", "tests/scenarios/tests/rust/dispatch/{provider}.rs", Formatter::Rust),
    // Python
    output("python_init.py.j2", "bindings-python/signbridge/__init__.py", Formatter::Python),
    output(
        "python_provider_init.py.j2",
        "bindings-python/signbridge/{provider}/__init__.py",
        Formatter::Python,
    ),
    output("python_models.py.j2", "bindings-python/signbridge/{provider}/models.py", Formatter::Python),
    output(
        "python_operations.py.j2",
        "bindings-python/signbridge/{provider}/_operations.py",
        Formatter::Python,
    ),
    output("python_client.py.j2", "bindings-python/signbridge/{provider}/_client.py", Formatter::Python),
    output(
        "python_async_client.py.j2",
        "bindings-python/signbridge/{provider}/_async_client.py",
        Formatter::Python,
    ),
    output("python_dispatch.py.j2", "bindings-python/tests/_dispatch.py", Formatter::Python),
    // Node
    output("node_catalogue.ts.j2", "bindings-node/src/generated/catalogue.ts", Formatter::Node),
    output("node_provider.ts.j2", "bindings-node/src/generated/{provider}.ts", Formatter::Node),
    output("node_dispatch.mjs.j2", "bindings-node/test/generated/dispatch.mjs", Formatter::Node),
    // Kotlin
    output(
        "kotlin_catalogue.kt.j2",
        "bindings-kotlin/src/main/kotlin/dev/signbridge/generated/Catalogue.kt",
        Formatter::None,
    ),
    output(
        "kotlin_client.kt.j2",
        "bindings-kotlin/src/main/kotlin/dev/signbridge/generated/{provider}/{class}.kt",
        Formatter::None,
    ),
    output(
        "kotlin_views.kt.j2",
        "bindings-kotlin/src/main/kotlin/dev/signbridge/generated/{provider}/{class}Views.kt",
        Formatter::None,
    ),
    output(
        "kotlin_resource.kt.j2",
        "bindings-kotlin/src/main/kotlin/dev/signbridge/generated/{provider}/{resource}.kt",
        Formatter::None,
    ),
    output(
        "kotlin_requests.kt.j2",
        "bindings-kotlin/src/main/kotlin/dev/signbridge/generated/{provider}/Requests.kt",
        Formatter::None,
    ),
    output(
        "kotlin_answers.kt.j2",
        "bindings-kotlin/src/main/kotlin/dev/signbridge/generated/{provider}/Answers.kt",
        Formatter::None,
    ),
    output(
        "kotlin_values.kt.j2",
        "bindings-kotlin/src/main/kotlin/dev/signbridge/generated/{provider}/Values.kt",
        Formatter::None,
    ),
    output(
        "kotlin_dispatch.kt.j2",
        "bindings-kotlin/src/test/kotlin/dev/signbridge/generated/{class}Dispatcher.kt",
        Formatter::None,
    ),
];

const fn output(template: &'static str, path: &'static str, formatter: Formatter) -> Output {
    Output { template, path, formatter }
}
