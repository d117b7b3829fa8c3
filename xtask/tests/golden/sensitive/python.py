# ---- __init__.py
    from .models import Person as Person
# ---- models.py
from typing import TYPE_CHECKING, ClassVar, Literal
    "Person",
class Person(
    Model,
    kw_only=True,
):
    """A person.
    """
    name: str | None = None
    """A name."""
    number: str
    """A number."""
    born: str | None = None
    """A date. Assumed: ISO 8601."""
    _sensitive: ClassVar[frozenset[str]] = frozenset({"number", "born", })
# ---- _operations.py
THINGS_GET: Operation[models.Person] = Operation("sample", 0, "things.get", lambda: models.Person)
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
    ) -> models.Person:
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
    ) -> models.Person:
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
