//! The two listeners, and the way of one request through the sandbox.
//!
//! A request is read whole, recorded, and meets the faults asked for, before and after the work that the emulated
//! provider does. hyper is used bare: a fault is about the connection (reset it, tear it, leave it hanging), and
//! whether a client closed its socket can only be told where the socket is.

mod answer;
mod request;
mod socket;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

pub(crate) use answer::Answer;
use answer::{AnswerBody, Flight, Severed};
pub(crate) use request::{Part, Request};
use socket::Socket;

use crate::faults::{Disturbance, Subject};
use crate::observe::{Listener, Outcome, RequestRecord, headers_without_secrets};
use crate::{Shared, control, providers};

/// The longest request body taken; a provider's own limit may be lower.
const MAX_BODY: usize = 64 << 20;

/// Accepts connections until the runtime ends.
pub(crate) async fn listen(shared: Arc<Shared>, mut listener: TcpListener, which: Listener) {
    let address = listener.local_addr().expect("a listener has an address");
    let mut restarts = shared.restarts.subscribe();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tokio::spawn(serve(shared.clone(), stream, which));
                }
                // Out of file descriptors, as a rule: let some connections end first.
                Err(_) => pause(Duration::from_millis(20)).await,
            },
            Ok(()) = restarts.changed() => {
                drop(listener);
                let down = *restarts.borrow_and_update();
                pause(down).await;
                listener = bind_again(address).await;
            }
        }
    }
}

/// Listens where it did before, once nobody else holds the port.
async fn bind_again(address: SocketAddr) -> TcpListener {
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            Err(_) => pause(Duration::from_millis(20)).await,
        }
    }
}

/// Answers what comes on one connection.
async fn serve(shared: Arc<Shared>, stream: TcpStream, which: Listener) {
    let mut restarts = shared.restarts.subscribe();
    let socket = Socket::new(stream, shared.clone(), which);
    let line = socket.line();
    let reset = line.clone();
    let service = service_fn(move |request| {
        let (shared, line) = (shared.clone(), line.clone());
        async move { exchange(shared, line, request).await }
    });
    let restarted = async {
        // The socket closes with this function: it has to know how before.
        if restarts.changed().await.is_ok() {
            reset.reset_on_close();
        }
    };
    tokio::select! {
        // An error here is a client that went away or a fault that was asked for; both are on record.
        _ = http1::Builder::new().serve_connection(TokioIo::new(socket), service) => {}
        () = restarted => {}
    }
}

async fn exchange(
    shared: Arc<Shared>,
    line: Arc<socket::Line>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<AnswerBody>, Severed> {
    let (head, body) = request.into_parts();
    if line.listener == Listener::Api && control::owns(head.uri.path()) {
        let body = read(body).await?;
        let answer = match body {
            Some(body) => control::answer(&shared, Request::new(&head, body).await).await,
            None => Answer::too_large(),
        };
        return Ok(answer.into_response(None, None));
    }

    let mut flight = Flight::begin(shared.clone(), record(&shared, &line, &head));
    let Some(body) = read(body).await? else {
        return Ok(Answer::too_large().into_response(Some(flight), None));
    };
    let request = Request::new(&head, body).await;
    let route = (line.listener == Listener::Api).then(|| providers::route(&request)).flatten();
    let operation = match (&route, line.listener) {
        (Some(route), _) => Some(route.operation()),
        (None, Listener::Storage) if request.method == http::Method::PUT => Some("storage.put"),
        (None, Listener::Storage) => Some("storage.get"),
        (None, Listener::Api) => None,
    };
    let plan = shared.world().faults.plan(&Subject {
        method: request.method.as_str(),
        path: head.uri.path(),
        operation,
    });
    shared.observer.amend(flight.number, |record| {
        record.body_bytes = request.body.len();
        record.operation = operation;
        record.faults.clone_from(&plan.kinds);
    });
    if !plan.latency.is_zero() {
        pause(plan.latency).await;
    }

    if let Some(Disturbance::LateCommit { after }) = plan.disturbance {
        tokio::spawn(async move {
            pause(after).await;
            // Nobody gets the answer.
            let _ = work(&shared, route.as_ref(), line.listener, &request);
        });
        flight.sever(None);
        return Err(Severed);
    }
    let work = || work(&shared, route.as_ref(), line.listener, &request);
    let mut torn_at = None;
    let answer = match plan.disturbance {
        None => work(),
        Some(Disturbance::Status { answer, after_work: false }) => answer,
        Some(Disturbance::Status { answer, after_work: true }) => {
            answer.with_note(format!("the work was done, and its answer was {}", work().status))
        }
        Some(Disturbance::Torn { at }) => {
            torn_at = Some(at);
            work()
        }
        Some(Disturbance::Reset { after_work }) => {
            let done = after_work.then(work);
            flight.sever(done.as_ref());
            line.reset_on_close();
            return Err(Severed);
        }
        Some(Disturbance::Drop) => {
            let done = work();
            flight.sever(Some(&done));
            return Err(Severed);
        }
        Some(Disturbance::Hang { after_work }) => {
            let done = after_work.then(work);
            flight.note(done.as_ref());
            std::future::pending::<()>().await;
            return Err(Severed);
        }
        Some(Disturbance::Restart { down }) => {
            flight.sever(None);
            // This connection is among those that it resets.
            shared.restarts.send_replace(down);
            std::future::pending::<()>().await;
            return Err(Severed);
        }
        Some(Disturbance::LateCommit { .. }) => unreachable!("it was dealt with above"),
    };
    let answer = answer.with_request_id(flight.number);
    flight.note(Some(&answer));
    if request.method == http::Method::HEAD {
        flight.outcome = Outcome::Answered;
    }
    Ok(answer.into_response(Some(flight), torn_at))
}

/// A request as it came in.
fn record(shared: &Shared, line: &socket::Line, head: &http::request::Parts) -> RequestRecord {
    RequestRecord {
        number: 0,
        time: shared.world().clock.now().iso(),
        listener: line.listener,
        connection: line.id,
        method: head.method.to_string(),
        path: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers: headers_without_secrets(&head.headers),
        body_bytes: 0,
        operation: None,
        status: None,
        faults: Vec::new(),
        note: None,
        outcome: Outcome::InFlight,
        answer: None,
    }
}

/// What the emulated provider does and answers.
fn work(shared: &Shared, route: Option<&providers::Route>, listener: Listener, request: &Request) -> Answer {
    let mut world = shared.world();
    world.settle();
    match (route, listener) {
        (Some(route), _) => providers::answer(&mut world, route, request),
        (None, Listener::Storage) => world.storage_answer(request),
        (None, Listener::Api) => providers::unknown_path(&mut world, request),
    }
}

/// Real time: a client measures latency with its own clock.
#[expect(clippy::disallowed_methods, reason = "latency is the one thing here that is not virtual")]
async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// The whole body; `None` when it is longer than the sandbox takes.
async fn read(body: Incoming) -> Result<Option<Bytes>, Severed> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(Some(body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Ok(None),
        Err(_) => Err(Severed),
    }
}
