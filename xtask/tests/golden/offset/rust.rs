// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.list",
    method: "GET",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[
        Param { name: "limit", place: Place::Query, required: false, list: false },
        Param { name: "skip", place: Place::Query, required: false, list: false },
    ],
    body: Body::None,
    safety: Safety::Read,
    idempotency_header: None,
    envelope: Envelope::Member(&["result"]),
    pagination: Some(Pagination::Offset {
        limit: "limit",
        skip: "skip",
        default_limit: 100,
        max_limit: None,
        undocumented: false,
    }),
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
    /// Changes nothing, so it is sent again after a failure. A page holds 100 items unless `limit` is given.
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
    pub fn limit(self, limit: i64) -> Self {
        self.param("limit", limit.to_string())
    }
    /// Items to pass over.
    pub fn skip(self, skip: i64) -> Self {
        self.param("skip", skip.to_string())
    }
}
// ---- sample.rs
        "things.list" => {
            let mut request = client.things().list();
            if arguments.has("limit") {
                request = request.limit(arguments.read::<i64>("limit"));
            }
            if arguments.has("skip") {
                request = request.skip(arguments.read::<i64>("skip"));
            }
            take::page(request, arguments).await
        }
