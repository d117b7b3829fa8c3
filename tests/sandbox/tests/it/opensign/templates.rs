//! Templates, and documents made from them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{ANYTHING, control, delete, file, get, post, put, refusal};
use crate::support::{World, world};

fn widget(kind: &str, options: &Value) -> Value {
    json!({"type": kind, "page": 1, "x": 1, "y": 1, "w": 9, "h": 9, "options": options})
}

fn nda() -> Value {
    json!({
        "file": file(), "title": "NDA", "note": "Read it", "redirect_url": "https://a.example", "bcc": ["b@example.com"],
        "timeToCompleteDays": 30, "enableTour": true,
        "signers": [{"role": "Buyer", "email": "", "name": "", "widgets": [
            widget("signature", &json!({})),
            widget("textbox", &json!({"name": "city", "fontsize": 12, "default": "Aarhus"})),
            widget("checkbox", &json!({"name": "boxes", "values": ["a", "b"]})),
        ]}],
        "prefill": {"widgets": [
            widget("textbox", &json!({"name": "rent", "response": "900"})),
            widget("dropdown", &json!({"name": "kind", "values": ["flat", "house"]})),
        ]},
    })
}

async fn made(world: &World) -> String {
    let made = post(world, "createtemplate", &nda()).await;
    assert_eq!(made.json["message"], "Template created successfully!", "{}", made.json);
    made.json["objectId"].as_str().unwrap().to_owned()
}

fn buyer() -> Value {
    json!({"role": "Buyer", "name": "Ann", "email": "ann@example.com"})
}

#[tokio::test]
async fn a_template_is_read_with_a_capital_letter_in_the_size_of_texts() {
    let world = world();
    let id = made(&world).await;
    let template = get(&world, &format!("template/{id}")).await.json;
    let options = &template["signers"][0]["widgets"][1]["options"];
    assert_eq!(options, &json!({"name": "city", "fontSize": 12, "default": "Aarhus"}));
    assert_eq!((template.get("folder"), &template["timeToCompleteDays"]), (None, &json!(30)));
    assert_eq!(template["prefill"]["widgets"][1]["type"], "dropdown");
    let listed = get(&world, "templatelist").await.json["result"][0].clone();
    assert_eq!((listed["signers"][0].get("widgets"), listed.get("bcc")), (None, None));
    let changed = put(&world, &format!("template/{id}"), &json!({"name": "NDA 2", "file": file()})).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    let wrong = put(&world, &format!("template/{id}"), &json!({"title": "NDA 3"})).await;
    assert_eq!(refusal(&wrong), (400, "Please provide valid field names!"));
    assert_eq!(get(&world, &format!("template/{id}")).await.json["title"], "NDA 2");
    assert_eq!(delete(&world, &format!("template/{id}")).await.status, 200);
    assert_eq!(refusal(&get(&world, &format!("template/{id}")).await), (404, "Template not found!"));
}

#[tokio::test]
async fn a_document_from_a_template_takes_what_it_does_not_override() {
    let world = world();
    let id = made(&world).await;
    let path = format!("createdocument/{id}");
    let mut body = json!({"signers": [buyer()], "redirect_url": "", "bcc": "", "cc": [], "enableTour": "no"});
    body["signers"][0]["widgets"] =
        json!([{"name": "city", "default": ""}, {"name": "boxes", "default": ["b"]}]);
    body["prefill"] = json!({"widgets": [{"name": "kind", "response": "flat"}]});
    let document = post(&world, &path, &body).await;
    assert_eq!(document.status, 200, "{}", document.json);
    let document = document.json["objectId"].as_str().unwrap().to_owned();
    let read = get(&world, &format!("document/{document}")).await.json;
    assert_eq!(
        (&read["title"], &read["note"], &read["template_id"]),
        (&json!("NDA"), &json!("Read it"), &json!(id))
    );
    // An empty text overrides; what is no list or no boolean does not.
    assert_eq!(
        (&read["redirect_url"], &read["bcc"], &read["enableTour"]),
        (&json!(""), &json!(["b@example.com"]), &json!(true))
    );
    let widgets = &read["signers"][0]["widgets"];
    assert_eq!(
        (&widgets[1]["options"]["default"], &widgets[2]["options"]["selectedvalues"]),
        (&json!(""), &json!(["b"]))
    );
    let inside = control(&world, &format!("documents/{document}/sign"), &json!({})).await;
    assert_eq!(inside["status"], "completed");
    assert_eq!(inside["prefill"][1]["options"]["response"], "flat");

    body["bcc"] = json!([]);
    body["timeToCompleteDays"] = 0.into();
    let expired = post(&world, &path, &body).await.json["objectId"].as_str().unwrap().to_owned();
    let expired = get(&world, &format!("document/{expired}")).await.json;
    assert_eq!((&expired["status"], &expired["bcc"]), (&json!("expired"), &json!([])));
}

