// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.create",
    method: "POST",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[],
    body: Body::Json { required: true, members: &["name", "size"], decimals: &[] },
    safety: Safety::Create,
    idempotency_header: None,
    envelope: Envelope::Member(&["data"]),
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
/// A thing to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NewThing {
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its name.
    pub name: String,
    /// When it was made.
    #[serde(rename = "madeAt", default, skip_serializing_if = "Option::is_none")]
    pub made_at: Option<String>,
    /// Its former name.
    #[serde(rename = "oldName", default, skip_serializing_if = "Option::is_none")]
    pub old_name: Option<String>,
    /// How large it is.
    pub size: Size,
}
impl NewThing {
    /// One with what must be given.
    pub fn new(name: impl Into<String>, size: Size) -> Self {
        Self { note: None, name: name.into(), made_at: None, old_name: None, size }
    }
    /// Sets `note`. A note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
    /// Sets `old_name`. Its former name.
    #[must_use]
    pub fn old_name(mut self, old_name: impl Into<String>) -> Self {
        self.old_name = Some(old_name.into());
        self
    }
}
/// A size.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Size {
    /// In millimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
}
impl Size {
    /// One with nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self { width: None }
    }
    /// Sets `width`. In millimetres.
    #[must_use]
    pub fn width(mut self, width: i64) -> Self {
        self.width = Some(width);
        self
    }
}
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
    /// processed. Otherwise the error's `delivery` is `maybe`.
    pub fn create(&self, body: &NewThing) -> Request<ThingsCreate> {
        Request::new(self.client).json(body)
    }
}
/// The endpoint `things.create`.
#[derive(Debug)]
pub enum ThingsCreate {}
impl Endpoint for ThingsCreate {
    type Output = Thing;
    type Answer = Json<Thing>;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.create" => {
            let request = client.things().create(&arguments.body::<models::NewThing>());
            take::json(request, arguments).await
        }
