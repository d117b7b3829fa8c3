"""The behaviours that all languages share, from `tests/scenarios`: once sync and once async each.

A server plays the provider and judges; this runner only calls and reports. It writes what passed both ways to
`target/scenarios/python.json`, where the languages are compared.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import logging
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import _dispatch
import msgspec
import pytest

import signbridge
from signbridge import AsyncPage, AsyncPager, FileStream, Page, Response, SignbridgeError
from signbridge import _border as border

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signbridge import Attempt, ResponseInfo

_TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or Path(__file__).resolve().parents[2] / "target")
_BINARY = _TARGET / "debug" / ("signbridge-scenarios" + (".exe" if sys.platform == "win32" else ""))

_FILES = tempfile.TemporaryDirectory(prefix="signbridge-")
_numbers = itertools.count()

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Judge:
    """The scenario server. It stops when its standard input closes."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [_BINARY, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self._address = json.loads(self._process.stdout.readline())["address"]
        self.passed: dict[str, set[str]] = {}

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self._address + path, data, headers={"Content-Type": "application/json"}
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as answer:
            return json.load(answer)

    def names(self) -> list[str]:
        names: list[str] = self.ask("/scenarios")
        return names

    def next_step(self, session: str, result: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """Tells what the step before gave, and gets the next one; none after the last."""
        told = {} if result is None else {"result": result}
        step: dict[str, Any] | None = self.ask(f"/sessions/{session}/next", told).get("step")
        return step

    def finish(self) -> None:
        both = sorted(name for name, ways in self.passed.items() if ways == {"sync", "async"})
        if self.passed:
            folder = _TARGET / "scenarios"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "python.json").write_text(json.dumps(both, indent=1) + "\n")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=20)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    judge = Judge()
    try:
        yield judge
    finally:
        judge.finish()


def names() -> list[str]:
    """Known before any test runs, so each scenario is a test of its own."""
    if not _BINARY.exists():
        return []
    judge = Judge()
    try:
        return judge.names()
    finally:
        judge.finish()


NAMES = names()


class Plan(NamedTuple):
    """A scenario as the server gives it."""

    session: str
    config: dict[str, Any]
    construct: str

    @property
    def provider(self) -> _dispatch.Provider:
        """Whose client it is."""
        return _dispatch.PROVIDERS[self.config["provider"]]

    def arguments(self) -> dict[str, Any]:
        """The client's arguments in Python's words."""
        config = self.config
        times = {
            name: config[f"{name}_ms"] / 1000
            for name in ("timeout", "attempt_timeout", "connect_timeout")
            if config.get(f"{name}_ms") is not None
        }
        provider = self.provider
        credential = config.get("credential") or {}
        key = _function(credential["host"]) if "host" in credential else credential.get("value")
        own: dict[str, Any] = {provider.credential: key}
        for name, value in (
            (provider.tenant, config.get("tenant")),
            (provider.version, config.get("api_version")),
        ):
            # What a provider's clients do not take is not given; giving it would be a mistake in the scenario.
            assert name is not None or value is None
            if name is not None:
                own[name] = value
        for origin, url in (config.get("origins") or {}).items():
            own[provider.origins[origin]] = url
        return {
            **own,
            "environment": config.get("environment"),
            **{
                name: config.get(name)
                for name in (
                    "max_retries",
                    "rate_limit",
                    "max_queue",
                    "rate_limit_store",
                    "reconcile",
                    "ca_certificates",
                    "client_certificate",
                    "proxy",
                )
            },
            **times,
        }


def _function(keys: Any) -> Any:
    """A credential function that gives these keys in turn, the last for ever."""
    keys = keys if isinstance(keys, list) else ["host-key"]
    turns = itertools.chain(keys, itertools.repeat(keys[-1]))
    return lambda: next(turns)


