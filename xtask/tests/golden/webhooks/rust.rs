// ---- models.rs
/// Something happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ThingEvent {
    /// What.
    pub event: String,
    /// To which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<String>,
}
