// ---- operations.rs
    webhooks: Some(Webhooks {
        header: "X-Sample-Signature",
        prefix: "v1=",
        timestamp: Some("X-Sample-Time"),
        discriminator: "event",
    }),
// ---- models.rs
/// A thing is done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ThingDone {
    /// To which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
}
/// A thing is gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ThingGone {}
/// Something happened to a thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event")]
#[non_exhaustive]
pub enum ThingEvent {
    /// A thing is done.
    #[serde(rename = "done")]
    Done(ThingDone),
    /// A thing is gone.
    #[serde(rename = "gone")]
    Gone(ThingGone),
    /// What this version does not know, or what lacks a member that it should have.
    #[serde(untagged)]
    Other(serde_json::Value),
}
impl From<ThingDone> for ThingEvent {
    fn from(value: ThingDone) -> Self {
        Self::Done(value)
    }
}
impl From<ThingGone> for ThingEvent {
    fn from(value: ThingGone) -> Self {
        Self::Gone(value)
    }
}
// ---- client.rs
/// Verifies that a delivery of a webhook is Sample's and as it left there, and reads it. Needs no client.
///
/// ```
/// # fn handle(body: &[u8], headers: &http::HeaderMap, secret: &str) -> Result<(), signbridge::Error> {
/// let event = signbridge::sample::verify_webhook(body, headers, &[secret], None)?;
/// println!("{event:?}");
/// # Ok(())
/// # }
/// ```
///
/// `body`: The bytes as they arrived, before anything has parsed them.
///
/// `headers`: All or some of the delivery's, by name; case does not matter.
///
/// `secrets`: The secret of the webhook.
/// Several, while one takes the place of another: it is enough that one fits.
///
/// `tolerance`: How far `X-Sample-Time` may be from now, in either direction. That time is not signed, and it
/// is the event's, which a retry days later may keep: so it is not looked at unless this is given, and
/// what protects against repetition is to note which events were dealt with.
///
/// # Errors
///
/// - `webhook_verification`: the signature is missing, malformed, or does not fit; or the time does not. Answer 400 and do nothing.
/// - `decode`: it is signed, and not an event.
/// - `configuration`: the secret is empty.
pub fn verify_webhook(
    body: &[u8],
    headers: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
    secrets: &[impl AsRef<str>],
    tolerance: Option<Duration>,
) -> Result<ThingEvent, Error> {
    webhook::read(&super::PROVIDER, body, headers, secrets, tolerance)
}
// ---- sample.rs
    fn verify_webhook(webhook: &Webhook) -> Result<Value, Error> {
        let headers = webhook.headers.iter().map(|(name, value)| (name, value));
        let tolerance = webhook.tolerance_ms.map(Duration::from_millis);
        let event = signbridge::sample::verify_webhook(
            webhook.body.as_bytes(),
            headers,
            &webhook.secrets,
            tolerance,
        )?;
        Ok(serde_json::to_value(event).expect("an event is JSON"))
