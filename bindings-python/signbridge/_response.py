"""What came with an answer besides its payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from ._files import FileInfo
from .errors import Attempt, DecodeError, _attempt

if TYPE_CHECKING:
    from . import _native

__all__ = ["Headers", "Response", "ResponseInfo"]


class Headers(Mapping[str, str]):
    """Response headers. Names are found in any casing; `get_all` gives every value of a repeated one."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def get_all(self, name: str) -> list[str]:
        """Every value of this header, in the order they came; empty if there is none."""
        name = name.lower()
        return [value for each, value in self._pairs if each == name]

    def __getitem__(self, name: str) -> str:
        values = self.get_all(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for name, _ in self._pairs))

    def __len__(self) -> int:
        return len({name for name, _ in self._pairs})

    def __repr__(self) -> str:
        # Names only: a value may be a cookie or a signed address.
        return f"<Headers {', '.join(self)}>"


class ResponseInfo(NamedTuple):
    """About an answer: pass a function as `on_response` to any call to get it."""

    status: int
    """HTTP status."""
    headers: Headers
    """Response headers."""
    request_id: str | None
    """The provider's name for the request, to quote to its support."""
    attempts: tuple[Attempt, ...]
    """Every time the request was sent; the last one succeeded."""
    idempotency_key: str | None = None
    """The key by which the provider recognises a repetition, where it honours one: yours, or the one made for the call."""
    file: FileInfo | None = None
    """What is known of the file that was uploaded or downloaded."""
    outcome: Literal["created", "found"] | None = None
    """Of a call that may be looked up after an unknown outcome: whether this answer is the creation's, or what was found."""


class _Meta(msgspec.Struct):
    headers: list[tuple[str, str]] = []
    attempts: list[dict[str, Any]] = []
    idempotency_key: str | None = None
    file: dict[str, Any] | None = None
    outcome: Literal["created", "found"] | None = None


def info(reply: _native.Reply) -> ResponseInfo:
    """Parsed only for those who ask."""
    meta = msgspec.json.decode(reply.meta, type=_Meta)
    headers = Headers([(name.lower(), value) for name, value in meta.headers])
    attempts = tuple(map(_attempt, meta.attempts))
    file = None if meta.file is None else FileInfo(**meta.file)
    return ResponseInfo(
        reply.status, headers, reply.request_id, attempts, meta.idempotency_key, file, meta.outcome
    )


class Response:
    """The answer to a raw `request`: not unwrapped and not typed, but a success."""

    __slots__ = ("content", "info")

    def __init__(self, reply: _native.Reply) -> None:
        self.content: bytes = reply.body
        """The whole body."""
        self.info: ResponseInfo = info(reply)
        """Status, headers, request id and attempts."""

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.info.status

    @property
    def headers(self) -> Headers:
        """Response headers."""
        return self.info.headers

    @property
    def request_id(self) -> str | None:
        """The provider's name for the request."""
        return self.info.request_id

    def json(self) -> Any:
        """The body, parsed. Raises [`DecodeError`][signbridge.DecodeError] if it is not JSON."""
        try:
            return msgspec.json.decode(self.content)
        except msgspec.DecodeError as cause:
            raise DecodeError(
                f"the body is not JSON: {cause}",
                status=self.status,
                request_id=self.request_id,
                idempotency_key=self.info.idempotency_key,
                attempts=self.info.attempts,
                delivery="answered",
            ) from cause

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.content)} bytes>"
