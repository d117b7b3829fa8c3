//! The fake provider and judge over HTTP, for the runners in other languages.
//!
//! | request | answer |
//! |---|---|
//! | `GET /scenarios` | `["name", …]` |
//! | `POST /scenarios/{name}/start` with `{"runtime": "python"}` | `{"session", "config", "construct", "steps"}` |
//! | `POST /sessions/{id}/finish` with `{"construct_error": …}` or `{"results": […]}` | `{"passed", "failures"}` |
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
use crate::session::{Opening, Report, Session, Verdict};

/// The control API over these scenarios.
pub fn router(library: Library) -> axum::Router {
    axum::Router::new()
        .route("/scenarios", get(names))
        .route("/scenarios/{name}/start", post(start))
        .route("/sessions/{id}/finish", post(finish))
        .layer(DefaultBodyLimit::disable())
        .with_state(Arc::new(Control { library, sessions: Mutex::default(), started: AtomicU64::new(0) }))
}

struct Control {
    library: Library,
    sessions: Mutex<HashMap<String, Session>>,
    started: AtomicU64,
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
    control.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(id, session);
    Ok(Json(started))
}

async fn finish(
    State(control): State<Arc<Control>>,
    Path(id): Path<String>,
    Json(report): Json<Value>,
) -> Result<Json<Verdict>, Refusal> {
    let report = Report::deserialize(report).map_err(|_| {
        refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "neither {construct_error} nor {results: [{ok} or {error}, …]}",
        )
    })?;
    let session = control.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    let session =
        session.ok_or_else(|| refuse(StatusCode::NOT_FOUND, format!("there is no session {id:?}")))?;
    Ok(Json(session.finish(report).await))
}
