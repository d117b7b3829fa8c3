# ---- __init__.py
    from .models import Size as Size
    from .models import Thing as Thing
# ---- models.py
    "Size",
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
class Size(
    Model,
    kw_only=True,
):
    """A size.
    """
    width: int | None = None
    """In millimetres."""
# ---- _operations.py
THINGS_CREATE: Operation[models.Thing] = Operation("sample", 0, "things.create", lambda: models.Thing)
# ---- _client.py
    def create(
        self,
        *,
        name: str,
        size: models.Size | Mapping[str, Any],
        note: str | None = None,
        old_name: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Thing:
        """Do it.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            name: Its name.
            size: How large it is.
            note: A note. Default: `"none"`.
            old_name: Its former name. Deprecated by the provider.
        """
        return self._border.call(
            _operations.THINGS_CREATE,
            {},
{"name": name, "size": size, "note": note, "oldName": old_name, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    async def create(
        self,
        *,
        name: str,
        size: models.Size | Mapping[str, Any],
        note: str | None = None,
        old_name: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Thing:
        """Do it.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            name: Its name.
            size: How large it is.
            note: A note. Default: `"none"`.
            old_name: Its former name. Deprecated by the provider.
        """
        return await self._border.call(
            _operations.THINGS_CREATE,
            {},
{"name": name, "size": size, "note": note, "oldName": old_name, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
