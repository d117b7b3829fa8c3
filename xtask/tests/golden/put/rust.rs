// ---- operations.rs
static OPERATIONS: [Operation; 2] = [
    Operation {
        id: "things.announce",
        method: "POST",
        origin: 0,
        path: &[Segment::Literal("things"), Segment::Param("id"), Segment::Literal("upload")],
        params: &[Param { name: "id", place: Place::Path, required: true, list: false }],
        body: Body::Json {
            required: true,
            members: &["filename", "contentType", "fileSize", "kind"],
            decimals: &[],
        },
        safety: Safety::Idempotent,
        idempotency_header: None,
        envelope: Envelope::Member(&["data"]),
        pagination: None,
        timeout: None,
        inline_files: None,
        since: None,
        newer_members: &[],
        follow: &[],
        json_text: &[],
        scopes: &[],
        limits: &[],
        lookup: None,
    },
    Operation {
        id: "things.upload",
        method: "POST",
        origin: 0,
        path: &[Segment::Literal("things"), Segment::Param("id"), Segment::Literal("upload")],
        params: &[
            Param { name: "id", place: Place::Path, required: true, list: false },
            Param { name: "filename", place: Place::Form, required: false, list: false },
            Param { name: "contentType", place: Place::Form, required: false, list: false },
            Param { name: "kind", place: Place::Form, required: true, list: false },
        ],
        body: Body::Put {
            part: "file",
            accept: &["application/pdf"],
            max_bytes: Some(1_000_000),
            filename: Some("filename"),
            content_type: Some("contentType"),
            size: Some("fileSize"),
            url: "uploadUrl",
        },
        safety: Safety::Idempotent,
        idempotency_header: None,
        envelope: Envelope::Member(&["data"]),
        pagination: None,
        timeout: None,
        inline_files: None,
        since: None,
        newer_members: &[],
        follow: &[],
        json_text: &[],
        scopes: &[],
        limits: &[],
        lookup: None,
    },
];
// ---- models.rs
/// A file to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Announcement {
    /// Its name.
    pub filename: String,
    /// Its MIME type.
    #[serde(rename = "contentType")]
    pub content_type: String,
    /// Its length in bytes.
    #[serde(rename = "fileSize")]
    pub file_size: i64,
    /// What it is for.
    pub kind: String,
}
impl Announcement {
    /// One with what must be given.
    pub fn new(
        filename: impl Into<String>,
        content_type: impl Into<String>,
        file_size: i64,
        kind: impl Into<String>,
    ) -> Self {
        Self { filename: filename.into(), content_type: content_type.into(), file_size, kind: kind.into() }
    }
}
/// Where to put a file.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Target {
    /// The URL.
    #[serde(rename = "uploadUrl")]
    pub upload_url: String,
}
impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target").field("upload_url", &crate::error::REDACTED).finish()
    }
}
// ---- client.rs
impl Things<'_> {
    /// Announce a file.
    ///
    /// `id`: Its id.
    ///
    /// Repeating it leaves the same state, so it is sent again after a failure.
    pub fn announce(&self, id: impl Into<String>, body: &Announcement) -> Request<ThingsAnnounce> {
        Request::new(self.client).param("id", id).json(body)
    }
    /// Upload a file.
    ///
    /// `id`: Its id.
    ///
    /// `kind`: What it is for.
    ///
    /// `file`: The file.
    ///
    /// Repeating it leaves the same state, so it is sent again after a failure. A file of more than 1000000
    /// bytes is refused before anything is sent.
    pub fn upload(
        &self,
        id: impl Into<String>,
        kind: impl Into<String>,
        file: impl Into<Source>,
    ) -> Request<ThingsUpload> {
        Request::new(self.client).param("id", id).param("kind", kind).file(file)
    }
}
/// The endpoint `things.announce`.
#[derive(Debug)]
pub enum ThingsAnnounce {}
impl Endpoint for ThingsAnnounce {
    type Output = Target;
    type Answer = Json<Target>;
    const INDEX: usize = 0;
}
/// The endpoint `things.upload`.
#[derive(Debug)]
pub enum ThingsUpload {}
impl Endpoint for ThingsUpload {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 1;
}
impl Request<ThingsUpload> {
    /// Its name.
    pub fn filename(self, filename: impl Into<String>) -> Self {
        self.param("filename", filename)
    }
    /// Its MIME type.
    pub fn content_type(self, content_type: impl Into<String>) -> Self {
        self.param("contentType", content_type)
    }
}
// ---- sample.rs
        "things.announce" => {
            let request = client
                .things()
                .announce(arguments.read::<String>("id"), &arguments.body::<models::Announcement>());
            take::json(request, arguments).await
        }
        "things.upload" => {
            let mut request = client.things().upload(
                arguments.read::<String>("id"),
                arguments.read::<String>("kind"),
                arguments.file(),
            );
            if arguments.has("filename") {
                request = request.filename(arguments.read::<String>("filename"));
            }
            if arguments.has("contentType") {
                request = request.content_type(arguments.read::<String>("contentType"));
            }
            take::json(request, arguments).await
        }
