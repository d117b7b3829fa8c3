# ---- __init__.py
    from .models import Part as Part
    from .models import Price as Price
# ---- models.py
from decimal import Decimal
    "Part",
    "Price",
class Part(
    Model,
    kw_only=True,
):
    """A part.
    """
    share: Decimal | None = None
    """Its share."""
    name: str | None = None
    """Its name."""
class Price(
    Model,
    kw_only=True,
):
    """A price.
    """
    total: Decimal
    """The sum."""
    least: Decimal | None = None
    """The least."""
# ---- _operations.py
THINGS_PRICE: Operation[models.Price] = Operation("sample", 0, "things.price", lambda: models.Price)
# ---- _client.py
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    def price(
        self,
        *,
        amount: Decimal | int,
        parts: Sequence[models.Part | Mapping[str, Any]] | None = None,
        steps: Sequence[Decimal | int] | None = None,
        rates: Mapping[str, Decimal | int] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Price:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Args:
            amount: How much. At least 0.01.
            parts: Its parts.
            steps: Steps.
            rates: Rates by currency.
        """
        return self._border.call(
            _operations.THINGS_PRICE,
            {},
{"amount": amount, "parts": parts, "steps": steps, "rates": rates, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    async def price(
        self,
        *,
        amount: Decimal | int,
        parts: Sequence[models.Part | Mapping[str, Any]] | None = None,
        steps: Sequence[Decimal | int] | None = None,
        rates: Mapping[str, Decimal | int] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Price:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Args:
            amount: How much. At least 0.01.
            parts: Its parts.
            steps: Steps.
            rates: Rates by currency.
        """
        return await self._border.call(
            _operations.THINGS_PRICE,
            {},
{"amount": amount, "parts": parts, "steps": steps, "rates": rates, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
