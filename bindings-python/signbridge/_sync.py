"""Calls that block the calling thread, with the interpreter released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from . import _native, _response
from ._border import Border, debug_log
from ._page import Page
from .errors import SignbridgeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._border import OnResponse, Priority
    from ._operation import Encoded, ListOperation, Operation
    from ._raw import RawOperation
    from ._response import Response

T = TypeVar("T")


class SyncBorder(Border):
    """Submits, and waits on the calling thread. Any number of threads may use one at a time."""

    __slots__ = ()

    def call(
        self,
        operation: Operation[T],
        params: dict[str, Any],
        body: Any,
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: Priority | None,
        on_response: OnResponse | None,
        reconcile: bool | None = None,
    ) -> T:
        """One call of a generated method. `None` among `params` was not given."""
        encoded = operation.encode(params, body, timeout, max_retries, headers, idempotency_key, priority, reconcile)
        return operation.read(self.native, self._send(operation, encoded, None, on_response))

    def page(
        self,
        operation: ListOperation[T],
        params: dict[str, Any],
        body: Any,
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: Priority | None,
        on_response: OnResponse | None,
        reconcile: bool | None = None,
    ) -> Page[T]:
        """The first page of a list."""
        encoded = operation.encode(params, body, timeout, max_retries, headers, idempotency_key, priority, reconcile)
        return self.fetch(operation, encoded, on_response)

    def fetch(
        self, operation: ListOperation[T], encoded: Encoded, on_response: OnResponse | None = None
    ) -> Page[T]:
        """A page whose arguments are known."""
        return Page(self, operation, encoded, self._send(operation, encoded, None, on_response))

    def raw(self, operation: RawOperation, encoded: Encoded, on_response: OnResponse | None) -> Response:
        """A raw request."""
        return operation.read(self.native, self._send(operation, encoded, operation.target, on_response))

    def _send(
        self,
        operation: Operation[Any],
        encoded: Encoded,
        target: bytes | None,
        on_response: OnResponse | None,
    ) -> _native.Reply:
        params, body, options = encoded
        ask = None if self.credential is None else self.credential.ask
        try:
            reply = _native.call(self.native, operation.index, params, body, options, target, ask)
        except SignbridgeError as error:
            self.failed(error)
            raise
        except UnicodeError as cause:
            raise self.unsendable(operation, encoded) from cause
        log = debug_log()
        if log is not None:
            self.succeeded(log, operation, reply)
        if on_response is not None:
            on_response(_response.info(reply))
        return reply
