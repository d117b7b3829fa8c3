"""From Python values to what crosses the border: strings, JSON bytes, options.

What cannot be said on the wire is an [`InvalidRequestError`][signbridge.InvalidRequestError] that names the field, and
nothing is sent. Whether a value makes sense is for the core or the provider to say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import msgspec

from .errors import FieldError, InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable

_encode = msgspec.json.Encoder(decimal_format="number").encode

_members_of = msgspec.structs.astuple
_STRUCT = type(msgspec.Struct)
_PLAIN = frozenset({str, int, bool, type(None)})
_KEPT = (bytes, bytearray, memoryview, Decimal)
_KNOWN = (bool, int, float, *_KEPT)
_IN_JSON = (str, bytes, bytearray, memoryview, type(None))
"""What may stand for a file in JSON by itself: bytes become base64, and text is base64 already."""

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


class FileMember(NamedTuple):
    """Where a JSON body holds files, such as `documents[].file`, and what to write for one."""

    place: str
    take: Callable[[str, Any], str]


def members(values: dict[str, Any], file: FileMember | None = None) -> bytes:
    """A JSON body from its members. `None` is an argument that was not given."""
    return json({name: value for name, value in values.items() if value is not None}, file)


def json(value: Any, file: FileMember | None = None) -> bytes:
    """A JSON body."""
    encoded: bytes | None
    try:
        encoded = _encode(value)
    except Exception:
        # Also what a user's own property raises while it is read.
        encoded = None
    if encoded is not None and _is_plain(value):
        return encoded
    del encoded  # it may be as large as a file
    return _Careful(file).encode(value)


def _is_plain(value: Any) -> bool:
    """Whether the encoder wrote what was meant: it makes base64 of bytes, and null or worse of what is no number.

    Every body comes through here. What is not known at a glance is looked at by `_Careful`.
    """
    levels: list[Iterable[Any]] = [(value,)]
    for values in levels:  # which grows
        for each in values:
            kind = type(each)
            if kind in _PLAIN:
                continue
            if kind is list or kind is tuple:
                levels.append(each)
            elif kind is dict:
                levels.append(each.values())
            elif type(kind) is _STRUCT:
                levels.append(_members_of(each))
            elif (kind is not float or not math.isfinite(each)) and (
                kind is not Decimal or not each.is_finite()
            ):
                return False
    return True


class _Careful:
    """Writes a body of which each member is looked at: it knows the name of what it refuses.

    Takes files where they may stand, and any iterable for a list.
    """

    def __init__(self, file: FileMember | None) -> None:
        self._file = file
        self._odd: dict[int, tuple[bytearray, Any]] = {}

    def encode(self, value: Any) -> bytes:
        try:
            plain = self._checked(self._builtins(value), "", "")
        except InvalidRequestError:
            raise
        except Exception as cause:
            path, message = _find(value, "", self._builtins) or ("body", str(cause))
            raise refusal(path, message) from cause
        try:
            return _encode(plain)
        except Exception as cause:
            path, message = _find(plain, "", _encode) or ("body", str(cause))
            raise refusal(path, message) from cause

    def _builtins(self, value: Any) -> Any:
        """Dictionaries, lists and what stands in them; models and the like are taken apart."""
        return msgspec.to_builtins(value, builtin_types=_KEPT, enc_hook=self._keep)

    def _keep(self, value: Any) -> bytearray:
        """Marks what msgspec does not know: where it stands is seen later."""
        mark = bytearray()
        self._odd[id(mark)] = (mark, value)
        return mark

    def _checked(self, value: Any, path: str, place: str) -> Any:
        value = self._odd.get(id(value), (None, value))[1]
        if self._file is not None and place == self._file.place and not isinstance(value, _IN_JSON):
            return self._file.take(path, value)
        if isinstance(value, dict):
            return {
                key: self._checked(each, f"{path}.{key}".lstrip("."), f"{place}.{key}".lstrip("."))
                for key, each in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [
                self._checked(each, f"{path}[{position}]", f"{place}[]")
                for position, each in enumerate(value)
            ]
        path = path or "body"
        if isinstance(value, (bytes, bytearray, memoryview)) and place != (self._file and self._file.place):
            raise refusal(path, "takes text, not bytes; decode them")
        if isinstance(value, (float, Decimal)) and not math.isfinite(value):
            raise refusal(path, f"cannot be sent: {what(value)}")
        if value is None or isinstance(value, _KNOWN):
            return value
        return self._unknown(value, path, place)

    def _unknown(self, value: Any, path: str, place: str) -> Any:
        if isinstance(value, str):
            return str.__str__(value)
        if callable(getattr(value, "read", None)) or isinstance(value, PathLike):
            raise refusal(path, f"takes no file, and so not {what(value)}")
        if isinstance(value, Mapping):
            return self._checked(self._builtins(dict(value)), path, place)
        if isinstance(value, Iterable):
            return self._checked(self._builtins(list(value)), path, place)
        raise refusal(path, f"cannot be sent: {what(value)}")


def _find(value: Any, path: str, encode: Callable[[Any], Any]) -> tuple[str, str] | None:
    """The first thing in `value` that is no JSON, and why: only ever called for a body that cannot be encoded."""
    try:
        encode(value)
    except RecursionError:
        # Not looked into: it may contain itself.
        return (path, "is nested too deeply, or contains itself") if path else _child(value, path, encode)
    except Exception as cause:
        reason = "holds a character that is no text" if isinstance(cause, UnicodeError) else what(value)
        return _child(value, path, encode) or (path or "body", f"cannot be sent: {reason}")
    return None


def _child(value: Any, path: str, encode: Callable[[Any], Any]) -> tuple[str, str] | None:
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
