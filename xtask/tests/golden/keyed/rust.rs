// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.pay",
    method: "POST",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[],
    body: Body::None,
    safety: Safety::Keyed,
    idempotency_header: Some("request-key"),
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
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// The provider recognises a repetition by its idempotency key, so it is sent again after a failure.
    pub fn pay(&self) -> Request<ThingsPay> {
        Request::new(self.client)
    }
}
/// The endpoint `things.pay`.
#[derive(Debug)]
pub enum ThingsPay {}
impl Endpoint for ThingsPay {
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.pay" => {
            let request = client.things().pay();
            take::json(request, arguments).await
        }
