// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.get",
    method: "GET",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[],
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
/// Holds a colour.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Holder {
    /// A colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    /// Several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colours: Option<Vec<Colour>>,
}
open_enum! {
    /// A colour.
    pub enum Colour {
        /// Like wine.
        DarkRed = "urn:x:red",
        /// Like the sea.
        Blue = "blue",
    }
}
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
    type Output = Holder;
    type Answer = Json<Holder>;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.get" => {
            let request = client.things().get();
            take::json(request, arguments).await
        }
