# ---- __init__.py
    from .models import Thing as Thing
# ---- models.py
    "Thing",
class Thing(
    Model,
    kw_only=True,
    rename={
        "id": "_id",
    },
):
    """A thing.
    """
    id: str
    """Its id."""
    name: str | None = None
    """Its name."""
# ---- _operations.py
THINGS_GET: Operation[models.Thing] = Operation("sample", 0, "things.get", lambda: models.Thing)
# ---- _client.py
    def get(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Thing:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        """
        return self._border.call(
            _operations.THINGS_GET,
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
    async def get(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Thing:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        """
        return await self._border.call(
            _operations.THINGS_GET,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
