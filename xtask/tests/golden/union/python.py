# ---- __init__.py
    from .models import Scalar as Scalar
# ---- models.py
    "Scalar",
    Scalar: TypeAlias = str | int | float
    """Text or a number."""
    Scalar = str | int | float
# ---- _operations.py
THINGS_PUT: Operation[None] = Operation("sample", 0, "things.put")
# ---- _client.py
    from collections.abc import Mapping, Sequence
    def put(
        self,
        *,
        value: models.Scalar,
        more: Sequence[models.Scalar] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        Repeating it leaves the same state, so it is sent again after a failure.
        Args:
            value: Text or a number.
            more: Others.
        """
        return self._border.call(
            _operations.THINGS_PUT,
            {},
{"value": value, "more": more, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    from collections.abc import Mapping, Sequence
    async def put(
        self,
        *,
        value: models.Scalar,
        more: Sequence[models.Scalar] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        Repeating it leaves the same state, so it is sent again after a failure.
        Args:
            value: Text or a number.
            more: Others.
        """
        return await self._border.call(
            _operations.THINGS_PUT,
            {},
{"value": value, "more": more, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
