// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.upload",
    method: "POST",
    origin: 0,
    path: &[Segment::Literal("files")],
    params: &[
        Param { name: "kind", place: Place::Form, required: true, list: false },
        Param { name: "label", place: Place::Form, required: false, list: false },
    ],
    body: Body::Multipart {
        part: "content",
        accept: &["application/pdf", "image/png"],
        filename: Some("label"),
        content_type: None,
        max_bytes: None,
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
    /// Do it.
    ///
    /// `kind`: Its kind.
    ///
    /// `content`: The file.
    ///
    /// Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
    /// processed. Otherwise the error's `delivery` is `maybe`.
    pub fn upload(&self, kind: impl Into<String>, content: impl Into<Source>) -> Request<ThingsUpload> {
        Request::new(self.client).param("kind", kind).file(content)
    }
}
/// The endpoint `things.upload`.
#[derive(Debug)]
pub enum ThingsUpload {}
impl Endpoint for ThingsUpload {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 0;
}
impl Request<ThingsUpload> {
    /// Its name.
    pub fn label(self, label: impl Into<String>) -> Self {
        self.param("label", label)
    }
}
// ---- sample.rs
        "things.upload" => {
            let mut request = client.things().upload(arguments.read::<String>("kind"), arguments.file());
            if arguments.has("label") {
                request = request.label(arguments.read::<String>("label"));
            }
            take::json(request, arguments).await
        }
