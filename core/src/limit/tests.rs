use super::*;
use crate::config::Config;
use futures_util::future::{join_all, poll_immediate};
use std::pin::pin;

const PROVIDER: &str = "nextsign"; // 100 requests in 60 s

/// A limiter with a clock that a test moves.
struct Bench {
    limiter: Arc<Limiter>,
    clock: Clock,
    settings: Settings,
    total: Duration,
}

impl Bench {
    fn new(provider: &str) -> Self {
        let provider = crate::providers::find(provider).unwrap().0;
        let limiter = Arc::new(Limiter::new(provider, &[0; 32], None));
        let settings = Settings::new(&Config::default()).unwrap().unwrap();
        Self { limiter, clock: Clock::testing(true, Some(1.0)), settings, total: Duration::from_secs(3600) }
    }

    async fn acquire(&self, tenant: &str, priority: Priority) -> Result<Permit, Error> {
        self.acquire_for(None, tenant, priority).await
    }

    async fn acquire_for(
        &self,
        operation: Option<&Operation>,
        tenant: &str,
        priority: Priority,
    ) -> Result<Permit, Error> {
        let deadline = Deadline::start(&self.clock, self.total);
        let tenant = Arc::from(tenant);
        let asking = Asking {
            clock: &self.clock,
            deadline: &deadline,
            operation,
            tenant: Some(&tenant),
            priority,
            settings: &self.settings,
        };
        self.limiter.acquire(&asking).await
    }

    async fn spend(&self, count: usize) {
        for _ in 0..count {
            let permit = self.acquire("spender", Priority::Interactive).await.unwrap();
            assert_eq!(permit.waited, Duration::ZERO);
        }
    }
}

#[tokio::test]
async fn as_many_as_the_limit_allows_go_at_once_and_the_next_waits_for_the_window() {
    let bench = Bench::new(PROVIDER);
    bench.spend(100).await;
    let permit = bench.acquire("c1", Priority::Interactive).await.unwrap();
    assert!(permit.waited > Duration::from_secs(59), "{:?}", permit.waited);
    assert!(permit.remark().unwrap().starts_with("waited 60.0 s"), "{:?}", permit.remark());
}

#[tokio::test]
async fn a_wait_that_cannot_fit_is_not_begun() {
    let mut bench = Bench::new(PROVIDER);
    bench.spend(100).await;
    bench.total = Duration::from_secs(30);
    let before = bench.clock.now();
    let error = bench.acquire("c1", Priority::Interactive).await.err().unwrap();
    assert_eq!((error.kind(), error.delivery()), (Kind::RateLimited, crate::Delivery::NotSent));
    assert!(error.retry_after().unwrap() > Duration::from_secs(59) && error.retryable());
    assert!(error.message().contains("100 requests in 60s"), "{error}");
    assert!(bench.clock.now() - before < Duration::from_secs(1));
}

#[tokio::test]
async fn a_full_queue_says_so_and_how_to_raise_it() {
    let mut bench = Bench::new(PROVIDER);
    bench.spend(100).await;
    bench.settings.max_queue = 0;
    let error = bench.acquire("c1", Priority::Batch).await.err().unwrap();
    assert_eq!(error.kind(), Kind::RateLimited);
    assert!(error.message().contains("raise `max_queue`"), "{error}");
}

#[tokio::test]
async fn a_tenant_with_one_call_does_not_wait_for_another_with_hundreds() {
    let mut bench = Bench::new(PROVIDER);
    bench.spend(100).await;
    // Real time, so that nobody goes before there is room.
    bench.clock = Clock::default();
    let gone = Mutex::new(Vec::new());
    let call = |tenant: &'static str, priority| {
        let (bench, gone) = (&bench, &gone);
        async move {
            bench.acquire(tenant, priority).await.unwrap();
            gone.lock().unwrap().push(tenant);
        }
    };
    let mut calls: Vec<_> = (0..150).map(|_| call("greedy", Priority::Interactive)).collect();
    calls.push(call("batch", Priority::Batch));
    calls.push(call("modest", Priority::Interactive));
    let mut calls = pin!(join_all(calls));
    assert!(poll_immediate(&mut calls).await.is_none());
    bench.limiter.make_room(10);
    assert!(poll_immediate(&mut calls).await.is_none());
    let mut gone = gone.lock().unwrap().clone();
    gone.sort_unstable();
    let mut expected = vec!["batch"];
    expected.extend(["greedy"; 8]);
    expected.push("modest");
    assert_eq!(gone, expected);
}

