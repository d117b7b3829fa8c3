//! The judge judged: a run that does what the scenario says passes, and each way of differing is told.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Library;
use crate::session::{Session, StepResult, Verdict};

const READ: &str = r#"
about: a test
scenarios:
- name: a case is read
  steps:
  - call: cases.get
    args: {case_id: a/b}
    expect:
      ok: {_id: a, file: "{{storage}}/a.pdf"}
      attempts: [{number: 1, status: 200}]
  provider:
  - request: {method: GET, path: /api/v2/c/case/a%2Fb/get, headers: {x-extra: null}}
    answer: {json: {case: {_id: a}}}
"#;

fn scenario(request: &str, answer: &str) -> Library {
    Library::of(&format!(
        "about: a test\nscenarios:\n- name: x\n  steps: [{{describe: true, expect: {{ok: x}}}}]\n  provider:\n  - request: {request}\n    answer: {answer}\n"
    ))
}

async fn session(library: &Library) -> (Session, String, String) {
    let name = library.names()[0];
    let session = Session::start(library, name).await.unwrap();
    let v2 = session.opening().config["origins"]["v2"].as_str().unwrap().to_owned();
    let host = v2.trim_start_matches("http://").trim_end_matches("/api").to_owned();
    let key = session.opening().config["credential"]["value"].as_str().unwrap().to_owned();
    (session, host, key)
}

/// Sends bytes and reads until the other side is done; none for a reset.
async fn exchange(host: &str, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    Some(String::from_utf8(answer).unwrap())
}

fn get(host: &str, key: &str, path: &str, more: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nUser-Agent: signbridge/0\r\n{more}\r\n"
    )
}

/// Takes the steps with these results.
async fn finish(mut session: Session, results: Value) -> Verdict {
    let mut result = None;
    for next in serde_json::from_value::<Vec<StepResult>>(results).unwrap() {
        session.next(result).await;
        result = Some(next);
    }
    session.next(result).await;
    session.finish(None).await
}

async fn finish_read(path: &str, more: &str, result: impl Fn(&str) -> Value) -> Verdict {
    let library = Library::of(READ);
    let (mut session, host, key) = session(&library).await;
    let mut stream = TcpStream::connect(&host).await.unwrap();
    stream.write_all(get(&host, &key, path, more).as_bytes()).await.unwrap();
    let mut answer = [0; 8];
    stream.read_exact(&mut answer).await.unwrap();
    let step = session.next(None).await.unwrap();
    assert!(serde_json::to_value(step).unwrap().get("expect").is_none());
    let result = serde_json::from_value(result(&key)).unwrap();
    assert!(session.next(Some(result)).await.is_none());
    session.finish(None).await
}

fn right(_: &str) -> Value {
    json!({"ok": {"_id": "a", "more": 1}, "info": {"attempts": [{"number": 1, "status": 200}]}})
}

#[tokio::test]
async fn a_difference_on_the_wire_or_in_the_result_fails_with_its_place() {
    let path = "/api/v2/c/case/a%2Fb/get";
    let verdict = finish_read(path, "", right).await;
    assert_eq!(verdict.failures.len(), 1, "only the file is missing: {:?}", verdict.failures);
    assert!(verdict.failures[0].starts_with("step 1: ok.file: expected \"http://127.0.0.1:"));

    let verdict = finish_read("/api/v2/c/case/a/b/get", "X-Extra: 1\r\n", right).await;
    assert!(
        verdict.failures[0]
            .contains("path: expected \"/api/v2/c/case/a%2Fb/get\", got \"/api/v2/c/case/a/b/get\"")
    );
    assert!(verdict.failures[1].contains("header x-extra: expected null, got \"1\""));

    let verdict = finish_read(path, "", |key| json!({"error": {"message": format!("wrong {key}")}})).await;
    assert!(verdict.failures[0].contains("expected a success, got the error"));
    assert!(verdict.failures[1].contains("may not be told"));

    let verdict = finish_read(path, "", |_| json!({"ok": {}, "info": {"attempts": []}})).await;
    assert!(verdict.failures.iter().any(|failure| failure.contains("attempts: expected 1 elements, got 0")));
}

