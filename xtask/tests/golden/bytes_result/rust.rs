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
    envelope: Envelope::Bytes,
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
    /// Changes nothing, so it is sent again after a failure.
    pub fn get(&self) -> Request<ThingsGet> {
        Request::new(self.client)
    }
}
/// The endpoint `things.get`.
#[derive(Debug)]
pub enum ThingsGet {}
impl Endpoint for ThingsGet {
    type Output = Bytes;
    type Answer = Bytes;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.get" => {
            let request = client.things().get();
            take::bytes(request, arguments).await
        }
