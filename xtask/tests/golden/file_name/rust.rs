// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.attach",
    method: "POST",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[Param { name: "filename", place: Place::Name, required: false, list: false }],
    body: Body::Multipart {
        part: "file",
        accept: &["application/pdf", "image/png"],
        filename: Some("filename"),
        content_type: None,
        max_bytes: Some(10_000_000),
    },
    safety: Safety::Create,
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
    limits: &[],
    lookup: None,
}];
// ---- client.rs
impl Things<'_> {
    /// Attach a file.
    ///
    /// `file`: The file.
    ///
    /// Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
    /// processed. Otherwise the error's `delivery` is `maybe`. A file of more than 10000000 bytes is refused
    /// before anything is sent.
    pub fn attach(&self, file: impl Into<Source>) -> Request<ThingsAttach> {
        Request::new(self.client).file(file)
    }
}
/// The endpoint `things.attach`.
#[derive(Debug)]
pub enum ThingsAttach {}
impl Endpoint for ThingsAttach {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 0;
}
impl Request<ThingsAttach> {
    /// The file's name. Without it, one that fits its type.
    pub fn filename(self, filename: impl Into<String>) -> Self {
        self.param("filename", filename)
    }
}
// ---- sample.rs
        "things.attach" => {
            let mut request = client.things().attach(arguments.file());
            if arguments.has("filename") {
                request = request.filename(arguments.read::<String>("filename"));
            }
            take::json(request, arguments).await
        }
