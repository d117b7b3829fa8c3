// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.find",
    method: "POST",
    origin: 0,
    path: &[Segment::Literal("things"), Segment::Literal("find")],
    params: &[],
    body: Body::Json { required: true, members: &["text"], decimals: &[] },
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
    limits: &[],
    lookup: None,
}];
// ---- models.rs
/// What to look for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Query {
    /// Some words.
    pub text: String,
}
impl Query {
    /// One with what must be given.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// `text`: Some words.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn find(&self, text: impl Into<String>) -> Request<ThingsFind> {
        Request::new(self.client).json(&Query::new(text))
    }
}
/// The endpoint `things.find`.
#[derive(Debug)]
pub enum ThingsFind {}
impl Endpoint for ThingsFind {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.find" => {
            let request = client.things().find(arguments.member::<String>("text"));
            take::json(request, arguments).await
        }
