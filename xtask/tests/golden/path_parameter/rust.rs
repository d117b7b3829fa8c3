// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.get",
    method: "GET",
    origin: 0,
    path: &[
        Segment::Tenant,
        Segment::Literal("things"),
        Segment::Param("a_id"),
        Segment::Literal("parts"),
        Segment::Param("part_ids"),
    ],
    params: &[
        Param { name: "a_id", place: Place::Path, required: true, list: false },
        Param { name: "part_ids", place: Place::Path, required: true, list: true },
    ],
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
    /// `a_id`: The thing.
    ///
    /// `part_ids`: Parts.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn get(
        &self,
        a_id: impl Into<String>,
        part_ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Request<ThingsGet> {
        Request::new(self.client).param("a_id", a_id).params("part_ids", part_ids)
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
            let request = client
                .things()
                .get(arguments.read::<String>("a_id"), arguments.read::<Vec<String>>("part_ids"));
            take::json(request, arguments).await
        }
