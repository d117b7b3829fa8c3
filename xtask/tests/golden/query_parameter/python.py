# ---- __init__.py
    from .models import State as State
# ---- models.py
    "State",
    State: TypeAlias = Literal["open", "closed", ] | str
    """A state.
    - `open`
    - `closed`
    Other values are possible: the provider may add some.
    """
    State = str
# ---- _operations.py
THINGS_GET: Operation[None] = Operation("sample", 0, "things.get", lists=("ids", ))
# ---- _client.py
    from collections.abc import Mapping, Sequence
    def get(
        self,
        *,
        all: bool,
        text: str | None = None,
        page_size: int | None = None,
        state: models.State | None = None,
        ids: Sequence[str] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Args:
            text: Text.
            page_size: A number. Default: `25`.
            all: A flag.
            state: A state.
            ids: Several. Assumed: Commas.
        """
        return self._border.call(
            _operations.THINGS_GET,
            {"text": text, "pageSize": page_size, "all": all, "state": state, "ids": ids, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    from collections.abc import Mapping, Sequence
    async def get(
        self,
        *,
        all: bool,
        text: str | None = None,
        page_size: int | None = None,
        state: models.State | None = None,
        ids: Sequence[str] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Args:
            text: Text.
            page_size: A number. Default: `25`.
            all: A flag.
            state: A state.
            ids: Several. Assumed: Commas.
        """
        return await self._border.call(
            _operations.THINGS_GET,
            {"text": text, "pageSize": page_size, "all": all, "state": state, "ids": ids, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
