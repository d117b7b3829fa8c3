//! Of limits that processes share, with a Redis of each test's own.

use std::fmt::Write as _;
use std::process::{Child, Command, Stdio};

use super::*;
use crate::limit::shared::{Wanted, WantedLimit};

/// A Redis of a test's own, on a free port.
struct Redis {
    process: Child,
    port: u16,
    /// Whoever trusts it can reach it, by TLS only.
    authority: Option<String>,
}

impl Redis {
    async fn start() -> Self {
        Self::start_on(free_port()).await
    }

    async fn start_on(port: u16) -> Self {
        Self::start_with(port, None, &["--port", &port.to_string()]).await
    }

    /// One that speaks TLS only, by a certificate of this authority.
    async fn start_secure(authority: &rcgen::Issuer<'_, rcgen::KeyPair>, pem: &str) -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, authority).unwrap();
        let port = free_port();
        let [certificate, key] =
            [("pem", certificate.pem()), ("key", key.serialize_pem())].map(|(kind, pem)| {
                let path = std::env::temp_dir().join(format!("signbridge-redis-{port}.{kind}"));
                std::fs::write(&path, pem).unwrap();
                path
            });
        let files =
            ["--tls-cert-file", certificate.to_str().unwrap(), "--tls-key-file", key.to_str().unwrap()];
        let port_only = ["--port", "0", "--tls-auth-clients", "no", "--tls-port", &port.to_string()];
        let arguments = [&port_only[..], &files].concat();
        let redis = Self::start_with(port, Some(pem.to_owned()), &arguments).await;
        // It has read them.
        std::fs::remove_file(&certificate).and(std::fs::remove_file(&key)).unwrap();
        redis
    }

