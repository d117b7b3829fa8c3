// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.put",
    method: "PUT",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[],
    body: Body::Json {
        required: true,
        members: &["shape", "shape.kind", "more[]", "more[].kind"],
        decimals: &[],
    },
    safety: Safety::Idempotent,
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
/// Holds shapes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Holder {
    /// A circle or a square.
    pub shape: Shape,
    /// Others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<Vec<Shape>>,
}
impl Holder {
    /// One with what must be given.
    pub fn new(shape: impl Into<Shape>) -> Self {
        Self { shape: shape.into(), more: None }
    }
    /// Sets `more`. Others.
    #[must_use]
    pub fn more(mut self, more: impl IntoIterator<Item = impl Into<Shape>>) -> Self {
        self.more = Some(more.into_iter().map(Into::into).collect());
        self
    }
}
/// A circle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Circle {
    /// In points.
    pub radius: f64,
}
impl Circle {
    /// One with what must be given.
    pub fn new(radius: f64) -> Self {
        Self { radius }
    }
}
/// A filled square.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FilledSquare {
    /// What it is filled with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}
impl FilledSquare {
    /// One with nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self { color: None }
    }
    /// Sets `color`. What it is filled with.
    #[must_use]
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.color = Some(color.into());
        self
    }
}
/// A circle or a square.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
#[non_exhaustive]
pub enum Shape {
    /// A circle.
    #[serde(rename = "circle")]
    Circle(Circle),
    /// A filled square.
    #[serde(rename = "filled square")]
    FilledSquare(FilledSquare),
    /// What this version does not know, or what lacks a member that it should have.
    #[serde(untagged)]
    Other(serde_json::Value),
}
impl From<Circle> for Shape {
    fn from(value: Circle) -> Self {
        Self::Circle(value)
    }
}
impl From<FilledSquare> for Shape {
    fn from(value: FilledSquare) -> Self {
        Self::FilledSquare(value)
    }
}
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// Repeating it leaves the same state, so it is sent again after a failure.
    pub fn put(&self, body: &Holder) -> Request<ThingsPut> {
        Request::new(self.client).json(body)
    }
}
/// The endpoint `things.put`.
#[derive(Debug)]
pub enum ThingsPut {}
impl Endpoint for ThingsPut {
    type Output = Holder;
    type Answer = Json<Holder>;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.put" => {
            let request = client.things().put(&arguments.body::<models::Holder>());
            take::json(request, arguments).await
        }
