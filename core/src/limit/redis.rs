//! The store of a shared limit in Redis: a sorted set for each limit, with a member for each request.
//!
//! One script decides, so what it does is atomic; it takes Redis's own clock, so machines need not agree about the time.
//! Names of keys hold a hash of the credential, from which it cannot be read; nothing holds a tenant. All keys expire.

use std::fmt::Write as _;
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
            connection: Mutex::new(None),
            reserve: Script::new(include_str!("reserve.lua")),
            block: Script::new(BLOCK),
        })
    }

    /// Asks for turns.
    pub(super) async fn reserve(&self, wanted: &Wanted) -> Result<Given, String> {
        let mut call = self.reserve.prepare_invoke();
        call.key(format!("{}:processes", self.prefix)).key(format!("{}:lag", self.prefix));
        call.key(format!("{}:mark", self.prefix));
        call.arg(wanted.turns).arg(milliseconds(wanted.ahead)).arg(&self.process);
        call.arg(wanted.first).arg(milliseconds(wanted.lag)).arg(&wanted.mark);
        for limit in &wanted.limits {
            call.key(self.log(limit.index)).key(self.blocked(limit.index));
            call.arg(limit.most).arg(milliseconds(limit.length)).arg(limit.untold.len());
            for (number, age) in &limit.untold {
                call.arg(number).arg(milliseconds(*age));
            }
        }
        let call = &call;
        let ask = |mut connection| async move { call.invoke_async::<Vec<String>>(&mut connection).await };
        let reply = match tokio::time::timeout(PATIENCE, self.asked(ask)).await {
            Ok(Ok(reply)) => reply,
            // What went wrong, without what it was asked.
            Ok(Err(error)) => return Err(self.lost(error.to_string()).await),
            Err(_) => return Err(self.lost(format!("no answer within {PATIENCE:?}")).await),
        };
        read(&reply).ok_or_else(|| "an answer that is none of the script's".to_owned())
    }

    /// Gives turns back.
    pub(super) async fn release(&self, limits: &[usize], turns: &[u64]) {
        let members: Vec<String> = turns.iter().map(|number| format!("{}:{number}", self.process)).collect();
        let mut remove = redis::pipe();
        for limit in limits {
            remove.cmd("ZREM").arg(self.log(*limit)).arg(&members).ignore();
        }
        let remove = &remove;
        let release = |mut connection| async move { remove.query_async::<()>(&mut connection).await };
        // What is not given back runs out by itself.
        let _ = tokio::time::timeout(PATIENCE, self.asked(release)).await;
    }

    /// Stops everyone under a limit for so long.
    pub(super) async fn block(&self, limit: usize, pause: Duration) {
        let mut call = self.block.prepare_invoke();
        call.key(self.blocked(limit)).arg(milliseconds(pause));
        let call = &call;
        let block = |mut connection| async move { call.invoke_async::<()>(&mut connection).await };
        // The others learn it from the provider, at worst.
        let _ = tokio::time::timeout(PATIENCE, self.asked(block)).await;
    }

    fn log(&self, limit: usize) -> String {
        format!("{}:log:{limit}", self.prefix)
    }

    fn blocked(&self, limit: usize) -> String {
        format!("{}:blocked:{limit}", self.prefix)
    }

    /// The connection is of no use any more, for this reason.
    async fn lost(&self, reason: String) -> String {
        *self.connection.lock().await = None;
        reason
    }

    /// What came of it. Asked twice, if the connection that was there has died meanwhile: servers and what stands before them
    /// hang up on idle ones. To ask twice is the same as once.
    async fn asked<T, F: Future<Output = Result<T, RedisError>>>(
        &self,
        ask: impl Fn(MultiplexedConnection) -> F,
    ) -> Result<T, RedisError> {
        let held = self.connection.lock().await.clone();
        if let Some(connection) = held {
            match ask(connection).await {
                Err(error) if error.is_io_error() || error.is_unrecoverable_error() => {}
                outcome => return outcome,
            }
        }
        let connection = self.client.get_multiplexed_async_connection().await?;
        *self.connection.lock().await = Some(connection.clone());
        ask(connection).await
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// An answer of the script.
fn read(reply: &[String]) -> Option<Given> {
    let after = |text: &String| Duration::try_from_secs_f64(text.parse::<f64>().ok()? / 1e3).ok();
    let [next, peers, mark, turns @ ..] = reply else { return None };
    Some(Given {
        turns: turns.iter().map(after).collect::<Option<_>>()?,
        next: after(next),
        peers: peers.parse().ok()?,
        mark: mark.clone(),
    })
}
