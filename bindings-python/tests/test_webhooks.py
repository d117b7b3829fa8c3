"""What is Python's own in verifying webhooks: the kinds of bodies, headers, secrets and times, and no client at all."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
import threading
import time
from collections import UserDict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from signbridge import (
    AsyncInSigner,
    AsyncOpenSign,
    ConfigurationError,
    InSigner,
    Nexpay,
    NextSign,
    OpenSign,
    WebhookVerificationError,
)
from signbridge.insigner import WebhookDelivery
from signbridge.opensign import DocumentSigned

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "8f4b6c1d0e9a7352f1c0d4b8a6e2937548b1c7d05e3f6a928d4c1b0f7e5a6392"
BODY = b'{"event":"document.completed","data":{"id":"doc_1"}}'


def sign(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


SIGNATURE = f"sha256={sign(BODY)}"
HEADERS = {"X-InSigner-Signature": SIGNATURE}


class Pairs:
    """As Werkzeug's and aiohttp's headers: no mapping, but with `items`, in which a name may come twice."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs

    def items(self) -> Any:
        return iter(self.pairs)


@pytest.mark.parametrize("body", [BODY, bytearray(BODY), memoryview(BODY)])
@pytest.mark.parametrize(
    "headers",
    [
        HEADERS,
        UserDict(HEADERS),
        Pairs(("x-insigner-signature", SIGNATURE), ("cookie", "ø"), ("cookie", "\udcff")),
        [("X-InSigner-Signature", SIGNATURE), ("Cookie", "a"), ("Cookie", "b")],
        [(b"x-insigner-signature", SIGNATURE.encode()), (b"cookie", b"\xff")],
    ],
)
def test_bodies_and_headers_are_taken_as_frameworks_have_them(body: Any, headers: Any) -> None:
    event = InSigner.verify_webhook(body, headers, SECRET)
    assert event == WebhookDelivery(event="document.completed", data={"id": "doc_1"})
    assert AsyncInSigner.verify_webhook(body, headers, ("another", SECRET)) == event


@pytest.mark.parametrize("value", ["\udcff" * 64, "sha256=" + "\udcff" * 64, "sha256=" + "ÿ" * 64, ""])
def test_a_signature_that_is_no_text_is_refused_like_any_other(value: str) -> None:
    with pytest.raises(WebhookVerificationError) as caught:
        InSigner.verify_webhook(BODY, {"X-InSigner-Signature": value}, SECRET)
    error = caught.value
    assert (error.provider, error.delivery, error.attempts, error.body) == ("insigner", "not_sent", (), None)
    assert SECRET not in f"{error} {error!r}"


@pytest.mark.parametrize("body", [BODY.decode(), json.loads(BODY), None])
def test_a_body_that_was_decoded_or_parsed_is_refused_with_what_to_do(body: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"parsed already; pass the request's bytes") as caught:
        InSigner.verify_webhook(body, HEADERS, SECRET)
    assert [each.field for each in caught.value.fields] == ["body"]


@pytest.mark.parametrize(
    ("headers", "secret", "tolerance", "field"),
    [
        (None, SECRET, None, "headers"),
        ("X-InSigner-Signature", SECRET, None, "headers"),
        ({"X-InSigner-Signature": 1}, SECRET, None, "headers"),
        (HEADERS, None, None, "secret"),
        (HEADERS, SECRET.encode(), None, "secret"),
        (HEADERS, [], None, "secret"),
        (HEADERS, [SECRET, None], None, "secret"),
        (HEADERS, 5, None, "secret"),
        (HEADERS, "\udcff", None, "secret"),
        (HEADERS, SECRET, "300", "tolerance"),
        (HEADERS, SECRET, True, "tolerance"),
        (HEADERS, SECRET, -1, "tolerance"),
        (HEADERS, SECRET, float("nan"), "tolerance"),
        (HEADERS, SECRET, float("inf"), "tolerance"),
    ],
)
def test_a_wrong_argument_is_named_and_its_value_not_shown(
    headers: Any, secret: Any, tolerance: Any, field: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        InSigner.verify_webhook(BODY, headers, secret, tolerance=tolerance)
    error = caught.value
    assert (error.provider, [each.field for each in error.fields]) == ("insigner", [field])
    assert SECRET not in f"{error} {error!r}"


@pytest.mark.parametrize("tolerance", [60, 60.5, timedelta(minutes=1)])
def test_a_tolerance_is_seconds_or_a_timedelta(tolerance: Any) -> None:
    now = int(time.time())
    fresh, old = ({**HEADERS, "X-InSigner-Timestamp": str(now - age)} for age in (5, 100))
    assert InSigner.verify_webhook(BODY, fresh, SECRET, tolerance=tolerance).event == "document.completed"
    with pytest.raises(WebhookVerificationError, match="old"):
        InSigner.verify_webhook(BODY, old, SECRET, tolerance=tolerance)


def test_an_event_of_several_kinds_is_told_apart_by_its_class() -> None:
    body = b'{"event":"signed","objectId":"a","signer":{"name":"Ada","email":"ada@example.com"},"new":1}'
    event = OpenSign.verify_webhook(body, {"x-webhook-signature": sign(body)}, SECRET)
    assert isinstance(event, DocumentSigned)
    assert event.signer is not None
    assert event.signer.name == "Ada"
    body = b'{"event":"teleported","objectId":"a"}'
    event = AsyncOpenSign.verify_webhook(body, {"x-webhook-signature": sign(body)}, SECRET)
    assert event == {"event": "teleported", "objectId": "a"}


def test_providers_that_sign_nothing_have_nothing_to_verify() -> None:
    assert not hasattr(NextSign, "verify_webhook")
    assert not hasattr(Nexpay, "verify_webhook")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_it_starts_no_thread_and_works_after_a_fork(tmp_path: Path) -> None:
    """In a process of its own, in which nothing else was done."""
    program = f"""
import os, threading
from signbridge import InSigner
TASKS = "/proc/self/task"
threads = lambda: len(os.listdir(TASKS)) if os.path.isdir(TASKS) else threading.active_count()
verify = lambda: InSigner.verify_webhook({BODY!r}, {HEADERS!r}, {SECRET!r}).event
before = threads()
assert verify() == "document.completed"
assert threads() == before
child = os.fork()
if child == 0:
    os._exit(0 if verify() == "document.completed" else 1)
assert os.waitpid(child, 0)[1] == 0
print("verified")
"""
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert result.stdout == "verified\n", result.stderr


def test_threads_verify_at_the_same_time() -> None:
    events: list[str] = []
    threads = [
        threading.Thread(
            target=lambda: events.append(str(InSigner.verify_webhook(BODY, HEADERS, SECRET).event))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert events == ["document.completed"] * 8
