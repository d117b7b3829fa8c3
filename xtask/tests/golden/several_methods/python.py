# ---- __init__.py
    from .models import Link as Link
# ---- models.py
    "Link",
class Link(
    Model,
    kw_only=True,
):
    """A link.
    """
    link: str
    """The URL."""
# ---- _operations.py
THINGS_LINK: Operation[models.Link] = Operation("sample", 0, "things.link", lambda: models.Link)
THINGS_DOWNLOAD: Operation[bytes] = Operation("sample", 1, "things.download", lambda: bytes)
THINGS_SEND: Operation[models.Link] = Operation("sample", 2, "things.send", lambda: models.Link, file="file")
# ---- _client.py
    def link(
        self,
        id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Link:
        """Get a link.
        It expires.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
        """
        return self._border.call(
            _operations.THINGS_LINK,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
    def download(
        self,
        id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> bytes:
        """Get the bytes.
        They do not.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
        Returns:
            The file's bytes.
        """
        return self._border.call(
            _operations.THINGS_DOWNLOAD,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
    def send(
        self,
        file: bytes | bytearray | memoryview,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Link:
        """Get a link.
        It expires.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            file: The file.
        """
        return self._border.call(
            _operations.THINGS_SEND,
            {},
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    async def link(
        self,
        id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Link:
        """Get a link.
        It expires.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
        """
        return await self._border.call(
            _operations.THINGS_LINK,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
    async def download(
        self,
        id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> bytes:
        """Get the bytes.
        They do not.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
        Returns:
            The file's bytes.
        """
        return await self._border.call(
            _operations.THINGS_DOWNLOAD,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
    async def send(
        self,
        file: bytes | bytearray | memoryview,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Link:
        """Get a link.
        It expires.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            file: The file.
        """
        return await self._border.call(
            _operations.THINGS_SEND,
            {},
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
