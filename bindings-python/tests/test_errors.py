"""Exceptions: one base, the record's attributes, and no surprises when they are copied, sent or printed."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest
from _server import Answer, Server

import signbridge
from signbridge import errors

if TYPE_CHECKING:
    from signbridge import NextSign

CLASSES = sorted(errors._CLASSES.items())
RECORD = {
    "provider": "nextsign",
    "operation": "cases.get",
    "message": "there is no such case",
    "status": 404,
    "code": "E1",
    "request_id": "r-1",
    "fields": [{"field": "case_id", "message": "is unknown"}],
    "retryable": True,
    "retry_after": 1.5,
    "attempts": [
        {
            "number": 1,
            "status": 503,
            "error": "unavailable",
            "delivery": "answered",
            "reason": "again",
            "duration_ms": 12.5,
            "backoff_ms": 50,
        },
        {
            "number": 2,
            "status": 404,
            "error": "not_found",
            "delivery": "answered",
            "reason": "final",
            "duration_ms": 2,
            "backoff_ms": None,
        },
    ],
    "delivery": "answered",
    "body": "<the body>",
}


@pytest.mark.parametrize(("kind", "cls"), CLASSES)
def test_each_kind_has_a_class_that_survives_pickle_and_copy(kind: str, cls: type[Exception]) -> None:
    error = errors._from_record({**RECORD, "kind": kind})
    assert type(error) is cls
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is cls
        assert vars(other) == vars(error)
        assert (str(other), repr(other)) == (str(error), repr(error))


def test_there_is_a_class_for_every_kind_and_all_are_exported() -> None:
    assert len(CLASSES) == 14
    for _, cls in CLASSES:
        assert getattr(signbridge, cls.__name__) is cls
        assert issubclass(cls, signbridge.SignbridgeError)


def test_times_are_in_seconds() -> None:
    first, last = errors._from_record({**RECORD, "kind": "not_found"}).attempts
    assert (first.duration, first.backoff, last.backoff) == (0.0125, 0.05, None)


def test_a_kind_of_a_later_core_is_the_base_class() -> None:
    error = errors._from_record({"kind": "weather", "message": "rain"})
    assert (type(error), error.kind) == (signbridge.SignbridgeError, "weather")


def test_printing_shows_the_facts_and_never_the_body() -> None:
    error = errors._from_record({**RECORD, "kind": "not_found"})
    expected = "cases.get: there is no such case (not_found, HTTP 404, code E1, request id r-1, 2 attempts)"
    assert str(error) == expected
    assert repr(error) == f"<NotFoundError {expected}>"


def test_printing_says_when_a_contract_may_have_gone_out() -> None:
    error = errors._from_record({**RECORD, "kind": "timeout", "delivery": "maybe"})
    assert "may have been processed" in str(error)


@pytest.mark.parametrize(("_kind", "cls"), CLASSES)
def test_one_made_by_hand_prints_and_pickles(_kind: str, cls: type[signbridge.SignbridgeError]) -> None:
    for error in (cls(), cls("only a message"), cls.__new__(cls)):
        assert isinstance(str(error), str)
        assert isinstance(repr(error), str)
    error = cls("for a mock", status=500, attempts=(), delivery="maybe")
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)


def test_a_timeout_is_also_a_builtin_one() -> None:
    assert issubclass(signbridge.SignbridgeTimeoutError, TimeoutError)


def test_an_html_page_from_a_proxy_is_the_http_error_and_not_a_json_error(
    client: NextSign, server: Server
) -> None:
    page = b"<html><body>Bad gateway</body></html>"
    server.respond = lambda _: Answer(page, 502, (("Content-Type", "text/html"),))
    with pytest.raises(signbridge.UnavailableError) as caught:
        client.cases.get("1", max_retries=0)
    assert caught.value.status == 502
    assert "gateway" not in str(caught.value)
    assert "gateway" in (caught.value.body or "")