#[tokio::test]
async fn a_document_is_not_made_from_a_template_that_does_not_fit() {
    let world = world();
    let id = made(&world).await;
    let path = format!("createdocument/{id}");
    let with = |name: &str, value: Value| {
        let mut body = json!({"signers": [buyer()]});
        body[name] = value;
        body
    };
    let widgets = |widgets: Value| {
        let mut buyer = buyer();
        buyer["widgets"] = widgets;
        with("signers", json!([buyer]))
    };
    for (body, expected) in [
        (json!({}), ANYTHING),
        (with("signers", json!([])), (400, "Please provide signers properly!")),
        (
            with("signers", json!([{"role": "Seller", "email": "s@example.com"}])),
            (400, "Please provide signers properly!"),
        ),
        (widgets(json!([{"name": "nothing", "default": "x"}])), ANYTHING),
        (widgets(json!([{"name": "signature-1", "hint": "x"}])), ANYTHING),
        (with("prefill", json!({"widgets": [{"name": "kind", "response": "castle"}]})), ANYTHING),
    ] {
        assert_eq!(refusal(&post(&world, &path, &body).await), expected, "{body}");
    }
    assert_eq!(
        refusal(&post(&world, "createdocument/x", &json!({"signers": [buyer()]})).await),
        (404, "Invalid template id!")
    );
    let bare = json!({"file": file(), "title": "t", "signers": [{"role": "Buyer", "widgets": []}]});
    let bare = post(&world, "createtemplate", &bare).await.json["objectId"].as_str().unwrap().to_owned();
    let unfinished = post(&world, &format!("createdocument/{bare}"), &json!({"signers": [buyer()]})).await;
    assert_eq!(refusal(&unfinished), (400, "Please setup template properly!"));
}

#[tokio::test]
async fn what_is_sent_from_a_drafted_template_is_told_with_links() {
    let world = world();
    post(&world, "webhook", &json!({"url": "https://hooks.example.com/in"})).await;
    let draft = post(&world, "drafttemplate", &nda()).await.json;
    let id = draft["objectId"].as_str().unwrap();
    let token: Vec<_> = draft["url"].as_str().unwrap().rsplit('/').next().unwrap().split('.').collect();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token[1]).unwrap()).unwrap();
    assert_eq!((&claims["template_id"], &claims["user_email"]), (&json!(id), &json!("olga@example.com")));
    control(&world, &format!("templates/{id}/send"), &json!({"signers": [buyer()]})).await;
    let told = world.control(reqwest::Method::GET, "opensign/deliveries", &json!({})).await;
    let body: Value = serde_json::from_str(told["deliveries"][0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&body["event"], &body["type"], &body["name"]),
        (&json!("created"), &json!("request-sign"), &json!("NDA"))
    );
    assert!(body["signers"][0]["url"].as_str().unwrap().contains("/login/"));
    assert_eq!(get(&world, "getcredits").await.json["total_credits"], 99);
    let public = post(&world, "publictemplate", &nda()).await.json;
    assert!(public["public_url"].as_str().unwrap().ends_with(public["template_id"].as_str().unwrap()));
}
