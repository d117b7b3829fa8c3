# ---- __init__.py
    from .models import Colour as Colour
    from .models import Holder as Holder
# ---- models.py
    "Colour",
    "Holder",
    Colour: TypeAlias = Literal["urn:x:red", "blue", ] | str
    """A colour.
    - `urn:x:red`: Like wine.
    - `blue`: Like the sea.
    Other values are possible: the provider may add some.
    """
    Colour = str
class Holder(
    Model,
    kw_only=True,
):
    """Holds a colour.
    """
    colour: Colour | None = None
    """A colour."""
    colours: list[Colour] | None = None
    """Several."""
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
