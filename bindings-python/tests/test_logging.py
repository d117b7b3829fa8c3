"""What is logged: a line for each call and attempt, and what becomes of the store of a shared rate limit."""

from __future__ import annotations

import asyncio
import logging
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from _server import CASE, Answer, Request, Server, free_port, redis_on
from conftest import COMPANY

from signbridge import AsyncNextSign, NextSign, NotFoundError, UnavailableError, _border

if TYPE_CHECKING:
    from collections.abc import Callable

LOST = "the store of the shared rate limit cannot be reached, this process goes on with a local share"
BACK = "the store of the shared rate limit can be reached again"


@pytest.fixture
def unslept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are not slept."""
    monkeypatch.setitem(_border.testing, "testing", {"virtual_time": True})


def failing_first(server: Server) -> Callable[[Request], Answer]:
    """Every second request is answered."""
    later = (("retry-after", "40"),)
    return lambda _: Answer({"case": CASE}) if len(server.requests) % 2 == 0 else Answer({}, 503, later)


def attempts(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [line for line in caplog.messages if ", attempt " in line]
    return [re.sub(r"answered, \d\.\d{3} s", "answered, T s", line) for line in lines]


@pytest.mark.usefixtures("unslept")
def test_each_attempt_has_a_line_for_debugging_with_its_reason(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    client = NextSign(api_key="a-secret-key", company_id=COMPANY, api_url=server.url, rate_limit="off")
    server.respond = failing_first(server)
    with caplog.at_level(logging.DEBUG, logger="signbridge"):
        client.cases.get("1")
        with pytest.raises(UnavailableError):
            client.cases.get("1", max_retries=0)
    company = f'company_id="{COMPANY}"'
    assert attempts(caplog) == [
        "nextsign cases.get, attempt 1: 503 unavailable, answered, T s, again after a pause, pause 40.000 s, "
        + company,
        "nextsign cases.get, attempt 2: 200, answered, T s, ok, " + company,
        "nextsign cases.get, attempt 1: 503 unavailable, answered, T s, retries are off, " + company,
    ]
    assert ", 2 attempts" in caplog.messages[2]
    assert "a-secret-key" not in caplog.text


@pytest.mark.usefixtures("unslept")
async def test_async_clients_log_their_attempts_too(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    client = AsyncNextSign(api_key="k", company_id=COMPANY, api_url=server.url, rate_limit="off")
    server.respond = failing_first(server)
    with caplog.at_level(logging.DEBUG, logger="signbridge"):
        await client.cases.get("1")
    assert len(attempts(caplog)) == 2


@pytest.mark.usefixtures("unslept")
def test_who_does_not_debug_gets_no_line_of_an_attempt(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    client = NextSign(api_key="k", company_id=COMPANY, api_url=server.url, rate_limit="off")
    server.respond = failing_first(server)
    with caplog.at_level(logging.INFO, logger="signbridge"):
        client.cases.get("1")
        with pytest.raises(UnavailableError):
            client.cases.get("1", max_retries=0)
    assert attempts(caplog) == []


@pytest.mark.usefixtures("unslept")
@pytest.mark.parametrize("way", ["sync", "async"])
def test_a_store_that_is_lost_is_warned_of_once_and_one_that_is_back_told_once(
    way: str, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    server.respond = failing_first(server)
    store = f"redis://127.0.0.1:{port}"
    client = NextSign(api_key="k", company_id=COMPANY, api_url=server.url, rate_limit_store=store)
    other = AsyncNextSign(api_key="k2", company_id=COMPANY, api_url=server.url, rate_limit_store=store)

    async def get() -> None:
        await other.cases.get("1")

    def call() -> None:
        # Its pause is as long as a store may go unasked.
        client.cases.get("1") if way == "sync" else asyncio.run(get())

    def told() -> list[tuple[int, str]]:
        lines = [(record.levelno, record.getMessage()) for record in caplog.records]
        return [(level, line.partition(": ")[0]) for level, line in lines if "store" in line]

    def call_until(lines: int) -> None:
        for _ in range(1000):
            if len(told()) == lines:
                return
            call()
        raise AssertionError(told())

    lost, back = (logging.WARNING, LOST), (logging.INFO, BACK)
    with caplog.at_level(logging.INFO, logger="signbridge"):
        for _ in range(3):
            call()
        assert told() == [lost]
        with redis_on(port):
            call_until(2)
            call()
        call_until(3)
        call()
    assert told() == [lost, back, lost]


def test_a_program_that_logs_nothing_is_warned_of_a_lost_store_all_the_same(server: Server) -> None:
    store = f"redis://:a-password@127.0.0.1:{free_port()}"
    code = f"""
import sys
from signbridge import NextSign
client = NextSign(api_key="a-secret-key", company_id="c", api_url={server.url!r}, rate_limit_store={store!r})
client.cases.get("1")
client.cases.get("2")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count(LOST) == 1, done.stderr
    assert "a-secret-key" not in done.stderr
    assert "a-password" not in done.stderr


def test_debug_lines_tell_of_calls_without_secrets(
    client: NextSign, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="signbridge"):
        client.cases.get("1")
        server.respond = lambda _: Answer({"message": "Case not found", "secret": "in the body"}, 404)
        with pytest.raises(NotFoundError):
            client.cases.get("1")
    assert caplog.messages[1].startswith("nextsign cases.get: 200")
    assert "not_found" in caplog.messages[3]
    assert "secret" not in caplog.text


def test_a_line_tells_of_company_time_and_size(client: NextSign, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="signbridge"):
        client.with_company("other").cases.get("1")
    line = caplog.messages[-1]
    assert {record.levelno for record in caplog.records} == {logging.DEBUG}
    assert line.startswith("nextsign cases.get: 200, ")
    assert line.endswith(' s, company_id="other"')
    assert "attempts" not in line


@pytest.mark.usefixtures("unslept")
def test_a_call_that_was_repeated_is_told_to_those_who_do_not_debug(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    client = NextSign(api_key="k", company_id=COMPANY, api_url=server.url, rate_limit="off")
    server.respond = lambda _: Answer({"case": CASE}, 200 if len(server.requests) > 1 else 503)
    with caplog.at_level(logging.INFO, logger="signbridge"):
        client.cases.get("1")
        client.cases.get("1")
    (record,) = caplog.records
    assert record.levelno == logging.INFO
    assert ", 2 attempts" in record.getMessage()


@pytest.mark.usefixtures("unslept")
def test_what_was_found_by_look_up_is_told_to_those_who_do_not_debug(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    references: list[str] = []

    def respond(request: Request) -> Answer:
        if request.method == "POST":
            references.append(request.json["referenceId"])
            return Answer(b"the gateway lost the answer", 502)
        return Answer({"cases": [{**CASE, "referenceId": references[0]}]})

    client = NextSign(api_key="k", company_id=COMPANY, api_url=server.url, rate_limit="off")
    server.respond = respond
    with caplog.at_level(logging.INFO, logger="signbridge"):
        client.cases.create(title="Lease", settings={}, recipients=[], documents=[])
    (record,) = caplog.records
    assert record.levelno == logging.INFO
    assert "found by look-up" in record.getMessage()
