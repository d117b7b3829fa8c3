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
/// Holds one of each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Holder {
    /// Text.
    pub text: String,
    /// Always there, perhaps null.
    pub never: Option<String>,
    /// A whole number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<i64>,
    /// A number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    /// Money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<crate::typed::Decimal>,
    /// A flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<bool>,
    /// Anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any: Option<serde_json::Value>,
    /// Free members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<std::collections::BTreeMap<String, serde_json::Value>>,
    /// Numbers by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<std::collections::BTreeMap<String, i64>>,
    /// Lists of lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nested: Option<Vec<Vec<String>>>,
    /// Another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maybe: Option<Box<Holder>>,
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