#[tokio::test]
async fn a_key_in_a_log_line_fails_and_so_does_an_attempt_without_one() {
    let library = Library::of(READ);
    let logged = async |lines: &[&str]| {
        let (mut session, _, key) = session(&library).await;
        session.heard(lines.iter().map(|line| line.replace("KEY", &key)).collect());
        finish(session, json!([right(&key)])).await.failures
    };
    let failures = logged(&["nextsign cases.get, attempt 1: 200 for KEY"]).await;
    assert!(failures.iter().any(|failure| failure.contains("may not be logged")), "{failures:?}");
    let failures = logged(&["nextsign cases.get: 200"]).await;
    assert!(failures.iter().any(|failure| failure.starts_with("1 attempts were made, and 0 logged")));
    let failures = logged(&["nextsign cases.get, attempt 1: 200"]).await;
    assert!(!failures.iter().any(|failure| failure.contains("logged")), "{failures:?}");
}

#[tokio::test]
async fn an_answer_that_was_not_fetched_and_a_request_that_was_not_expected_fail() {
    let library = Library::of(READ);
    let (unasked, ..) = session(&library).await;
    let verdict = finish(unasked, json!([])).await;
    assert!(verdict.failures.iter().any(|failure| failure.starts_with("request 1: never came: GET")));
    assert!(verdict.failures.iter().any(|failure| failure == "expected 1 results, got 0"));

    let library = scenario("{method: GET, path: /a}", "{headers: {connection: close}}");
    let (twice, host, key) = session(&library).await;
    exchange(&host, &get(&host, &key, "/a", "")).await;
    let answer = exchange(&host, &get(&host, &key, "/b", "")).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 418"), "{answer}");
    let verdict = finish(twice, json!([{"ok": "x"}])).await;
    assert_eq!(verdict.failures, ["request 2: not in the scenario: GET /b on v2"]);
}

#[tokio::test]
async fn bodies_are_compared_as_json_bytes_or_parts() {
    let post = |host: &str, key: &str, content_type: &str, body: &str| {
        let head = get(
            host,
            key,
            "/a",
            &format!("Content-Type: {content_type}\r\nContent-Length: {}\r\n", body.len()),
        );
        head.replacen("GET", "POST", 1) + body
    };
    let answer = "{headers: {connection: close}}";
    for (request, content_type, body, failure) in [
        ("{method: POST, path: /a, json: {a: 1}}", "application/json", "{\"a\":1}", None),
        (
            "{method: POST, path: /a, json: {a: 1}}",
            "application/json",
            "{\"a\":1,\"b\":2}",
            Some("json.b: expected nothing"),
        ),
        ("{method: POST, path: /a, json: {a: 1}}", "text/plain", "{\"a\":1}", Some("content-type")),
        ("{method: POST, path: /a}", "text/plain", "x", Some("body: expected \"\", got \"x\"")),
        (
            "{method: POST, path: /a, multipart: [{name: f, text: v}]}",
            "multipart/form-data; boundary=q",
            "--q\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nw\r\n--q--\r\n",
            Some("part \"f\": body: expected \"v\", got \"w\""),
        ),
    ] {
        let library = scenario(request, answer);
        let (session, host, key) = session(&library).await;
        exchange(&host, &post(&host, &key, content_type, body)).await;
        let verdict = finish(session, json!([{"ok": "x"}])).await;
        match failure {
            None => assert!(verdict.passed, "{:?}", verdict.failures),
            Some(failure) => assert!(verdict.failures[0].contains(failure), "{:?}", verdict.failures),
        }
    }
}

#[tokio::test]
async fn the_server_misbehaves_as_told() {
    for (answer, expected) in [
        ("{fail: close}", Some("")),
        ("{fail: reset}", None),
        ("{text: hello, fail: reset_in_body, after_bytes: 2}", None),
        (
            "{text: hello, fail: close_in_body, after_bytes: 2}",
            Some("HTTP/1.1 200 Scripted\r\ncontent-length: 5\r\n\r\nhe"),
        ),
        (
            "{text: hello, chunks: 3, headers: {connection: close}}",
            Some(
                "HTTP/1.1 200 Scripted\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
            ),
        ),
    ] {
        let library = scenario("{method: GET, path: /a}", answer);
        let (session, host, key) = session(&library).await;
        let got = exchange(&host, &get(&host, &key, "/a", "")).await;
        assert_eq!(got.as_deref(), expected, "{answer}");
        let verdict = finish(session, json!([{"ok": "x"}])).await;
        assert!(verdict.passed, "{:?}", verdict.failures);
    }
}

