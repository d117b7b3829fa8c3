// ---- operations.rs
static OPERATIONS: [Operation; 3] = [
    Operation {
        id: "things.link",
        method: "POST",
        origin: 0,
        path: &[Segment::Literal("things"), Segment::Literal("link")],
        params: &[],
        body: Body::Json { required: true, members: &["id"], decimals: &[] },
        safety: Safety::Read,
        idempotency_header: None,
        envelope: Envelope::Object(&["link"]),
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
        id: "things.download",
        method: "POST",
        origin: 0,
        path: &[Segment::Literal("things"), Segment::Literal("link")],
        params: &[],
        body: Body::Json { required: true, members: &["id"], decimals: &[] },
        safety: Safety::Read,
        idempotency_header: None,
        envelope: Envelope::Object(&["link"]),
        pagination: None,
        timeout: None,
        inline_files: None,
        since: None,
        newer_members: &[],
        follow: &["link"],
        json_text: &[],
        scopes: &[],
        limits: &[],
        lookup: None,
    },
    Operation {
        id: "things.send",
        method: "POST",
        origin: 0,
        path: &[Segment::Literal("things"), Segment::Literal("link")],
        params: &[],
        body: Body::Multipart {
            part: "file",
            accept: &[],
            filename: None,
            content_type: None,
            max_bytes: None,
        },
        safety: Safety::Create,
        idempotency_header: None,
        envelope: Envelope::Object(&["link"]),
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
/// What to link to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Query {
    /// Its id.
    pub id: String,
}
impl Query {
    /// One with what must be given.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}
/// A link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Link {
    /// The URL.
    pub link: String,
}
// ---- client.rs
impl Things<'_> {
    /// Get a link.
    ///
    /// It expires.
    ///
    /// `id`: Its id.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn link(&self, id: impl Into<String>) -> Request<ThingsLink> {
        Request::new(self.client).json(&Query::new(id))
    }
    /// Get the bytes.
    ///
    /// They do not.
    ///
    /// `id`: Its id.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn download(&self, id: impl Into<String>) -> Request<ThingsDownload> {
        Request::new(self.client).json(&Query::new(id))
    }
    /// Get a link.
    ///
    /// It expires.
    ///
    /// `file`: The file.
    ///
    /// Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
    /// processed. Otherwise the error's `delivery` is `maybe`.
    pub fn send(&self, file: impl Into<Source>) -> Request<ThingsSend> {
        Request::new(self.client).file(file)
    }
}
/// The endpoint `things.link`.
#[derive(Debug)]
pub enum ThingsLink {}
impl Endpoint for ThingsLink {
    type Output = Link;
    type Answer = Json<Link>;
    const INDEX: usize = 0;
}
/// The endpoint `things.download`.
#[derive(Debug)]
pub enum ThingsDownload {}
impl Endpoint for ThingsDownload {
    type Output = Bytes;
    type Answer = Bytes;
    const INDEX: usize = 1;
}
/// The endpoint `things.send`.
#[derive(Debug)]
pub enum ThingsSend {}
impl Endpoint for ThingsSend {
    type Output = Link;
    type Answer = Json<Link>;
    const INDEX: usize = 2;
}
// ---- sample.rs
        "things.link" => {
            let request = client.things().link(arguments.member::<String>("id"));
            take::json(request, arguments).await
        }
        "things.download" => {
            let request = client.things().download(arguments.member::<String>("id"));
            take::bytes(request, arguments).await
        }
        "things.send" => {
            let request = client.things().send(arguments.file());
            take::json(request, arguments).await
        }
