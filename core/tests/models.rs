//! The generated models, as a Rust program uses them.

use serde_json::{Value, from_value, json, to_value};
use signbridge::nextsign::NextSign;
use signbridge::nextsign::models::{
    Case, CaseSettings, NewCase, NewDocument, NewRecipient, RecipientStatus, SigningSchema, TagInput,
    TagValue,
};

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    from_value(value).expect("it can be read")
}

#[test]
fn an_answer_with_unknown_members_nulls_and_new_enum_values_is_read() {
    let case: Case = read(json!({
        "_id": "657b00000000000000000001",
        "title": null,
        "brandNew": {"anything": 1},
        "recipients": [{"signed": "postponed", "signer": null}, {"signed": "signed"}],
    }));
    let recipients = case.recipients.as_deref().expect("they are there");
    assert_eq!(case.title, None);
    assert_eq!(recipients[0].signed, Some(RecipientStatus::Other("postponed".to_owned())));
    assert_eq!(recipients[1].signed, Some(RecipientStatus::Signed));
}

#[test]
fn an_enum_value_survives_a_round_trip_whether_known_or_not() {
    for text in ["urn:grn:authn:se:bankid", "urn:grn:authn:no:bankid"] {
        let schema: SigningSchema = read(json!(text));
        assert_eq!(to_value(&schema).expect("it is text"), json!(text));
        assert_eq!(schema, SigningSchema::from(text));
    }
    assert_eq!(SigningSchema::from("draw"), SigningSchema::Draw);
}

#[test]
fn a_request_holds_what_was_set_and_nothing_else() {
    let recipient =
        NewRecipient::new("Ada Example").email("ada@example.com").signing(true).signing_schema("draw");
    let document = NewDocument::new("contract.pdf", "https://files.example.com/contract.pdf");
    let case = NewCase::new("Contract", CaseSettings::new(), [recipient], [document]).reference_id("hr-1");
    assert_eq!(
        to_value(&case).expect("it is data"),
        json!({
            "title": "Contract",
            "settings": {},
            "recipients": [
                {"name": "Ada Example", "email": "ada@example.com", "signing": true, "signingSchema": "draw"},
            ],
            "documents": [{"name": "contract.pdf", "file": "https://files.example.com/contract.pdf"}],
            "referenceId": "hr-1",
        })
    );
}

#[test]
fn a_tag_value_stays_text_or_number() {
    let sent =
        |value: TagValue| to_value(TagInput::new("amount", value)).expect("it is data")["value"].clone();
    assert_eq!(sent("12".into()), json!("12"));
    assert_eq!(sent(12.into()), json!(12));
    assert_eq!(sent(12.5.into()), json!(12.5));
    assert_eq!(sent(f64::INFINITY.into()), json!("inf"));
}

#[test]
fn personal_data_and_keys_are_not_printed() {
    let recipient = NewRecipient::new("Ada Example").cpr("0101011234");
    assert!(!format!("{recipient:?}").contains("0101011234"));

    let client = NextSign::new("6500e19662ec13c4faa7de00", "very-secret-key").expect("it is complete");
    let request = client.documents().download("https://storage.example.com/file?X-Amz-Signature=abc");
    let printed = format!("{client:?} {request:?} {:?}", NextSign::builder().api_key("very-secret-key"));
    assert!(!printed.contains("very-secret-key") && !printed.contains("X-Amz-Signature"), "{printed}");
}
