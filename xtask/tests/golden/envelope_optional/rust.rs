// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.send",
    method: "POST",
    origin: 0,
    path: &[Segment::Literal("things"), Segment::Literal("send")],
    params: &[],
    body: Body::None,
    safety: Safety::Action,
    idempotency_header: None,
    envelope: Envelope::Optional(&["data", "thing"]),
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
/// What may be said about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Receipt {
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}
// ---- client.rs
impl Things<'_> {
    /// Send it.
    ///
    /// Repeating it has another visible effect, so it is sent again only when the first attempt certainly was
    /// not processed. Otherwise the error's `delivery` is `maybe`.
    pub fn send(&self) -> Request<ThingsSend> {
        Request::new(self.client)
    }
}
/// The endpoint `things.send`.
#[derive(Debug)]
pub enum ThingsSend {}
impl Endpoint for ThingsSend {
    type Output = Receipt;
    type Answer = Json<Receipt>;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.send" => {
            let request = client.things().send();
            take::json(request, arguments).await
        }
