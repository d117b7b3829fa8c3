// ---- operations.rs
    credential_header: ("x-api-token", ""),
    credential_env: "SAMPLE_TOKEN",
    credential_argument: "api_token",
    tenant: None,
    environments: &["sandbox", "live"],
    origins: &[
        Origin {
            name: "main",
            argument: "api_url",
            env: "SAMPLE_API_URL",
            servers: &[("sandbox", "https://sandbox.example.com/v1"), ("live", "https://api.example.com/v1")],
        },
        Origin {
            name: "files",
            argument: "files_url",
            env: "SAMPLE_FILES_URL",
            servers: &[("live", "https://files.example.com")],
        },
    ],
    limits: &[Limit { requests: 5, window: Duration::from_secs(300), is_general: true }],
static OPERATIONS: [Operation; 2] = [
    Operation {
        id: "things.files",
        method: "GET",
        origin: 1,
        path: &[Segment::Literal("files")],
        params: &[],
        body: Body::None,
        safety: Safety::Read,
        idempotency_header: None,
        envelope: Envelope::None,
        pagination: None,
        timeout: None,
        inline_files: None,
        since: None,
        newer_members: &[],
        follow: &[],
        json_text: &[],
        scopes: &[],
        limits: &[0],
        lookup: None,
    },
    Operation {
        id: "things.get",
        method: "GET",
        origin: 0,
        path: &[Segment::Literal("things")],
        params: &[],
        body: Body::None,
        safety: Safety::Read,
        idempotency_header: None,
        envelope: Envelope::None,
        pagination: None,
        timeout: None,
        inline_files: None,
        since: None,
        newer_members: &[],
        follow: &[],
        json_text: &[],
        scopes: &[],
        limits: &[0],
        lookup: None,
    },
];
// ---- client.rs
/// At most 5 requests in 300 s.
/// Of one kind.
///
/// Cloning it is cheap.
    /// A client for the sandbox environment, with default limits. Nothing is sent.
    /// `api_token`: A token.
    pub fn new(api_token: impl Into<String>) -> Result<Self, Error> {
        Self::builder().api_token(api_token).build()
    /// A token.
    pub fn api_token(mut self, value: impl Into<String>) -> Self {
    pub fn api_token_from<F, T>(mut self, function: F) -> Self
    /// Which environment: `sandbox` (default), `live`.
    /// Files.
    pub fn files_url(mut self, url: impl Into<String>) -> Self {
        self.config.origins.insert("files".to_owned(), url.into());
        self
    }
    /// `SAMPLE_TOKEN`, `SAMPLE_API_URL`, `SAMPLE_FILES_URL`.
        self.config.env = typed::environment(&["SAMPLE_TOKEN", "SAMPLE_API_URL", "SAMPLE_FILES_URL"]);
impl Things<'_> {
    /// Read files.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn files(&self) -> Request<ThingsFiles> {
        Request::new(self.client)
    }
    /// Read a thing.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn get(&self) -> Request<ThingsGet> {
        Request::new(self.client)
    }
}
/// The endpoint `things.files`.
#[derive(Debug)]
pub enum ThingsFiles {}
impl Endpoint for ThingsFiles {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 0;
}
/// The endpoint `things.get`.
#[derive(Debug)]
pub enum ThingsGet {}
impl Endpoint for ThingsGet {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 1;
}
// ---- sample.rs
    fn for_tenant(&self, _id: &str) -> Result<Self, Error> {
        panic!("Sample has no tenants")
        "things.files" => {
            let request = client.things().files();
            take::json(request, arguments).await
        }
        "things.get" => {
            let request = client.things().get();
            take::json(request, arguments).await
        }
