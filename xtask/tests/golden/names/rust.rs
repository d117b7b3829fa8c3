// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.import",
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
/// Members with odd names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Odd {
    /// An id.
    #[serde(rename = "_id", default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A keyword in Rust.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// A keyword in Python and Kotlin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Camel case.
    #[serde(rename = "fileIsBlob", default, skip_serializing_if = "Option::is_none")]
    pub file_is_blob: Option<bool>,
    /// Snake case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<String>,
    /// Capitals.
    #[serde(rename = "allowAPI", default, skip_serializing_if = "Option::is_none")]
    pub allow_api: Option<bool>,
    /// A keyword everywhere.
    #[serde(rename = "return", default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Punctuation.
    #[serde(rename = "x.y-z", default, skip_serializing_if = "Option::is_none")]
    pub x_y_z: Option<String>,
}
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn import(&self) -> Request<ThingsImport> {
        Request::new(self.client)
    }
}
/// The endpoint `things.import`.
#[derive(Debug)]
pub enum ThingsImport {}
impl Endpoint for ThingsImport {
    type Output = Odd;
    type Answer = Json<Odd>;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.import" => {
            let request = client.things().import();
            take::json(request, arguments).await
        }
