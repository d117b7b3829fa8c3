// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.list",
    method: "GET",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[],
    body: Body::None,
    safety: Safety::Read,
    idempotency_header: None,
    envelope: Envelope::Array,
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
    pub fn list(&self) -> Request<ThingsList> {
        Request::new(self.client)
    }
}
/// The endpoint `things.list`.
#[derive(Debug)]
pub enum ThingsList {}
impl Endpoint for ThingsList {
    type Output = Vec<Thing>;
    type Answer = Json<Vec<Thing>>;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.list" => {
            let request = client.things().list();
            take::json(request, arguments).await
        }
