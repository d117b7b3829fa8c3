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
mod in_redis;
