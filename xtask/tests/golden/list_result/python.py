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
import builtins
THINGS_LIST: Operation[builtins.list[models.Thing]] = Operation("sample", 0, "things.list", lambda: builtins.list[models.Thing])
# ---- _client.py
    import builtins
    def list(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> builtins.list[models.Thing]:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        """
        return self._border.call(
            _operations.THINGS_LIST,
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
    import builtins
    async def list(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> builtins.list[models.Thing]:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        """
        return await self._border.call(
            _operations.THINGS_LIST,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