def _make(kind: str, plan: Plan) -> Any:
    cls = getattr(signbridge, kind + plan.provider.client)
    arguments = plan.arguments()
    return cls.from_env(**arguments) if plan.construct == "from_env" else cls(**arguments)


def _options(step: dict[str, Any], infos: list[ResponseInfo]) -> dict[str, Any]:
    given = step.get("options") or {}
    options: dict[str, Any] = {"on_response": infos.append}
    if given.get("timeout_ms") is not None:
        options["timeout"] = given["timeout_ms"] / 1000
    if given.get("headers") is not None:
        options["headers"] = dict(given["headers"])
    for name in ("max_retries", "idempotency_key", "priority", "reconcile"):
        if given.get(name) is not None:
            options[name] = given[name]
    return options


def _start(client: Any, plan: Plan, step: dict[str, Any], infos: list[ResponseInfo]) -> Any:
    """Calls; of an async client, what comes back is still to be awaited."""
    if step.get("tenant") is not None:
        assert plan.provider.view is not None
        client = getattr(client, plan.provider.view)(step["tenant"])
    if step.get("describe"):
        return repr(client).removeprefix("Async")
    if (webhook := step.get("webhook")) is not None:
        return _verify(type(client), webhook)
    options = _options(step, infos)
    if (raw := step.get("request")) is not None:
        body = raw.get("body")
        if raw.get("content_type") is not None:
            content: dict[str, Any] = {"body": body.encode(), "content_type": raw["content_type"]}
        else:
            content = {} if body is None else {"json": body}
        return client.request(
            raw["method"], raw["path"], query=raw.get("query"), origin=raw.get("origin"), **content, **options
        )
    arguments = dict(step.get("args") or {})
    encoded = arguments.pop("file_base64", None)
    arguments = _with_files(arguments)
    file = arguments.pop("file", None) if encoded is None else base64.b64decode(encoded)
    return _dispatch.call(client, step["call"], arguments, file, options, plan.config["provider"])


def _verify(cls: Any, webhook: dict[str, Any]) -> Any:
    """Verifies a delivery, which needs only the class."""
    secrets = webhook["secrets"]
    keywords = {} if webhook.get("tolerance_ms") is None else {"tolerance": webhook["tolerance_ms"] / 1000}
    pairs = [(name, value) for name, value in webhook["headers"]]
    secret = secrets[0] if len(secrets) == 1 else secrets
    return cls.verify_webhook(webhook["body"].encode(), pairs, secret, **keywords)


def _with_files(value: Any) -> Any:
    """The arguments with files in place of `{$file, as}`."""
    if isinstance(value, list):
        return [_with_files(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "$file" not in value:
        return {name: _with_files(member) for name, member in value.items()}
    content = base64.b64decode(value["$file"])
    if value["as"] == "path":
        path = Path(_FILES.name, f"{next(_numbers)}.pdf")
        path.write_bytes(content)
        return path
    if value["as"] == "stream":
        return iter([content])
    return FileStream(iter([content]), len(content)) if value["as"] == "measured_stream" else content


def _limit(step: dict[str, Any]) -> int | None:
    """How many items to take; the whole list if not said."""
    limit: int | None = (step.get("iterate") or {}).get("max_items")
    return limit


def _run(client: Any, plan: Plan, step: dict[str, Any]) -> dict[str, Any]:
    infos: list[ResponseInfo] = []
    try:
        value = _start(client, plan, step, infos)
        if isinstance(value, Page):
            value = (
                value.items if step.get("iterate") is None else list(itertools.islice(value, _limit(step)))
            )
    except SignbridgeError as error:
        return {"error": _record(error)}
    return _result(value, infos)


async def _run_async(client: Any, plan: Plan, step: dict[str, Any]) -> dict[str, Any]:
    infos: list[ResponseInfo] = []
    try:
        value = _start(client, plan, step, infos)
        if isinstance(value, AsyncPager) and step.get("iterate") is not None:
            items: list[Any] = []
            limit = _limit(step)
            if limit != 0:
                async for item in value:
                    items.append(item)
                    if len(items) == limit:
                        break
            value = items
        elif hasattr(value, "__await__"):
            value = await value
        if isinstance(value, AsyncPage):
            value = value.items
    except SignbridgeError as error:
        return {"error": _record(error)}
    return _result(value, infos)


def _result(value: Any, infos: list[ResponseInfo]) -> dict[str, Any]:
    result: dict[str, Any] = {"ok": _plain(value)}
    if infos:
        info = infos[0]
        attempts = [_attempt(each) for each in info.attempts]
        result["info"] = {"status": info.status, "request_id": info.request_id, "attempts": attempts}
        result["info"]["idempotency_key"] = info.idempotency_key
        result["info"]["outcome"] = info.outcome
        result["info"]["headers"] = dict(info.headers)
    return result


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, Response):
        return value.json() if value.content else None
    # Through JSON, for decimals are numbers there.
    return json.loads(_encode(value))


def _number(value: float) -> float:
    """Whole milliseconds as whole numbers, as the record has them."""
    value = round(value, 6)
    return int(value) if value == int(value) else value


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "status": attempt.status,
        "error": attempt.error,
        "delivery": attempt.delivery,
        "reason": attempt.reason,
        "duration_ms": _number(attempt.duration * 1000),
        "backoff_ms": None if attempt.backoff is None else _number(attempt.backoff * 1000),
    }


