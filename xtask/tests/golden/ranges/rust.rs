// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.get",
    method: "GET",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[
        Param { name: "limit", place: Place::Query, required: false, list: false },
        Param { name: "skip", place: Place::Query, required: false, list: false },
        Param { name: "name", place: Place::Query, required: false, list: false },
        Param { name: "ids", place: Place::Query, required: false, list: true },
    ],
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
    limits: &[],
    lookup: None,
}];
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn get(&self) -> Request<ThingsGet> {
        Request::new(self.client)
    }
}
/// The endpoint `things.get`.
#[derive(Debug)]
pub enum ThingsGet {}
impl Endpoint for ThingsGet {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 0;
}
impl Request<ThingsGet> {
    /// Items. From 1 to 100.
    pub fn limit(self, limit: i64) -> Self {
        self.param("limit", limit.to_string())
    }
    /// To pass over. At least 0.
    pub fn skip(self, skip: i64) -> Self {
        self.param("skip", skip.to_string())
    }
    /// A name. At most 200 characters.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.param("name", name)
    }
    /// Some ids. At least one.
    pub fn ids(self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.params("ids", ids)
    }
}
// ---- sample.rs
        "things.get" => {
            let mut request = client.things().get();
            if arguments.has("limit") {
                request = request.limit(arguments.read::<i64>("limit"));
            }
            if arguments.has("skip") {
                request = request.skip(arguments.read::<i64>("skip"));
            }
            if arguments.has("name") {
                request = request.name(arguments.read::<String>("name"));
            }
            if arguments.has("ids") {
                request = request.ids(arguments.read::<Vec<String>>("ids"));
            }
            take::json(request, arguments).await
        }
