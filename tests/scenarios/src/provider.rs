//! The fake provider: listeners on loopback that record what is asked and answer from the script, in order.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Map;
use tokio::io::{AsyncReadExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::answer::{self, Outcome};
use crate::expand::Origins;
use crate::format::{Answer, Failure, Listener};
use crate::library::COMPANY;
use crate::request::{self, Request};

/// How long a client may take to hang up after its timeout.
const HANG_UP: Duration = Duration::from_secs(3);

/// Bound listeners, not yet answering: their addresses go into the script.
pub(crate) struct Bound {
    listeners: Vec<(Listener, TcpListener)>,
    mishaps: Vec<(Mishap, TcpListener)>,
    /// Bound and never listening, so that nobody else gets its port and connecting to it is refused.
    refused: TcpSocket,
}

/// What goes wrong before a request is there whole. No answer of the script is used up by it.
#[derive(Clone, Copy, Debug)]
enum Mishap {
    /// A TLS handshake that is never answered.
    Silent,
    /// A TLS handshake that is answered by hanging up.
    Slammed,
    /// A request of which only the start is read, then the connection is reset.
    Broken,
}

impl Mishap {
    const ALL: [Self; 3] = [Self::Silent, Self::Slammed, Self::Broken];

    /// The placeholder, and the scheme of its origin.
    const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Silent => ("silent", "https"),
            Self::Slammed => ("slammed", "https"),
            Self::Broken => ("broken", "http"),
        }
    }

    async fn happen(self, mut stream: TcpStream) {
        let mut start = [0; 16];
        match self {
            Self::Silent => while matches!(stream.read(&mut [0; 1024]).await, Ok(1..)) {},
            Self::Slammed => {}
            Self::Broken => {
                let _ = stream.read_exact(&mut start).await;
                let _ = stream.set_zero_linger();
            }
        }
    }
}

/// No name may be so long: looking it up fails without asking anybody.
fn unknown_host() -> String {
    format!("https://{}.invalid", "a".repeat(70))
}

impl Bound {
    pub(crate) async fn new() -> std::io::Result<Self> {
        let mut listeners = Vec::new();
        for name in Listener::ALL {
            listeners.push((name, TcpListener::bind(("127.0.0.1", 0)).await?));
        }
        let mut mishaps = Vec::new();
        for mishap in Mishap::ALL {
            mishaps.push((mishap, TcpListener::bind(("127.0.0.1", 0)).await?));
        }
        let refused = TcpSocket::new_v4()?;
        refused.bind(std::net::SocketAddr::from(([127, 0, 0, 1], 0)))?;
        Ok(Self { listeners, mishaps, refused })
    }

    /// What the origin placeholders become.
    pub(crate) fn origins(&self) -> std::io::Result<Origins> {
        let mut origins = Origins::from([
            ("company", COMPANY.to_owned()),
            ("refused", format!("http://{}", self.refused.local_addr()?)),
            ("unknown_host", unknown_host()),
        ]);
        for (mishap, listener) in &self.mishaps {
            let (name, scheme) = mishap.name();
            origins.insert(name, format!("{scheme}://{}", listener.local_addr()?));
        }
        for (name, listener) in &self.listeners {
            let origin = format!("http://{}", listener.local_addr()?);
            if name == &Listener::V2 {
                origins.insert("api", origin.clone());
            }
            origins.insert(name.name(), origin);
        }
        Ok(origins)
    }

    /// Starts answering.
    pub(crate) fn serve(self, answers: impl IntoIterator<Item = Answer>) -> Provider {
        let shared = Arc::new(Shared {
            state: Mutex::new(State { answers: answers.into_iter().collect(), ..State::default() }),
            hanging: watch::Sender::new(0),
        });
        let tasks = self
            .listeners
            .into_iter()
            .map(|(name, listener)| tokio::spawn(accept(listener, name, Arc::clone(&shared))))
            .chain(
                self.mishaps.into_iter().map(|(mishap, listener)| tokio::spawn(let_down(listener, mishap))),
            )
            .collect();
        Provider { shared, tasks, _refused: self.refused }
    }
}

/// An answering fake provider.
pub(crate) struct Provider {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
    _refused: TcpSocket,
}

/// What the provider saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) requests: Vec<Request>,
    pub(crate) trouble: Vec<String>,
}

impl Provider {
    /// Stops, and says what was asked.
    pub(crate) async fn stop(self) -> Seen {
        let mut hanging = self.shared.hanging.subscribe();
        let hung_up = tokio::time::timeout(HANG_UP, hanging.wait_for(|hanging| *hanging == 0)).await.is_ok();
        for task in &self.tasks {
            task.abort();
        }
        let mut seen = std::mem::take(&mut self.shared.lock().seen);
        if !hung_up {
            seen.trouble.push("the client did not hang up on a request that it gave up".to_owned());
        }
        seen
    }
}

struct Shared {
    state: Mutex<State>,
    /// How many connections wait for the client to hang up.
    hanging: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    seen: Seen,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the request and takes the next answer of the script.
    fn next(&self, request: Request) -> Answer {
        let mut state = self.lock();
        state.seen.requests.push(request);
        state.answers.pop_front().unwrap_or_else(not_in_the_script)
    }
}

/// An answer that no client sends again.
fn not_in_the_script() -> Answer {
    Answer {
        status: 418,
        headers: Map::from_iter([("connection".to_owned(), "close".into())]),
        json: None,
        text: Some("this request is not in the scenario".to_owned()),
        base64: None,
        chunks: None,
        fail: None,
        after_bytes: None,
    }
}

/// Accepts until aborted, which ends its connections too.
async fn accept(listener: TcpListener, name: Listener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(converse(BufReader::new(stream), name, Arc::clone(&shared)));
    }
}

/// Has the mishap happen to every connection, until aborted.
async fn let_down(listener: TcpListener, mishap: Mishap) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(mishap.happen(stream));
    }
}

async fn converse(mut stream: BufReader<TcpStream>, name: Listener, shared: Arc<Shared>) {
    loop {
        let request = match request::read(&mut stream, name).await {
            Ok(Some(request)) => request,
            Ok(None) => return,
            Err(trouble) => return shared.lock().seen.trouble.push(trouble),
        };
        let answer = shared.next(request);
        let hangs = matches!(
            answer.fail,
            Some(Failure::Hang | Failure::DripHeaders | Failure::HangInBody | Failure::EndlessBody)
        );
        if hangs {
            shared.hanging.send_modify(|hanging| *hanging += 1);
        }
        let outcome = answer::give(&answer, &mut stream).await;
        if hangs {
            shared.hanging.send_modify(|hanging| *hanging -= 1);
        }
        if outcome == Outcome::Closed {
            return;
        }
    }
}
