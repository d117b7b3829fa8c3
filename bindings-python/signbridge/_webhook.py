"""Verifying webhooks: what `verify_webhook` of the clients does. It only computes: no client, no connection, no waiting."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from . import _arguments, _native
from ._model import decode_hook
from .errors import ConfigurationError, DecodeError, InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    WebhookHeaders = Mapping[str, str] | Iterable[tuple[str, str]]
    """A mapping, or pairs, as every framework has them."""


def verify(
    provider: str,
    event: Any,
    body: bytes | bytearray | memoryview,
    headers: WebhookHeaders,
    secret: str | Sequence[str],
    tolerance: float | timedelta | None = None,
) -> Any:
    """The delivery as an `event`, if its signature fits."""
    try:
        content = _body(body)
        flat = _headers(headers)
        secrets = _secrets(secret)
        limit = None if tolerance is None else _milliseconds(tolerance)
    except InvalidRequestError as refusal:
        raise ConfigurationError(refusal.message, provider=provider, fields=refusal.fields) from None
    _native.verify_webhook(provider, content, flat, secrets, limit)
    try:
        return msgspec.json.decode(content, type=event, strict=False, dec_hook=decode_hook)
    except msgspec.DecodeError as cause:
        raise DecodeError(
            f"the signature fits, but the body is not what the provider documents: {cause}", provider=provider
        ) from cause


def _body(body: Any) -> bytes:
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    advice = "decoded or parsed already; pass the request's bytes, such as request.body or request.get_data()"
    raise _arguments.refusal("body", f"takes bytes, not {_arguments.what(body)}: it looks {advice}")


def _headers(headers: Any) -> list[str]:
    items = getattr(headers, "items", None)
    pairs = items() if callable(items) else headers
    try:
        return [_header(part) for name, value in pairs for part in (name, value)]
    except (TypeError, ValueError):
        raise _arguments.refusal(
            "headers", f"takes a mapping or pairs of texts, not {_arguments.what(headers)}"
        ) from None


def _header(text: Any) -> str:
    """One that no UTF-8 can say is kept so far that it does not fit, and never ends in another error."""
    if isinstance(text, bytes):
        return text.decode("latin-1")
    if not isinstance(text, str):
        raise _arguments.refusal("headers", f"takes texts, not {_arguments.what(text)}")
    return text if text.isascii() else text.encode(errors="replace").decode()


def _secrets(secret: Any) -> list[str]:
    secrets = list(secret) if isinstance(secret, (list, tuple, set, frozenset)) else [secret]
    for each in secrets:
        if not isinstance(each, str):
            advice = "" if each is not None else "; is the variable that should hold it set?"
            raise _arguments.refusal(
                "secret", f"takes a text or several, not {_arguments.what(each)}{advice}"
            )
        try:
            each.encode()
        except UnicodeError:
            raise _arguments.refusal("secret", "holds a character that is no text") from None
    return secrets


def _milliseconds(tolerance: Any) -> float:
    seconds = tolerance.total_seconds() if isinstance(tolerance, timedelta) else tolerance
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise _arguments.refusal(
            "tolerance", f"takes a number of seconds or a timedelta, not {_arguments.what(seconds)}"
        )
    if not math.isfinite(seconds) or seconds < 0:
        raise _arguments.refusal("tolerance", "takes a time from 0")
    return seconds * 1000
