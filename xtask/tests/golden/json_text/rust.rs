// ---- operations.rs
static OPERATIONS: [Operation; 2] = [
    Operation {
        id: "things.list",
        method: "GET",
        origin: 0,
        path: &[Segment::Literal("things")],
        params: &[Param { name: "cursor", place: Place::Query, required: false, list: false }],
        body: Body::None,
        safety: Safety::Read,
        idempotency_header: None,
        envelope: Envelope::Object(&["data"]),
        pagination: Some(Pagination::Cursor { cursor: "cursor", next: "meta.next", more: Some("meta.more") }),
        timeout: None,
        inline_files: None,
        since: None,
        newer_members: &[],
        follow: &[],
        json_text: &["data[].events", "data[].parts[].size"],
        scopes: &[],
        limits: &[],
        lookup: None,
    },
    Operation {
        id: "things.get",
        method: "GET",
        origin: 0,
        path: &[Segment::Literal("things"), Segment::Param("id")],
        params: &[Param { name: "id", place: Place::Path, required: true, list: false }],
        body: Body::None,
        safety: Safety::Read,
        idempotency_header: None,
        envelope: Envelope::Member(&["data"]),
        pagination: None,
        timeout: None,
        inline_files: None,
        since: None,
        newer_members: &[],
        follow: &[],
        json_text: &["events", "parts[].size"],
        scopes: &[],
        limits: &[],
        lookup: None,
    },
];
// ---- models.rs
/// A thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Thing {
    /// What happened, a list.
    pub events: Vec<String>,
    /// What it is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Part>>,
    /// A thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Box<Thing>>,
}
/// A part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Part {
    /// Its size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
}
/// A size.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Size {
    /// Its width.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
}
// ---- client.rs
impl Things<'_> {
    /// List them.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn list(&self) -> Request<ThingsList> {
        Request::new(self.client)
    }
    /// Read it.
    ///
    /// `id`: Its id.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn get(&self, id: impl Into<String>) -> Request<ThingsGet> {
        Request::new(self.client).param("id", id)
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
/// The endpoint `things.get`.
#[derive(Debug)]
pub enum ThingsGet {}
impl Endpoint for ThingsGet {
    type Output = Thing;
    type Answer = Json<Thing>;
    const INDEX: usize = 1;
}
// ---- sample.rs
        "things.list" => {
            let mut request = client.things().list();
            if arguments.has("cursor") {
                request = request.cursor(arguments.read::<String>("cursor"));
            }
            take::page(request, arguments).await
        }
        "things.get" => {
            let request = client.things().get(arguments.read::<String>("id"));
            take::json(request, arguments).await
        }