#[tokio::test]
async fn a_call_that_is_cancelled_while_it_looks_after_the_queue_leaves_it_to_another() {
    let bench = Bench::new(PROVIDER);
    bench.spend(100).await;
    // Real time for those who wait, so that nobody goes yet.
    let clock = Clock::default();
    let deadline = Deadline::start(&clock, Duration::from_secs(3600));
    let asking = Asking {
        clock: &clock,
        deadline: &deadline,
        operation: None,
        tenant: None,
        priority: Priority::Interactive,
        settings: &bench.settings,
    };
    let mut leader = Box::pin(bench.limiter.acquire(&asking));
    let mut follower = pin!(bench.limiter.acquire(&asking));
    assert!(poll_immediate(&mut leader).await.is_none());
    assert!(poll_immediate(&mut follower).await.is_none());
    drop(leader);
    assert_eq!(bench.limiter.lock().waiting, 1);
    assert!(poll_immediate(&mut follower).await.is_none());
    let lane = bench.limiter.lane(None);
    assert!(bench.limiter.lock().lanes[lane].leader.is_some());
    bench.limiter.make_room(1);
    assert!(poll_immediate(&mut follower).await.unwrap().is_ok());
    let state = bench.limiter.lock();
    assert!(state.waiting == 0 && state.lanes[lane].leader.is_none());
}

impl Limiter {
    /// As if so many requests had never been sent.
    fn make_room(&self, requests: usize) {
        let mut state = self.lock();
        (0..requests).for_each(|_| state.windows[0].forget_oldest());
        let lane = self.lane(None);
        state.lanes[lane].leader.as_ref().unwrap().news.notify_one();
    }
}

#[tokio::test]
async fn an_operation_with_a_limit_of_its_own_does_not_hold_up_the_others() {
    let bench = Bench::new("insigner");
    let operations = crate::providers::find("insigner").unwrap().0.operations;
    let bulk = operations.iter().find(|operation| operation.id == "bulk_sends.create").unwrap();
    bench.acquire_for(Some(bulk), "", Priority::Interactive).await.unwrap();
    assert!(bench.acquire_for(Some(bulk), "", Priority::Interactive).await.is_err());
    let list = operations.iter().find(|operation| operation.id == "documents.list").unwrap();
    let permit = bench.acquire_for(Some(list), "", Priority::Interactive).await.unwrap();
    assert_eq!(permit.waited, Duration::ZERO);
}

#[tokio::test]
async fn nobody_waits_unasked_for_the_minutes_of_a_long_limit() {
    let bench = Bench::new("insigner");
    let operations = crate::providers::find("insigner").unwrap().0.operations;
    let bulk = operations.iter().find(|operation| operation.id == "bulk_sends.create");
    let ask = || bench.acquire_for(bulk, "", Priority::Interactive);
    let first = ask().await.unwrap();
    let error = ask().await.err().unwrap();
    assert_eq!((error.kind(), error.delivery()), (Kind::RateLimited, crate::Delivery::NotSent));
    assert!(error.retry_after().unwrap() > Duration::from_secs(299) && error.retryable());
    assert!(error.message().contains("call again then"), "{error}");

    first.answered(&bench.clock, 422, &HeaderMap::new());
    let corrected = ask().await.expect("what was refused sent nothing");
    corrected.answered(&bench.clock, 201, &HeaderMap::new());
    assert!(ask().await.is_err());
    bench.clock.pause(Duration::from_secs(270)).await;
    let waited = ask().await.expect("that is near enough").waited;
    assert!(waited > Duration::from_secs(20) && waited < Duration::from_secs(60), "{waited:?}");
}

#[tokio::test]
async fn a_429_stops_the_others_for_as_long_as_it_says() {
    let bench = Bench::new(PROVIDER);
    let permit = bench.acquire("c1", Priority::Interactive).await.unwrap();
    permit.refused(&bench.clock, Some(Duration::from_secs(17)));
    let waited = bench.acquire("c2", Priority::Interactive).await.unwrap().waited;
    assert!(waited > Duration::from_secs(16) && waited < Duration::from_secs(18), "{waited:?}");
}

#[tokio::test]
async fn a_429_that_asks_for_years_stops_nobody_for_longer_than_the_limit_lasts() {
    let bench = Bench::new(PROVIDER);
    let permit = bench.acquire("c1", Priority::Interactive).await.unwrap();
    permit.refused(&bench.clock, Some(Duration::from_secs(31_536_000)));
    let waited = bench.acquire("c2", Priority::Interactive).await.unwrap().waited;
    assert!(waited > Duration::from_secs(59) && waited < Duration::from_secs(61), "{waited:?}");
}

