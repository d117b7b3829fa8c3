// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.get",
    method: "GET",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[Param { name: "X-Trace", place: Place::Header, required: false, list: false }],
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
    type Output = ();
    type Answer = Nothing;
    const INDEX: usize = 0;
}
impl Request<ThingsGet> {
    /// A trace.
    pub fn x_trace(self, x_trace: impl Into<String>) -> Self {
        self.param("X-Trace", x_trace)
    }
}
// ---- sample.rs
        "things.get" => {
            let mut request = client.things().get();
            if arguments.has("X-Trace") {
                request = request.x_trace(arguments.read::<String>("X-Trace"));
            }
            take::json(request, arguments).await
        }
