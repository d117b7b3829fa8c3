"""What the clients of all providers have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar

from ._raw import RawOperation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self

    from ._async import AsyncBorder
    from ._border import OnResponse, Priority
    from ._response import Response
    from ._sync import SyncBorder

B = TypeVar("B", "SyncBorder", "AsyncBorder")


class _Client(Generic[B]):
    """A client of either kind."""

    __slots__ = ("__weakref__", "_border")

    _origin: ClassVar[str | None] = None
    """Where raw requests go unless they say otherwise."""
    _border: B

    def _bind(self, border: B) -> None:
        """Gives the client and its resources their border. Generated clients add their resources."""
        self._border = border

    def _view(self, border: B) -> Self:
        view = object.__new__(type(self))
        view._bind(border)
        return view

    def with_options(
        self,
        *,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        max_retries: int | None = None,
    ) -> Self:
        """A view of this client with other defaults. It shares connections and credential, and costs microseconds.

        Args:
            timeout: Seconds for a whole call: waiting, all attempts and reading the answer.
            attempt_timeout: Seconds for one attempt.
            max_retries: How often a failed attempt may be repeated, where that is safe; 0 for never.

        Raises:
            ConfigurationError: A value is out of range.
        """
        return self._view(self._border.with_options(timeout, attempt_timeout, max_retries))

    def __repr__(self) -> str:
        about = self._border.native.describe()  # NextSign(company_id="…", …), never with a secret
        return type(self).__name__ + about[about.index("(") :]

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} cannot be pickled or copied: it holds a credential and connections. "
            "Make one in each process; for another tenant or other options take a view."
        )


class Client(_Client["SyncBorder"]):
    """A client whose calls block the calling thread. Threads may share it."""

    __slots__ = ()

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = None,
        body: bytes | None = None,
        content_type: str | None = None,
        origin: str | None = None,
        safety: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> Response:
        """Sends a request that this package has no method for, with credential, tenant, retries and errors as ever.

        Args:
            method: `GET`, `POST`, …
            path: Below the origin, such as `/v2/{company}/things/1`; the tenant's placeholder is filled in.
            query: Parameters; the values of a list are joined by commas.
            json: A body to send as JSON.
            body: A body to send as it is.
            content_type: What `body` is.
            origin: Which of the provider's origins, by name; the first if not given.
            safety: What repeating it does: `read`, `idempotent`, `keyed`, `create` or `action`. Unless given, `GET`
                and `HEAD` are taken for `read` and all others for `create`.
            timeout: See `with_options`, as is `max_retries`.
            max_retries: For this call only.
            headers: Further request headers.
            idempotency_key: Sent where the provider honours one.
            priority: Which calls go first when the rate limit makes them wait.
            on_response: Called with status, headers, request id and attempts.

        Raises:
            SignbridgeError: As from any other call.
        """
        target = origin if origin is not None else self._origin
        operation = RawOperation(self._border.provider, method, path, target, content_type, safety)
        encoded = operation.encode_raw(
            query, json, body, timeout, max_retries, headers, idempotency_key, priority
        )
        return self._border.raw(operation, encoded, on_response)

    def close(self) -> None:
        """Refuses further calls, here and in all views of this client. A view closes only itself."""
        self._border.native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Client["AsyncBorder"]):
    """A client whose calls are awaited. Event loops, also in several threads, may share it."""

    __slots__ = ()

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = None,
        body: bytes | None = None,
        content_type: str | None = None,
        origin: str | None = None,
        safety: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> Response:
        """Sends a request that this package has no method for, with credential, tenant, retries and errors as ever.

        Args:
            method: `GET`, `POST`, …
            path: Below the origin, such as `/v2/{company}/things/1`; the tenant's placeholder is filled in.
            query: Parameters; the values of a list are joined by commas.
            json: A body to send as JSON.
            body: A body to send as it is.
            content_type: What `body` is.
            origin: Which of the provider's origins, by name; the first if not given.
            safety: What repeating it does: `read`, `idempotent`, `keyed`, `create` or `action`. Unless given, `GET`
                and `HEAD` are taken for `read` and all others for `create`.
            timeout: See `with_options`, as is `max_retries`.
            max_retries: For this call only.
            headers: Further request headers.
            idempotency_key: Sent where the provider honours one.
            priority: Which calls go first when the rate limit makes them wait.
            on_response: Called with status, headers, request id and attempts.

        Raises:
            SignbridgeError: As from any other call.
        """
        target = origin if origin is not None else self._origin
        operation = RawOperation(self._border.provider, method, path, target, content_type, safety)
        encoded = operation.encode_raw(
            query, json, body, timeout, max_retries, headers, idempotency_key, priority
        )
        return await self._border.raw(operation, encoded, on_response)

    async def close(self) -> None:
        """Refuses further calls, here and in all views of this client. A view closes only itself."""
        self._border.native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