#[tokio::test]
async fn a_client_must_hang_up_on_a_request_that_it_gave_up() {
    for answer in
        ["{fail: hang}", "{fail: drip_headers}", "{text: hello, fail: hang_in_body, after_bytes: 1}"]
    {
        let library = scenario("{method: GET, path: /a}", answer);
        let (session, host, key) = session(&library).await;
        let request = get(&host, &key, "/a", "");
        let gave_up =
            tokio::time::timeout(std::time::Duration::from_millis(50), exchange(&host, &request)).await;
        assert!(gave_up.is_err());
        let verdict = finish(session, json!([{"ok": "x"}])).await;
        assert!(verdict.passed, "{:?}", verdict.failures);
    }
}

#[tokio::test]
async fn a_runner_without_results_is_told_what_is_wrong() {
    let library = Library::of(READ);
    let (session, ..) = session(&library).await;
    let verdict = session.finish(Some(json!({"kind": "configuration"}))).await;
    assert!(verdict.failures.iter().any(|failure| failure.starts_with("the client could not be built")));
}

const PLAY: &str = "
about: a test
provider: nexpay
scenarios:
- name: a payment is paid
  sandbox: true
  steps:
  - {call: payers.create, args: {body: {email: a@example.com}}, save: {payer: /_id}}
  - {control: POST nexpay/keys, body: {key: other}, save: {key: /value}}
  - {call: payers.get, args: {payer_id: '{{saved payer}}'}, expect: {ok: {email: '{{saved key}}@example.com'}}}
";

#[tokio::test]
async fn against_the_sandbox_a_step_may_use_what_came_before_it() {
    let library = Library::of(PLAY);
    let mut session = Session::start(&library, "a payment is paid").await.unwrap();
    assert!(session.opening().config["origins"]["api"].as_str().unwrap().ends_with("/nexpay/v2"));
    session.next(None).await.unwrap();
    let made = serde_json::from_value(json!({"ok": {"_id": "507f"}})).unwrap();
    let step = session.next(Some(made)).await.unwrap();
    assert_eq!(Value::Object(step.args), json!({"payer_id": "507f"}));
    let read = serde_json::from_value(json!({"ok": {"email": "x@example.com"}})).unwrap();
    assert!(session.next(Some(read)).await.is_none());
    let verdict = session.finish(None).await;
    assert_eq!(verdict.failures, ["step 2: ok.email: expected \"other@example.com\", got \"x@example.com\""]);
}

#[tokio::test]
async fn against_the_sandbox_nothing_follows_a_step_without_what_it_must_save() {
    let library = Library::of(PLAY);
    let mut session = Session::start(&library, "a payment is paid").await.unwrap();
    session.next(None).await.unwrap();
    let refused = serde_json::from_value(json!({"error": {"kind": "conflict"}})).unwrap();
    assert!(session.next(Some(refused)).await.is_none());
    let verdict = session.finish(None).await;
    assert!(verdict.failures[0].contains("nothing was saved as \"payer\""), "{:?}", verdict.failures);
}

#[test]
fn what_is_called_against_the_sandbox_can_be_listed() {
    let library = Library::of(PLAY);
    let calls =
        json!({"a payment is paid": {"provider": "nexpay", "operations": ["payers.create", "payers.get"]}});
    assert_eq!(json!(library.calls().unwrap()), calls);
}

#[test]
fn what_no_step_saved_cannot_be_used() {
    let error = crate::library::parse(&PLAY.replace("payer: /_id", "payee: /_id")).unwrap_err();
    assert!(error.contains("no step before it saves \"payer\""), "{error}");
}

#[test]
fn all_scenarios_of_this_repository_are_right() {
    let library = Library::load(&Library::folder()).unwrap();
    assert!(library.names().len() >= 40, "{}", library.names().len());
}
