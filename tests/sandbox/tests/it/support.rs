//! A sandbox and a client that speaks to it as any program would.

use std::collections::BTreeMap;
use std::sync::Once;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use signbridge_sandbox::{COMPANY_ID, KEY, Options, Sandbox, contract};

use crate::described;

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: reqwest::Client,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) json: Value,
}

pub(crate) fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub(crate) fn world() -> World {
    world_with(Options::default())
}

pub(crate) fn world_with(options: Options) -> World {
    World { sandbox: Sandbox::start(Options { keep_answers: true, ..options }).unwrap(), http: client() }
}

/// Whatever a test is about, the answers that it got are as described.
impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            described::check(self);
        }
    }
}

/// The body of a success.
pub(crate) fn success(reply: Reply) -> Value {
    assert!(reply.status < 300, "{} {}", reply.status, reply.json);
    reply.json
}

impl World {
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.sandbox.origin())).bearer_auth(KEY)
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        reply(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        reply(with_json(self.request(Method::POST, path), body).send().await.unwrap()).await
    }

    /// A call to the control API that must succeed.
    pub(crate) async fn control(&self, method: Method, path: &str, body: &Value) -> Value {
        let reply = self.try_control(method, path, body).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.json);
        reply.json
    }

    pub(crate) async fn try_control(&self, method: Method, path: &str, body: &Value) -> Reply {
        let url = format!("{}/_sandbox/{path}", self.sandbox.origin());
        reply(with_json(self.http.request(method, url), body).send().await.unwrap()).await
    }

    /// Creates a case and answers with its id.
    pub(crate) async fn case(&self, body: &Value) -> String {
        let reply = self.post(&v2("case/create"), body).await;
        assert_eq!(reply.status, 200, "{}", reply.json);
        reply.json["data"]["_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn sign(&self, case: &str, who: &str) -> Reply {
        self.try_control(Method::POST, &format!("nextsign/cases/{case}/recipients/{who}/sign"), &json!({}))
            .await
    }

    /// Downloads a stored file as a client must: a signed URL, then a GET without credentials.
    pub(crate) async fn download(&self, stored: &Value) -> Vec<u8> {
        let link = self.post(&v3("view-presigned-url"), &json!({"url": stored})).await;
        assert_eq!(link.status, 200, "{}", link.json);
        let response = self.http.get(link.json["signedUrl"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.bytes().await.unwrap().to_vec()
    }

    pub(crate) async fn upload(&self, name: &str, bytes: &[u8], kind: &str) -> Value {
        let body = json!({"file": STANDARD.encode(bytes), "name": name, "type": kind});
        let reply = self.post(&v3("upload"), &body).await;
        assert_eq!(reply.status, 200, "{}", reply.json);
        reply.json["url"].clone()
    }
}

pub(crate) fn with_json(request: RequestBuilder, body: &Value) -> RequestBuilder {
    request.header("content-type", "application/json").body(body.to_string())
}

pub(crate) async fn reply(response: Response) -> Reply {
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let text = response.text().await.unwrap();
    let json = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Reply { status, headers, json }
}

pub(crate) fn v2(path: &str) -> String {
    format!("/api/v2/{COMPANY_ID}/{path}")
}

pub(crate) fn v3(path: &str) -> String {
    format!("/v3/company/{COMPANY_ID}/file/{path}")
}

pub(crate) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A case with the sample contract and these recipients, each `(e-mail, group)`.
pub(crate) fn new_case(recipients: &[(&str, i64)]) -> Value {
    let recipients: Vec<_> = recipients
        .iter()
        .map(|(email, group)| {
            let name = email.split('@').next().unwrap();
            json!({"name": format!("{name} Ærø"), "email": email, "signing": true, "group": group})
        })
        .collect();
    json!({
        "title": "Consulting agreement",
        "settings": {},
        "recipients": recipients,
        "documents": [{
            "name": "contract.pdf", "file": STANDARD.encode(contract()), "fileIsBlob": true, "signObligated": true,
        }],
    })
}
