"""Requests that are not in the operation table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _arguments
from ._operation import Operation
from ._response import Response
from .errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from . import _native
    from ._operation import Encoded

NUMBER = 0xFFFF_FFFF
"""What stands for a raw request where an operation's number is asked for."""


class RawOperation(Operation[Response]):
    """A request that names its own path. The core adds credential, tenant, retries and errors as to any other."""

    __slots__ = ("target",)

    def __init__(
        self,
        provider: str,
        method: str,
        path: str,
        origin: str | None,
        content_type: str | None,
        safety: str | None,
    ) -> None:
        super().__init__(provider, NUMBER, "request")
        try:
            self.target = _arguments.members(
                {
                    "method": _arguments.text("method", method),
                    "path": _arguments.text("path", path),
                    "origin": origin,
                    "content_type": content_type,
                    "safety": safety,
                }
            )
        except InvalidRequestError as error:
            self.name_in(error)
            raise

    def encode_raw(
        self,
        query: Mapping[str, Any] | None,
        json: Any,
        body: bytes | None,
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: str | None,
    ) -> Encoded:
        """What crosses the border."""
        try:
            if json is not None and body is not None:
                raise _arguments.refusal("body", "give either json or body, not both")
            payload = _arguments.json(json) if json is not None else None
            if body is not None:
                payload = _arguments.file("body", body)
            options = _arguments.options(timeout, max_retries, headers, idempotency_key, priority, None)
            return _arguments.query(query), payload, options
        except InvalidRequestError as error:
            self.name_in(error)
            raise

    def read(self, native: _native.Client, reply: _native.Reply) -> Response:
        """The whole answer."""
        return Response(reply)
