# ---- __init__.py
    from .models import Odd as Odd
# ---- models.py
    "Odd",
class Odd(
    Model,
    kw_only=True,
    rename={
        "id": "_id",
        "class_": "class",
        "file_is_blob": "fileIsBlob",
        "allow_api": "allowAPI",
        "result": "return",
        "x_y_z": "x.y-z",
    },
):
    """Members with odd names.
    """
    id: str | None = None
    """An id."""
    type: str | None = None
    """A keyword in Rust."""
    class_: str | None = None
    """A keyword in Python and Kotlin."""
    file_is_blob: bool | None = None
    """Camel case."""
    signed_at: str | None = None
    """Snake case."""
    allow_api: bool | None = None
    """Capitals."""
    result: str | None = None
    """A keyword everywhere."""
    x_y_z: str | None = None
    """Punctuation."""
# ---- _operations.py
THINGS_IMPORT: Operation[models.Odd] = Operation("sample", 0, "things.import", lambda: models.Odd)
# ---- _client.py
    def import_(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Odd:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        """
        return self._border.call(
            _operations.THINGS_IMPORT,
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
    async def import_(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Odd:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        """
        return await self._border.call(
            _operations.THINGS_IMPORT,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