def _record(error: SignbridgeError) -> dict[str, Any]:
    """The record, read back from the exception's own attributes."""
    names = (
        "kind",
        "provider",
        "operation",
        "message",
        "status",
        "code",
        "request_id",
        "idempotency_key",
        "retryable",
    )
    return {
        **{name: getattr(error, name) for name in names},
        "fields": [each._asdict() for each in error.fields],
        "retry_after": None if error.retry_after is None else _number(error.retry_after),
        "attempts": [_attempt(each) for each in error.attempts],
        "delivery": error.delivery,
        "body": error.body,
        # Whatever is printed must not say more than the record may.
        "printed": f"{error} {error!r}",
    }


def _sync(plan: Plan, judge: Judge) -> dict[str, Any]:
    try:
        client = _make("", plan)
    except SignbridgeError as error:
        return {"construct_error": _record(error)}
    with client:
        step = judge.next_step(plan.session)
        while step is not None:
            step = judge.next_step(plan.session, _run(client, plan, step))
    return {}


async def _async(plan: Plan, judge: Judge) -> dict[str, Any]:
    try:
        client = _make("Async", plan)
    except SignbridgeError as error:
        return {"construct_error": _record(error)}
    async with client:
        step = judge.next_step(plan.session)
        while step is not None:
            step = judge.next_step(plan.session, await _run_async(client, plan, step))
    return {}


def test_there_are_scenarios() -> None:
    assert NAMES, f"{_BINARY} is missing: cargo build -p signbridge-scenarios"


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize("name", NAMES)
def test_scenario(
    name: str, way: str, judge: Judge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plan = Plan(**judge.ask(f"/scenarios/{urllib.parse.quote(name, safe='')}/start", {"runtime": "python"}))
    ours = tuple(f"{provider.upper()}_" for provider in _dispatch.PROVIDERS)
    for variable in [variable for variable in os.environ if variable.startswith(ours)]:
        monkeypatch.delenv(variable)
    for variable, value in (plan.config.get("env") or {}).items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setitem(border.testing, "testing", plan.config.get("testing"))
    caplog.set_level(logging.DEBUG, logger="signbridge")
    report = _sync(plan, judge) if way == "sync" else asyncio.run(_async(plan, judge))
    report["logged"] = caplog.text.splitlines()
    verdict = judge.ask(f"/sessions/{plan.session}/finish", report)
    assert verdict["passed"], "\n".join(verdict["failures"])
    judge.passed.setdefault(name, set()).add(way)
