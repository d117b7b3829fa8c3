//! Placeholder until generated.
use crate::operation::*;
/// The provider.
pub static PROVIDER: Provider = Provider {
    name: "nextsign",
    title: "NextSign",
    credential_header: ("authorization", "Bearer "),
    credential_env: "NEXTSIGN_API_KEY",
    credential_argument: "api_key",
    tenant: Some(Tenant { argument: "company_id", env: "NEXTSIGN_COMPANY_ID", placeholder: "company" }),
    origins: &[
        Origin {
            name: "v2",
            argument: "api_url",
            env: "NEXTSIGN_API_URL",
            servers: &[
                ("production", "https://www.nextsign.dk/api"),
                ("test", "https://test.nextsign.dk/api"),
            ],
        },
        Origin {
            name: "files",
            argument: "files_api_url",
            env: "NEXTSIGN_FILES_API_URL",
            servers: &[("production", "https://api.nextsign.dk")],
        },
    ],
    operations: &[Operation {
        id: "cases.list",
        method: "GET",
        origin: 0,
        path: &[Segment::Literal("v2"), Segment::Tenant, Segment::Literal("cases"), Segment::Literal("get")],
        params: &[],
        body: Body::None,
        safety: Safety::Read,
        envelope: Envelope::Member(&["cases", "data.cases"]),
        pagination: None,
        timeout: None,
        inline_files: None,
        follow: None,
    }],
};
