"""From Python values to what crosses the border: strings, JSON bytes, options.

What cannot be said on the wire is an [`InvalidRequestError`][signbridge.InvalidRequestError] that names the field, and
nothing is sent. Whether a value makes sense is for the core or the provider to say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from .errors import FieldError, InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_encode = msgspec.json.Encoder(decimal_format="number").encode

_COROUTINE = 0x80
_ASYNC_GENERATOR = 0x200
"""Of a function's code, as `inspect` names them."""


def refusal(field: str, message: str) -> InvalidRequestError:
    """An argument cannot be sent."""
    return InvalidRequestError(f"{field}: {message}", fields=[FieldError(field, message)])


def text(name: str, value: Any) -> str:
    """One parameter outside the body."""
    if type(value) is str:
        return value
    if isinstance(value, str):  # such as an enum's member
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__str__(value)
    if isinstance(value, float) and math.isfinite(value):
        return float.__repr__(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise refusal(name, f"cannot be sent: {what(value)}")


def texts(name: str, values: Any) -> list[str]:
    """A parameter that takes several values: its name repeats."""
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise refusal(name, f"takes a list, not {what(values)}")
    return [part for value in values for part in (name, text(name, value))]


def query(values: Mapping[str, Any] | None) -> list[str]:
    """The query of a raw request."""
    params: list[str] = []
    for name, value in (values or {}).items():
        if value is None:
            continue
        if isinstance(value, (list, tuple)):
            params += texts(text("query", name), value)
        else:
            params += (text("query", name), text(name, value))
    return params


def file(name: str, value: Any) -> bytes:
    """A file's bytes."""
    if type(value) is bytes:
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise refusal(name, f"takes bytes, not {what(value)}")


def members(values: dict[str, Any], hook: Callable[[Any], str] | None = None) -> bytes:
    """A JSON body from its members. `None` is an argument that was not given; `hook` says what to write for a file."""
    return json({name: value for name, value in values.items() if value is not None}, hook)


def json(value: Any, hook: Callable[[Any], str] | None = None) -> bytes:
    """A JSON body."""
    encode = _encode
    if hook is not None:
        encode = msgspec.json.Encoder(decimal_format="number", enc_hook=hook).encode
    try:
        encoded = encode(value)
    except Exception as cause:
        # Also what a user's own property raises while it is read.
        path, message = _find(value, "", encode) or ("body", str(cause))
        raise refusal(path, message) from cause
    if b"NaN" in encoded or b"Infinity" in encoded:
        _check_decimals(value, "")
    return encoded


def _check_decimals(value: Any, path: str) -> None:
    """Refuses decimals that are no number: they would be written as they are, which is no JSON."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise refusal(path or "body", "cannot be sent: a decimal that is not finite")
    for step, each in _children(value):
        _check_decimals(each, f"{path}{step}".lstrip("."))


def _find(value: Any, path: str, encode: Callable[[Any], bytes]) -> tuple[str, str] | None:
    """The first thing in `value` that is no JSON, and why: only ever called for a body that cannot be encoded."""
    try:
        encode(value)
    except RecursionError:
        # Not looked into: it may contain itself.
        return (path, "is nested too deeply, or contains itself") if path else _child(value, path, encode)
    except InvalidRequestError as cause:  # a file that cannot be sent
        return _child(value, path, encode) or (path, cause.fields[0].message)
    except Exception as cause:
        reason = "holds a character that is no text" if isinstance(cause, UnicodeError) else what(value)
        return _child(value, path, encode) or (path or "body", f"cannot be sent: {reason}")
    return None


def _child(value: Any, path: str, encode: Callable[[Any], bytes]) -> tuple[str, str] | None:
    found = (_find(each, f"{path}{step}".lstrip("."), encode) for step, each in _children(value))
    return next(filter(None, found), None)


def _children(value: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(value, msgspec.Struct):
        for attribute, wire in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            yield f".{wire}", getattr(value, attribute)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield f".{key}", each
    elif isinstance(value, (list, tuple, set, frozenset)):
        for position, each in enumerate(value):
            yield f"[{position}]", each


def what(value: Any) -> str:
    """A value's type, never the value: it may be a secret or a contract."""
    if isinstance(value, float) and not math.isfinite(value):
        return "a float that is not finite"
    return f"a value of type {type(value).__qualname__}"


def milliseconds(name: str, seconds: Any) -> float:
    """A time in seconds, as the core takes it."""
    expected = "takes a number of seconds, more than 0 and at most 86400 (24 hours)"
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise refusal(name, f"{expected}, not {what(seconds)}")
    if not 0 < seconds <= 86_400:
        raise refusal(name, expected)
    return seconds * 1000


def flag(name: str, value: Any) -> bool:
    """Yes or no, and nothing that only counts as one."""
    if not isinstance(value, bool):
        raise refusal(name, f"takes True or False, not {what(value)}")
    return value


def function(name: str, value: Any) -> None:
    """Checks a callback, which is called when it is too late to complain."""
    if value is None:
        return
    if not callable(value):
        raise refusal(name, f"takes a function, not {what(value)}")
    if is_async(value):
        raise refusal(
            name, "is an async function, which nobody would await; give a plain one, which may start a task"
        )


def is_async(function: Any) -> bool:
    """Whether calling it only makes a coroutine or an async generator. (`inspect` takes long to import.)"""
    while isinstance(function, partial):
        function = function.func
    for each in (function, getattr(type(function), "__call__", None)):  # noqa: B004
        flags = getattr(getattr(each, "__code__", None), "co_flags", 0)
        if isinstance(flags, int) and flags & (_COROUTINE | _ASYNC_GENERATOR):
            return True
    return False


def options(
    timeout: float | None,
    max_retries: int | None,
    headers: Mapping[str, str] | None,
    idempotency_key: str | None,
    priority: str | None,
    reconcile: bool | None,
    files: dict[str, Any] | None = None,
) -> bytes | None:
    """The options of one call, with what the border says of files; `None` when none is given."""
    if (
        timeout is None
        and max_retries is None
        and headers is None
        and idempotency_key is None
        and priority is None
        and reconcile is None
        and not files
    ):
        return None
    given: dict[str, Any] = files or {}
    if timeout is not None:
        given["timeout_ms"] = milliseconds("timeout", timeout)
    if max_retries is not None:
        given["max_retries"] = whole("max_retries", max_retries)
    if headers is not None:
        if not isinstance(headers, Mapping):
            raise refusal("headers", f"takes a mapping, not {what(headers)}")
        given["headers"] = [
            (text("headers", name), text("headers", value)) for name, value in headers.items()
        ]
    if idempotency_key is not None:
        given["idempotency_key"] = text("idempotency_key", idempotency_key)
    if priority is not None:
        given["priority"] = text("priority", priority)
    if reconcile is not None:
        given["reconcile"] = flag("reconcile", reconcile)
    return json(given)


def whole(name: str, value: Any) -> int:
    """A small count, as the core takes it."""
    return count(name, value, 2**32)


def count(name: str, value: Any, limit: int = 2**63) -> int:
    """A count, as the core takes it."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < limit:
        found = "" if type(value) is int else f", not {what(value)}"
        raise refusal(name, f"takes a whole number that is not negative{found}")
    return value
