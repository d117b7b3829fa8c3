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
    envelope: Envelope::Object(&["_id", "name"]),
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
    type Output = Thing;
    type Answer = Json<Thing>;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.get" => {
            let request = client.things().get();
            take::json(request, arguments).await
        }
