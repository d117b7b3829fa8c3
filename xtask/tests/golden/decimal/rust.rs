// ---- operations.rs
static OPERATIONS: [Operation; 1] = [Operation {
    id: "things.price",
    method: "POST",
    origin: 0,
    path: &[Segment::Literal("things")],
    params: &[],
    body: Body::Json {
        required: true,
        members: &["amount", "parts[]", "steps[]"],
        decimals: &["amount", "parts[].share", "steps[]", "rates{}"],
    },
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
/// What is priced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Question {
    /// How much. At least 0.01.
    pub amount: crate::typed::Decimal,
    /// Its parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Part>>,
    /// Steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<crate::typed::Decimal>>,
    /// Rates by currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rates: Option<std::collections::BTreeMap<String, crate::typed::Decimal>>,
}
impl Question {
    /// One with what must be given.
    pub fn new(amount: impl Into<crate::typed::Decimal>) -> Self {
        Self { amount: amount.into(), parts: None, steps: None, rates: None }
    }
    /// Sets `parts`. Its parts.
    #[must_use]
    pub fn parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts = Some(parts.into_iter().collect());
        self
    }
    /// Sets `steps`. Steps.
    #[must_use]
    pub fn steps(mut self, steps: impl IntoIterator<Item = impl Into<crate::typed::Decimal>>) -> Self {
        self.steps = Some(steps.into_iter().map(Into::into).collect());
        self
    }
    /// Sets `rates`. Rates by currency.
    #[must_use]
    pub fn rates(mut self, rates: std::collections::BTreeMap<String, crate::typed::Decimal>) -> Self {
        self.rates = Some(rates);
        self
    }
}
/// A part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Part {
    /// Its share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<crate::typed::Decimal>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}
impl Part {
    /// One with nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self { share: None, name: None }
    }
    /// Sets `share`. Its share.
    #[must_use]
    pub fn share(mut self, share: impl Into<crate::typed::Decimal>) -> Self {
        self.share = Some(share.into());
        self
    }
    /// Sets `name`. Its name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}
/// A price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Price {
    /// The sum.
    pub total: crate::typed::Decimal,
    /// The least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<crate::typed::Decimal>,
}
// ---- client.rs
impl Things<'_> {
    /// Do it.
    ///
    /// Changes nothing, so it is sent again after a failure.
    pub fn price(&self, body: &Question) -> Request<ThingsPrice> {
        Request::new(self.client).json(body)
    }
}
/// The endpoint `things.price`.
#[derive(Debug)]
pub enum ThingsPrice {}
impl Endpoint for ThingsPrice {
    type Output = Price;
    type Answer = Json<Price>;
    const INDEX: usize = 0;
}
// ---- sample.rs
        "things.price" => {
            let request = client.things().price(&arguments.body::<models::Question>());
            take::json(request, arguments).await
        }
