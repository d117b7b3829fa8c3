//! The store of a shared limit in Redis: a sorted set for each limit, with a member for each request.
//!
//! One script decides, so what it does is atomic; it takes Redis's own clock, so machines need not agree about the time.
//! Names of keys hold a hash of the credential, from which it cannot be read; nothing holds a tenant. All keys expire.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Client, RedisError, Script, TlsCertificates};
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use super::StoreAddress;
use super::shared::{Given, Wanted};
use crate::network;

/// How long the store may take: longer, and calls are better off with a local share.
const PATIENCE: Duration = Duration::from_secs(1);

const BLOCK: &str = "local time = redis.call('TIME')
local until_ms = time[1] * 1000 + time[2] / 1000 + ARGV[1]
if until_ms > tonumber(redis.call('GET', KEYS[1]) or '0') then
  redis.call('SET', KEYS[1], tostring(until_ms), 'PX', math.ceil(tonumber(ARGV[1])) + 1)
end";

/// Redis, as one process sees it.
pub(super) struct Store {
    client: Client,
    /// `signbridge:{hash}`: what stands in braces keeps the keys together in a cluster.
    prefix: String,
    process: String,
    questions: AtomicU64,
    connection: Mutex<Option<MultiplexedConnection>>,
    reserve: Script,
    block: Script,
}

impl Store {
    /// Nothing is sent yet. `None` if the address is none, which is [checked](super::Settings) before.
    pub(super) fn new(address: &StoreAddress, identity: &[u8; 32]) -> Option<Self> {
        network::choose_cryptography();
        let url = address.url.expose_secret();
        let client = match &address.authorities {
            Some(pem) if url.starts_with("rediss:") => {
                let root_cert = Some(network::with_the_system_s(pem).into_bytes());
                Client::build_with_tls(url, TlsCertificates { client_tls: None, root_cert })
            }
            _ => Client::open(url),
        };
        let client = client.ok()?;
        let hash = identity[..16].iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        Some(Self {
            client,
            prefix: format!("signbridge:{{{hash}}}"),
            process: format!("{:016x}", rand::random::<u64>()),
            questions: AtomicU64::new(0),
            connection: Mutex::new(None),
            reserve: Script::new(include_str!("reserve.lua")),
            block: Script::new(BLOCK),
        })
    }

    /// Asks for turns.
    pub(super) async fn reserve(&self, wanted: &Wanted) -> Result<Given, String> {
        let mut call = self.reserve.prepare_invoke();
        call.key(format!("{}:processes", self.prefix)).key(format!("{}:lag", self.prefix));
        call.arg(wanted.turns).arg(milliseconds(wanted.ahead)).arg(&self.process);
        call.arg(self.questions.fetch_add(1, Ordering::Relaxed)).arg(milliseconds(wanted.lag));
        for limit in &wanted.limits {
            call.key(self.log(limit.index)).key(self.blocked(limit.index));
            call.arg(limit.most).arg(milliseconds(limit.length)).arg(limit.untold.len());
            for age in &limit.untold {
                call.arg(milliseconds(*age));
            }
        }
        let asking = async {
            let mut connection = self.connection().await?;
            call.invoke_async::<Vec<String>>(&mut connection).await
        };
        let reply = match tokio::time::timeout(PATIENCE, asking).await {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => return Err(self.lost(&error).await),
            Err(_) => {
                *self.connection.lock().await = None;
                return Err(format!("no answer within {PATIENCE:?}"));
            }
        };
        read(&reply).ok_or_else(|| "an answer that is none of the script's".to_owned())
    }

    /// Gives turns back.
    pub(super) async fn release(&self, limits: &[usize], members: &[String]) {
        let mut remove = redis::pipe();
        for limit in limits {
            remove.cmd("ZREM").arg(self.log(*limit)).arg(members).ignore();
        }
        let releasing = async {
            let mut connection = self.connection().await?;
            remove.query_async::<()>(&mut connection).await
        };
        // What is not given back runs out by itself.
        let _ = tokio::time::timeout(PATIENCE, releasing).await;
    }

    /// Stops everyone under a limit for so long.
    pub(super) async fn block(&self, limit: usize, pause: Duration) {
        let blocking = async {
            let mut connection = self.connection().await?;
            let mut call = self.block.prepare_invoke();
            call.key(self.blocked(limit)).arg(milliseconds(pause));
            call.invoke_async::<()>(&mut connection).await
        };
        // The others learn it from the provider, at worst.
        let _ = tokio::time::timeout(PATIENCE, blocking).await;
    }

    fn log(&self, limit: usize) -> String {
        format!("{}:log:{limit}", self.prefix)
    }

    fn blocked(&self, limit: usize) -> String {
        format!("{}:blocked:{limit}", self.prefix)
    }

    async fn connection(&self) -> Result<MultiplexedConnection, RedisError> {
        let mut held = self.connection.lock().await;
        if let Some(connection) = &*held {
            return Ok(connection.clone());
        }
        let connection = self.client.get_multiplexed_async_connection().await?;
        Ok(held.insert(connection).clone())
    }

    /// The connection is of no use any more. What went wrong, without what it was asked.
    async fn lost(&self, error: &RedisError) -> String {
        *self.connection.lock().await = None;
        error.to_string()
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// An answer of the script.
fn read(reply: &[String]) -> Option<Given> {
    let after = |text: &String| Duration::try_from_secs_f64(text.parse::<f64>().ok()? / 1e3).ok();
    let [next, used, peers, turns @ ..] = reply else { return None };
    Some(Given {
        turns: turns
            .chunks_exact(2)
            .map(|turn| Some((after(&turn[0])?, turn[1].clone())))
            .collect::<Option<_>>()?,
        next: after(next),
        peers: peers.parse().ok()?,
        used: used.parse().ok()?,
    })
}