    async fn start_with(port: u16, authority: Option<String>, arguments: &[&str]) -> Self {
        let mut command = Command::new("redis-server");
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]).args(arguments);
        let process = command.stdout(Stdio::null()).spawn();
        let process = process.expect("redis-server runs: install it with `apt-get install redis-server`");
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::task::yield_now().await;
        }
        Self { process, port, authority }
    }

    fn url(&self) -> SecretString {
        let scheme = if self.authority.is_some() { "rediss" } else { "redis" };
        format!("{scheme}://127.0.0.1:{}", self.port).into()
    }

    fn address(&self) -> StoreAddress {
        StoreAddress { url: self.url(), authorities: self.authority.clone() }
    }

    async fn ask<T: redis::FromRedisValue>(&self, command: &[&str]) -> T {
        let client = redis::Client::open(self.url().expose_secret()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        redis::cmd(command[0]).arg(&command[1..]).query_async(&mut connection).await.unwrap()
    }

    /// What is in its memory, as text.
    async fn everything(&self) -> String {
        let mut all = String::new();
        for key in self.ask::<Vec<String>>(&["KEYS", "*"]).await {
            let value: Vec<u8> = self.ask(&["DUMP", &key]).await;
            writeln!(all, "{key} {}", String::from_utf8_lossy(&value)).unwrap();
        }
        all
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One process of several that share a limit: a limiter that knows of the others only by the store.
fn member(redis: &Redis) -> Bench {
    let provider = crate::providers::find(PROVIDER).unwrap().0;
    let mut bench = Bench::new(PROVIDER);
    bench.limiter = Arc::new(Limiter::new(provider, &[7; 32], Some(&redis.address())));
    bench.clock = Clock::default();
    bench.total = Duration::from_secs(20);
    bench
}

/// What is sent under the limit of [`member`]s.
const LOG: &str = "signbridge:{07070707070707070707070707070707}:log:0";

/// The store, which is there again, is asked again.
async fn come_back(bench: &Bench) {
    let limiter = &bench.limiter;
    {
        let mut state = limiter.lock();
        state.offline.as_mut().unwrap().is_due_now();
        limiter.probe(&mut state, limiter.lane(None), &Clock::default());
    }
    while limiter.lock().offline.is_some() {
        tokio::task::yield_now().await;
    }
}

async fn go(bench: &Bench, calls: usize) -> Vec<Result<Permit, Error>> {
    join_all((0..calls).map(|_| bench.acquire("t", Priority::Interactive))).await
}

#[tokio::test]
async fn processes_share_one_limit_to_the_last_request() {
    let redis = Redis::start().await;
    let members: Vec<_> = (0..4).map(|_| member(&redis)).collect();
    let asked = join_all(members.iter().map(|bench| go(bench, 40))).await;
    let given: Vec<usize> = asked.iter().map(|each| each.iter().flatten().count()).collect();
    assert_eq!(given.iter().sum::<usize>(), 100, "{given:?}");
    assert!(given.iter().all(|given| *given >= 12), "{given:?}");
    let refused = asked.iter().flatten().filter_map(|each| each.as_ref().err());
    for error in refused {
        assert!(error.is_own_limit() && error.retry_after().is_some(), "{error}");
    }
}

#[tokio::test]
async fn a_store_is_reached_by_tls_by_who_trusts_its_authority_and_by_nobody_else() {
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    let mut redis = Redis::start_secure(&rcgen::Issuer::new(params, key), &pem).await;
    let members = [member(&redis), member(&redis)];
    let asked = join_all(members.iter().map(|bench| go(bench, 60))).await;
    let given: Vec<_> = asked.iter().flatten().flatten().collect();
    assert_eq!(given.len(), 100, "they share one limit");
    assert!(given.iter().all(|permit| !permit.is_own_share));

    redis.authority = Some(String::new());
    let stranger = member(&redis).acquire("t", Priority::Interactive).await.unwrap();
    assert!(stranger.is_own_share, "it trusts nobody who vouches for this store");
}

#[tokio::test]
async fn a_429_in_one_process_stops_the_others() {
    let redis = Redis::start().await;
    let (one, other) = (member(&redis), member(&redis));
    let permit = one.acquire("t", Priority::Interactive).await.unwrap();
    permit.refused(&one.clock, Some(Duration::from_millis(1500)));
    while redis.ask::<usize>(&["EXISTS", "signbridge:{07070707070707070707070707070707}:blocked:0"]).await
        == 0
    {}
    let waited = other.acquire("t", Priority::Interactive).await.unwrap().waited;
    assert!(waited > Duration::from_millis(500), "{waited:?}");
}

#[tokio::test]
async fn no_credential_and_no_tenant_is_in_the_store() {
    let redis = Redis::start().await;
    let settings = Settings { max_queue: 10, store: Some(Arc::new(redis.address())) };
    let provider = crate::providers::find(PROVIDER).unwrap().0;
    let mut bench = member(&redis);
    let origins = ["https://example.org"].into_iter();
    bench.limiter = Limiter::of(provider, origins, "sk_very_secret", &settings, &bench.clock);
    bench.acquire("tenant-of-mine", Priority::Interactive).await.unwrap();
    let all = redis.everything().await;
    assert!(all.contains("signbridge:{"), "{all}");
    assert!(!all.contains("sk_very_secret") && !all.contains("tenant-of-mine"), "{all}");
    for key in redis.ask::<Vec<String>>(&["KEYS", "*"]).await {
        assert!(redis.ask::<i64>(&["PTTL", &key]).await > 0, "{key} stays for ever");
    }
}

#[tokio::test]
async fn turns_that_nobody_wants_any_more_go_back() {
    let redis = Redis::start().await;
    let bench = member(&redis);
    // Four are asked for, and their calls are dropped before any is told.
    drop(poll_immediate(pin!(go(&bench, 4))).await);
    assert_eq!(bench.limiter.lock().waiting, 0);
    bench.acquire("t", Priority::Interactive).await.unwrap();
    while redis.ask::<usize>(&["ZCARD", LOG]).await > 1 {}
}

#[tokio::test]
async fn calls_go_on_under_a_local_share_while_the_store_is_gone_and_say_so() {
    let redis = Redis::start().await;
    let members = [member(&redis), member(&redis)];
    for bench in members.iter().chain(&members) {
        assert!(!bench.acquire("t", Priority::Interactive).await.unwrap().is_own_share);
    }
    let port = redis.port;
    drop(redis);
    let given = go(&members[0], 60).await;
    let given: Vec<_> = given.into_iter().flatten().collect();
    // Half of 100, of which two are spent.
    assert_eq!(given.len(), 48, "a local share");
    assert!(given[0].remark().unwrap().contains("local share"), "{:?}", given[0].remark());

    let redis = Redis::start_on(port).await;
    come_back(&members[0]).await;
    // What was sent meanwhile, the store has been told.
    assert!(redis.ask::<usize>(&["ZCARD", LOG]).await >= 48);
    assert!(!members[0].acquire("t", Priority::Interactive).await.unwrap().is_own_share);
}

#[tokio::test]
async fn a_store_that_forgot_is_told_by_each_before_it_gives_a_turn() {
    let redis = Redis::start().await;
    let members: Vec<_> = (0..4).map(|_| member(&redis)).collect();
    for bench in &members {
        go(bench, 15).await.into_iter().for_each(|permit| assert!(permit.is_ok()));
    }
    redis.ask::<String>(&["FLUSHALL"]).await;
    for (number, bench) in members.iter().enumerate() {
        assert!(bench.acquire("t", Priority::Interactive).await.is_ok());
        assert_eq!(redis.ask::<usize>(&["ZCARD", LOG]).await, 16 * (number + 1));
    }
    let asked = join_all(members.iter().map(|bench| go(bench, 15))).await;
    let more = asked.iter().flatten().filter(|each| each.is_ok()).count();
    assert_eq!(more, 36, "64 and {more} of 100");
}

#[tokio::test]
async fn a_store_that_went_and_came_back_knows_what_was_sent_before_and_meanwhile() {
    let redis = Redis::start().await;
    let bench = member(&redis);
    go(&bench, 20).await.into_iter().for_each(|permit| assert!(!permit.unwrap().is_own_share));
    let port = redis.port;
    drop(redis);
    go(&bench, 10).await.into_iter().for_each(|permit| assert!(permit.unwrap().is_own_share));
    let redis = Redis::start_on(port).await;
    come_back(&bench).await;
    for _ in 0..2 {
        assert!(!bench.acquire("t", Priority::Interactive).await.unwrap().is_own_share);
    }
    assert_eq!(redis.ask::<usize>(&["ZCARD", LOG]).await, 32);
}

#[tokio::test]
async fn a_connection_that_was_hung_up_on_is_no_outage() {
    let redis = Redis::start().await;
    let bench = member(&redis);
    for _ in 0..3 {
        let permit = bench.acquire("t", Priority::Interactive).await.unwrap();
        assert!(!permit.is_own_share, "{:?}", permit.remark());
        redis.ask::<i64>(&["CLIENT", "KILL", "TYPE", "normal"]).await;
    }
    assert_eq!(redis.ask::<usize>(&["ZCARD", LOG]).await, 3);
}

#[tokio::test]
async fn a_question_that_is_asked_twice_takes_its_turns_once() {
    let redis = Redis::start().await;
    let store = crate::limit::Store::new(&redis.address(), &[7; 32]).unwrap();
    let limit = || WantedLimit {
        index: 0,
        most: 3,
        length: Duration::from_secs(60),
        untold: vec![(1, Duration::from_secs(5))],
    };
    let wanted = || Wanted {
        turns: 2,
        first: 7,
        mark: String::new(),
        at: Clock::default().now(),
        ahead: Duration::ZERO,
        lag: Duration::ZERO,
        limits: vec![limit()],
    };
    for _ in 0..3 {
        let given = store.reserve(&wanted()).await.unwrap();
        assert_eq!((given.turns.as_slice(), given.next), (&[Duration::ZERO; 2][..], None));
        assert_eq!(redis.ask::<usize>(&["ZCARD", LOG]).await, 3);
    }
    let more = store.reserve(&Wanted { first: 9, turns: 1, ..wanted() }).await.unwrap();
    assert!(more.turns.is_empty() && more.next.unwrap() > Duration::from_secs(50));
    store.release(&[0], &[7]).await;
    assert_eq!(store.reserve(&Wanted { first: 9, turns: 1, ..wanted() }).await.unwrap().turns.len(), 1);
}
