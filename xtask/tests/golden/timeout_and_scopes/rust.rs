// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.get",
    method: "GET",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[],
    body: Body::None,
    safety: Safety::Action,
    idempotency_header: None,
    envelope: Envelope::None,
    pagination: None,
    timeout: Some(Duration::from_secs(90)),
    inline_files: None,
    since: None,
    newer_members: &[],
    follow: &[],
    json_text: &[],
    scopes: &["things.read", "things.write"],
    limits: &[],
    lookup: None,
}];
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// The key needs the scope `things.read` and `things.write`. Repeating it has another visible effect, so
    /// it is sent again only when the first attempt certainly was not processed. Otherwise the error's
    /// `delivery` is `maybe`. One attempt may take 90 seconds unless a timeout is given.
    #[deprecated = "the provider discourages it"]
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
// ---- sample.rs
        "things.get" => {
            let request = client.things().get();
            take::json(request, arguments).await
        }
