// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.get",
    method: "GET",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[
        Param { name: "text", place: Place::Query, required: false, list: false },
        Param { name: "pageSize", place: Place::Query, required: false, list: false },
        Param { name: "all", place: Place::Query, required: true, list: false },
        Param { name: "state", place: Place::Query, required: false, list: false },
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
// ---- models.rs
open_enum! {
    /// A state.
    pub enum State {
        /// `open`.
        Open = "open",
        /// `closed`.
        Closed = "closed",
    }
}
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// `all`: A flag.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn get(&self, all: bool) -> Request<ThingsGet> {
        Request::new(self.client).param("all", all.to_string())
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
    /// Text.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.param("text", text)
    }
    /// A number.
    ///
    /// Default: 25.
    pub fn page_size(self, page_size: i64) -> Self {
        self.param("pageSize", page_size.to_string())
    }
    /// A state.
    pub fn state(self, state: impl Into<State>) -> Self {
        self.param("state", state.into().as_str())
    }
    /// Several.
    ///
    /// Assumed: Commas.
    pub fn ids(self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.params("ids", ids)
    }
}
// ---- sample.rs
        "things.get" => {
            let mut request = client.things().get(arguments.read::<bool>("all"));
            if arguments.has("text") {
                request = request.text(arguments.read::<String>("text"));
            }
            if arguments.has("pageSize") {
                request = request.page_size(arguments.read::<i64>("pageSize"));
            }
            if arguments.has("state") {
                request = request.state(arguments.read::<String>("state"));
            }
            if arguments.has("ids") {
                request = request.ids(arguments.read::<Vec<String>>("ids"));
            }
            take::json(request, arguments).await
        }
