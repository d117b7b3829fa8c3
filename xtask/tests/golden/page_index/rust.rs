// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.list",
    method: "GET",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[
        Param { name: "size", place: Place::Query, required: false, list: false },
        Param { name: "page", place: Place::Query, required: false, list: false },
    ],
    body: Body::None,
    safety: Safety::Read,
    idempotency_header: None,
    envelope: Envelope::Member(&["things"]),
    pagination: Some(Pagination::PageIndex { limit: "size", index: "page", default_limit: 50 }),
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
/// A thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Thing {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// Changes nothing, so it is sent again after a failure. A page holds 50 items unless `size` is given.
    pub fn list(&self) -> Request<ThingsList> {
        Request::new(self.client)
    }
}
/// The endpoint `things.list`.
#[derive(Debug)]
pub enum ThingsList {}
impl Endpoint for ThingsList {
    type Output = Page<Thing>;
    type Answer = Paged<Thing>;
    const INDEX: usize = 0;
}
impl Request<ThingsList> {
    /// Items per page.
    ///
    /// Default: 50.
    pub fn size(self, size: i64) -> Self {
        self.param("size", size.to_string())
    }
    /// Number.
    pub fn page(self, page: i64) -> Self {
        self.param("page", page.to_string())
    }
}
// ---- sample.rs
        "things.list" => {
            let mut request = client.things().list();
            if arguments.has("size") {
                request = request.size(arguments.read::<i64>("size"));
            }
            if arguments.has("page") {
                request = request.page(arguments.read::<i64>("page"));
            }
            take::page(request, arguments).await
        }
