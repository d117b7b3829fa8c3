# ---- __init__.py
    from .models import Holder as Holder
# ---- models.py
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal
    "Holder",
class Holder(
    Model,
    kw_only=True,
):
    """Holds one of each.
    """
    text: str
    """Text."""
    never: str | None
    """Always there, perhaps null."""
    whole: int | None = None
    """A whole number."""
    ratio: int | float | None = None
    """A number."""
    price: Decimal | None = None
    """Money."""
    flag: bool | None = None
    """A flag."""
    any: Any | None = None
    """Anything."""
    free: dict[str, Any] | None = None
    """Free members."""
    counts: dict[str, int] | None = None
    """Numbers by name."""
    nested: list[list[str]] | None = None
    """Lists of lists."""
    maybe: Holder | None = None
    """Another."""
# ---- _operations.py
THINGS_GET: Operation[models.Holder] = Operation("sample", 0, "things.get", lambda: models.Holder)
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
    ) -> models.Holder:
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
    ) -> models.Holder:
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
