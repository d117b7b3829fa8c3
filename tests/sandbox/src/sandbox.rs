//! Starting and stopping: a sandbox is a thread with a runtime and two listeners of its own.
//!
//! Its own thread, so that it serves synchronous tests as well as asynchronous ones, and ends with its handle whatever
//! the test's runtime does. One thread, so that what happens does not depend on a scheduler.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::{oneshot, watch};

use crate::clock::Clock;
use crate::faults::Fault;
use crate::observe::{Connections, Listener, Observer, RequestRecord};
use crate::server::{self, Request};
use crate::tenants::{COMPANY_ID, KEY};
use crate::world::World;
use crate::{control, insigner, nexpay, nextsign, opensign};

/// How a sandbox starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address to listen on. Loopback unless told: the sandbox has no secrets, but no guards either.
    pub host: IpAddr,
    /// The port of the API; 0 takes a free one.
    pub port: u16,
    /// The port of the storage; 0 takes a free one.
    pub storage_port: u16,
    /// Of ids and faults.
    pub seed: u64,
    /// Virtual time at the start.
    pub clock: Clock,
    /// In force from the start.
    pub faults: Vec<Fault>,
    /// Keep the bodies of answers in [`RequestRecord::answer`], for tests of what they say.
    pub keep_answers: bool,
    /// How the emulated NextSign behaves where it can do so in several ways.
    pub nextsign: nextsign::Settings,
    /// How the emulated inSigner behaves where it can do so in several ways.
    pub insigner: insigner::Settings,
    /// How the emulated Nexpay behaves where it can do so in several ways.
    pub nexpay: nexpay::Settings,
    /// How the emulated OpenSign behaves where it can do so in several ways.
    pub opensign: opensign::Settings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            storage_port: 0,
            seed: 0,
            clock: Clock::running(),
            faults: Vec::new(),
            keep_answers: false,
            nextsign: nextsign::Settings::default(),
            insigner: insigner::Settings::default(),
            nexpay: nexpay::Settings::default(),
            opensign: opensign::Settings::default(),
        }
    }
}

/// What the listeners share.
pub(crate) struct Shared {
    world: Mutex<World>,
    pub(crate) observer: Observer,
    pub(crate) origin: String,
    pub(crate) storage_origin: String,
    /// Told to every listener and connection: how long nobody listens.
    pub(crate) restarts: watch::Sender<Duration>,
    options: Options,
}

impl Shared {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        // A handler that panicked has left a world that is at worst odd, and a test wants to see it.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keeps_answers(&self) -> bool {
        self.options.keep_answers
    }

    /// Everything as it was at the start.
    pub(crate) fn reset(&self) {
        *self.world() = World::new(&self.options, &self.storage_origin);
        self.observer.reset();
    }
}

/// A running sandbox. Dropping it closes its listeners and every connection.
pub struct Sandbox {
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("origin", &self.shared.origin).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// Listens, and returns once clients can connect.
    ///
    /// # Errors
    /// When an address cannot be listened on.
    pub fn start(options: Options) -> io::Result<Self> {
        let (api, origin) = bind(options.host, options.port)?;
        let (storage, storage_origin) = bind(options.host, options.storage_port)?;
        let shared = Arc::new(Shared {
            world: Mutex::new(World::new(&options, &storage_origin)),
            observer: Observer::new(),
            origin,
            storage_origin,
            restarts: watch::Sender::default(),
            options,
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let (stop, stopped) = oneshot::channel();
        let served = shared.clone();
        let thread = std::thread::Builder::new().name("signbridge-sandbox".to_owned()).spawn(move || {
            runtime.block_on(async move {
                for (listener, which) in [(api, Listener::Api), (storage, Listener::Storage)] {
                    let listener = tokio::net::TcpListener::from_std(listener)
                        .expect("a bound, non-blocking listener can be registered");
                    tokio::spawn(server::listen(served.clone(), listener, which));
                }
                // Ends at a message and at the handle's end alike.
                let _ = stopped.await;
            });
        })?;
        Ok(Self { shared, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`, of the API and the control API.
    pub fn origin(&self) -> &str {
        &self.shared.origin
    }

    /// `http://127.0.0.1:PORT`, of the storage.
    pub fn storage_origin(&self) -> &str {
        &self.shared.storage_origin
    }

    /// The variables that point a client here.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        vec![
            ("NEXTSIGN_API_KEY", KEY.to_owned()),
            ("NEXTSIGN_COMPANY_ID", COMPANY_ID.to_owned()),
            ("NEXTSIGN_API_URL", format!("{}/api", self.origin())),
            ("NEXTSIGN_FILES_API_URL", self.origin().to_owned()),
            ("INSIGNER_API_KEY", insigner::KEY.to_owned()),
            ("INSIGNER_API_URL", insigner::api_url(self.origin())),
            ("OPENSIGN_API_TOKEN", opensign::TOKEN.to_owned()),
            ("OPENSIGN_API_URL", opensign::api_url(self.origin())),
            ("OPENSIGN_ENVIRONMENT", "sandbox".to_owned()),
            ("NEXPAY_API_KEY", nexpay::KEY.to_owned()),
            ("NEXPAY_API_URL", nexpay::api_url(self.origin())),
            ("SIGNBRIDGE_SANDBOX_URL", self.origin().to_owned()),
        ]
    }

    /// The requests so far, oldest first, without the control API's.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.shared.observer.requests()
    }

    /// The connections so far.
    pub fn connections(&self) -> Connections {
        self.shared.observer.connections()
    }

    /// Adds a fault, as `POST /_sandbox/faults` does.
    pub fn arm(&self, fault: Fault) {
        self.shared.world().faults.arm(fault);
    }

    /// What the control API answers: `method` and the path below `/_sandbox/`. No body is an empty object.
    ///
    /// # Errors
    /// The sentence with which it refuses.
    pub async fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let (head, ()) = http::Request::builder()
            .method(method)
            .uri(format!("/_sandbox/{path}"))
            .body(())
            .map_err(|error| error.to_string())?
            .into_parts();
        let body = body.map_or_else(Bytes::new, |body| body.to_string().into());
        let answer = control::answer(&self.shared, Request::new(&head, body).await).await;
        let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status.is_success() {
            Ok(told)
        } else {
            Err(told["message"].as_str().unwrap_or_default().to_owned())
        }
    }

    /// Moves virtual time ahead by `milliseconds`.
    pub fn advance(&self, milliseconds: i64) {
        self.shared.world().clock.advance(milliseconds);
    }

    /// Everything as it was at the start, as `POST /_sandbox/reset` does.
    pub fn reset(&self) {
        self.shared.reset();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic there was printed there.
            let _ = thread.join();
        }
    }
}

fn bind(host: IpAddr, port: u16) -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind(SocketAddr::new(host, port))?;
    listener.set_nonblocking(true)?;
    let mut address = listener.local_addr()?;
    if address.ip().is_unspecified() {
        // "Everywhere" is no address to send a client to.
        address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let origin = format!("http://{address}");
    Ok((listener, origin))
}
