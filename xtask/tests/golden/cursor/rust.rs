// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.list",
    method: "GET",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[Param { name: "cursor", place: Place::Query, required: false, list: false }],
    body: Body::None,
    safety: Safety::Read,
    idempotency_header: None,
    envelope: Envelope::None,
    pagination: Some(Pagination::Cursor {
        cursor: "cursor",
        next: "meta.nextCursor",
        more: Some("meta.hasMore"),
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
    /// Changes nothing, so it is sent again after a failure.
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
    const ITEMS: Option<&'static str> = Some("data");
}
impl Request<ThingsList> {
    /// Where to go on.
    pub fn cursor(self, cursor: impl Into<String>) -> Self {
        self.param("cursor", cursor)
    }
}
// ---- sample.rs
        "things.list" => {
            let mut request = client.things().list();
            if arguments.has("cursor") {
                request = request.cursor(arguments.read::<String>("cursor"));
            }
            take::page(request, arguments).await
        }
