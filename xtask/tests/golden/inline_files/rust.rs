// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.bundle",
    method: "POST",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[],
    body: Body::Json { required: false, members: &["files[]", "files[].data"], decimals: &[] },
    safety: Safety::Create,
    idempotency_header: None,
    envelope: Envelope::None,
    pagination: None,
    timeout: None,
    inline_files: Some(InlineFiles {
        field: "files[].data",
        max_bytes: Some(1_000_000),
        accept: &["application/pdf"],
        max_decoded: None,
        advice: "send fewer",
        filename: None,
        content_type: None,
    }),
    since: None,
    newer_members: &[],
    follow: &[],
    json_text: &[],
    scopes: &[],
    limits: &[],
    lookup: None,
}];
// ---- models.rs
/// Files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Bundle {
    /// Files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<File>>,
}
impl Bundle {
    /// One with nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self { files: None }
    }
    /// Sets `files`. Files.
    #[must_use]
    pub fn files(mut self, files: impl IntoIterator<Item = File>) -> Self {
        self.files = Some(files.into_iter().collect());
        self
    }
}
/// A file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct File {
    /// Base64.
    pub data: String,
}
impl File {
    /// One with what must be given.
    pub fn new(data: impl Into<String>) -> Self {
        Self { data: data.into() }
    }
}
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
    /// processed. Otherwise the error's `delivery` is `maybe`. More than 1000000 characters in `files[].data`
    /// together are refused before anything is sent: send fewer. `files[].data` must be one of:
    /// application/pdf.
    pub fn bundle(&self, body: &Bundle) -> Request<ThingsBundle> {
        Request::new(self.client).json(body)
    }
}
/// The endpoint `things.bundle`.
#[derive(Debug)]
pub enum ThingsBundle {}
impl Endpoint for ThingsBundle {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.bundle" => {
            let request = client.things().bundle(&arguments.body::<models::Bundle>());
            take::json(request, arguments).await
        }