#[tokio::test]
async fn what_an_answer_says_is_left_counts() {
    let bench = Bench::new("insigner");
    let permit = bench.acquire("", Priority::Interactive).await.unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in [("ratelimit-limit", "120"), ("ratelimit-remaining", "1"), ("ratelimit-reset", "42")]
    {
        headers.insert(name, value.parse().unwrap());
    }
    permit.answered(&bench.clock, 200, &headers);
    assert_eq!(bench.acquire("", Priority::Interactive).await.unwrap().waited, Duration::ZERO);
    let waited = bench.acquire("", Priority::Interactive).await.unwrap().waited;
    assert!(waited > Duration::from_secs(41) && waited < Duration::from_secs(43), "{waited:?}");
}

#[test]
fn headers_are_read_in_their_old_and_new_names() {
    let read = |pairs: &[(&'static str, &str)]| {
        let pairs = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        standing(&pairs.collect())
    };
    let full = Standing { limit: Some(100), remaining: Some(3), reset: Some(Duration::from_secs(9)) };
    for prefix in ["", "x-"] {
        let names =
            ["limit", "remaining", "reset"].map(|name| format!("{prefix}ratelimit-{name}").leak() as &_);
        let read = read(&[(names[0], "100, 100;w=60"), (names[1], " 3 "), (names[2], "9")]);
        assert_eq!(read, Some(full));
    }
    let epoch = read(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795000000")]);
    assert_eq!(epoch, Some(Standing { remaining: Some(0), ..Standing::default() }));
    assert_eq!(read(&[("ratelimit-remaining", "few")]), None);
    assert_eq!(read(&[]), None);
}

#[test]
fn a_credential_has_one_limiter_and_another_has_another() {
    let provider = crate::providers::find(PROVIDER).unwrap().0;
    let settings = Settings::new(&Config::default()).unwrap().unwrap();
    let of = |credential, origin| {
        Limiter::of(provider, [origin].into_iter(), credential, &settings, &Clock::default())
    };
    let first = of("a-test-key-1", "https://one.example");
    assert!(Arc::ptr_eq(&first, &of("a-test-key-1", "https://one.example")));
    assert!(!Arc::ptr_eq(&first, &of("a-test-key-2", "https://one.example")));
    assert!(!Arc::ptr_eq(&first, &of("a-test-key-1", "https://two.example")));
}

#[test]
fn the_address_of_a_store_is_checked_and_not_shown() {
    for url in ["http://:hunter2@localhost", "redis:", "hunter2", "", "rediss://:hunter2@localhost/#insecure"]
    {
        let config = Config { rate_limit_store: Some(url.to_owned().into()), ..Config::default() };
        let error = Settings::new(&config).err().unwrap();
        assert_eq!(error.fields()[0].field, "rate_limit_store");
        assert!(!error.message().contains("hunter2"), "{error}");
    }
}

#[cfg(feature = "redis")]
mod in_redis {
    use super::super::shared::{Wanted, WantedLimit};
    use super::*;
    use std::fmt::Write as _;
    use std::process::{Child, Command, Stdio};

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
    async fn a_store_that_forgot_is_told_once_so_that_the_limit_is_used_to_the_last_request() {
        let redis = Redis::start().await;
        let members = [member(&redis), member(&redis)];
        for bench in &members {
            go(bench, 30).await.into_iter().for_each(|permit| assert!(permit.is_ok()));
        }
        redis.ask::<String>(&["FLUSHALL"]).await;
        // Who asks first learns that it forgot, and tells it with the next question.
        for bench in members.iter().chain(&members) {
            assert!(bench.acquire("t", Priority::Interactive).await.is_ok());
        }
        assert_eq!(redis.ask::<usize>(&["ZCARD", LOG]).await, 64);
        let mut more = 4;
        for bench in members.iter().cycle().take(100) {
            more += usize::from(bench.acquire("t", Priority::Interactive).await.is_ok());
        }
        assert_eq!(more, 40, "60 and {more} of 100");
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
        let store = super::super::Store::new(&redis.address(), &[7; 32]).unwrap();
        let limit = || WantedLimit {
            index: 0,
            most: 3,
            length: Duration::from_secs(60),
            untold: vec![(1, Duration::from_secs(5))],
        };
        let wanted = || Wanted {
            turns: 2,
            first: 7,
            ahead: Duration::ZERO,
            lag: Duration::ZERO,
            limits: vec![limit()],
        };
        for _ in 0..3 {
            let given = store.reserve(&wanted()).await.unwrap();
            assert_eq!((given.turns.as_slice(), given.next), (&[Duration::ZERO; 2][..], None));
            assert_eq!(given.used, [3]);
        }
        let more = store.reserve(&Wanted { first: 9, turns: 1, ..wanted() }).await.unwrap();
        assert!(more.turns.is_empty() && more.next.unwrap() > Duration::from_secs(50));
        store.release(&[0], &[7]).await;
        assert_eq!(store.reserve(&Wanted { first: 9, turns: 1, ..wanted() }).await.unwrap().turns.len(), 1);
    }
}
