# ---- __init__.py
    from .models import Receipt as Receipt
# ---- models.py
    "Receipt",
class Receipt(
    Model,
    kw_only=True,
):
    """What may be said about it.
    """
    id: str | None = None
    """Its id."""
# ---- _operations.py
THINGS_SEND: Operation[models.Receipt] = Operation("sample", 0, "things.send", lambda: models.Receipt)
# ---- _client.py
    def send(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Receipt:
        """Send it.
        Repeating it has another visible effect, so it is sent again only when the first attempt certainly was
        not processed. Otherwise the error's `delivery` is `maybe`.
        """
        return self._border.call(
            _operations.THINGS_SEND,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    async def send(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Receipt:
        """Send it.
        Repeating it has another visible effect, so it is sent again only when the first attempt certainly was
        not processed. Otherwise the error's `delivery` is `maybe`.
        """
        return await self._border.call(
            _operations.THINGS_SEND,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
