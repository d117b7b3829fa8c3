//! The fake provider and judge over HTTP, for the runners in other languages.
//!
//! | request | answer |
//! |---|---|
//! | `GET /scenarios` | `["name", …]` |
//! | `POST /scenarios/{name}/start` with `{"runtime": "python"}` | `{"session", "config", "construct"}` |
//! | `POST /sessions/{id}/next` with the result of the step before (`{"result": …}`), or `{}` | `{"step": …}`, or `{}` after the last |
//! | `POST /sessions/{id}/finish` with `{"logged": ["line", …]}`, and `"construct_error"` if there was no client | `{"passed", "failures"}` |
//!
//! A mistake of the runner is a 4xx with `{"error": "…"}`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Library;
use crate::format::Step;
use crate::session::{Opening, Session, StepResult, Verdict};

/// The control API over these scenarios.
pub fn router(library: Library) -> axum::Router {
    axum::Router::new()
        .route("/scenarios", get(names))
        .route("/scenarios/{name}/start", post(start))
        .route("/sessions/{id}/next", post(next))
        .route("/sessions/{id}/finish", post(finish))
        .layer(DefaultBodyLimit::disable())
        .with_state(Arc::new(Control { library, sessions: Mutex::default(), started: AtomicU64::new(0) }))
}

struct Control {
    library: Library,
    sessions: Mutex<HashMap<String, Session>>,
    started: AtomicU64,
}

impl Control {
    /// The session, which belongs to one request at a time.
    fn take(&self, id: &str) -> Result<Session, Refusal> {
        let session = self.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        session.ok_or_else(|| refuse(StatusCode::NOT_FOUND, format!("there is no session {id:?}")))
    }

    fn put(&self, id: String, session: Session) {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(id, session);
    }
}

type Refusal = (StatusCode, Json<Value>);

fn refuse(status: StatusCode, message: impl Into<String>) -> Refusal {
    (status, Json(json!({"error": message.into()})))
}

async fn names(State(control): State<Arc<Control>>) -> Json<Value> {
    Json(json!(control.library.names()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    runtime: String,
}

#[derive(Serialize)]
struct Started {
    session: String,
    #[serde(flatten)]
    opening: Opening,
}

async fn start(
    State(control): State<Arc<Control>>,
    Path(name): Path<String>,
    Json(start): Json<Start>,
) -> Result<Json<Started>, Refusal> {
    let session = Session::start(&control.library, &name)
        .await
        .map_err(|error| refuse(StatusCode::NOT_FOUND, error))?;
    let id = format!("{}-{}", start.runtime, control.started.fetch_add(1, Ordering::Relaxed));
    let started = Started { session: id.clone(), opening: session.opening() };
    control.put(id, session);
    Ok(Json(started))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taken {
    result: Option<Value>,
}

#[derive(Serialize)]
struct Next {
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<Step>,
}

async fn next(
    State(control): State<Arc<Control>>,
    Path(id): Path<String>,
    Json(taken): Json<Taken>,
) -> Result<Json<Next>, Refusal> {
    let result = taken.result.map(StepResult::deserialize).transpose();
    let result = result
        .map_err(|_| refuse(StatusCode::UNPROCESSABLE_ENTITY, "a result is neither {ok} nor {error}"))?;
    let mut session = control.take(&id)?;
    let step = session.next(result).await;
    control.put(id, session);
    Ok(Json(Next { step }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finish {
    construct_error: Option<Value>,
    logged: Vec<String>,
}

async fn finish(
    State(control): State<Arc<Control>>,
    Path(id): Path<String>,
    Json(finish): Json<Finish>,
) -> Result<Json<Verdict>, Refusal> {
    let mut session = control.take(&id)?;
    session.heard(finish.logged);
    Ok(Json(session.finish(finish.construct_error).await))
}
