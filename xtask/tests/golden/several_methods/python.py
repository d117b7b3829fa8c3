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
    from .._border import Credential, OnResponse, Priority
    from .._files import FileInfo, OnProgress, Upload
    from .._page import Page
    from .._sync import DownloadStream
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
        on_progress: OnProgress | None = None,
    ) -> bytes:
        """Get the bytes.
        They do not.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        Returns:
            The file's bytes.
        """
        return self._border.transfer(
            _operations.THINGS_DOWNLOAD,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    def download_to(
        self,
        id: str,
        path: str | os.PathLike[str],
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> FileInfo:
        """Get the bytes.
        Like `download`, but to a file: it is written beside its place, and put there when it is whole. A download
        that fails or is cancelled leaves what was there.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        They do not.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
            path: Where the file goes. Its directory must exist; a file that is there is replaced.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        Returns:
            Length, SHA-256, MIME type and path of the file.
        """
        return self._border.save(
            _operations.THINGS_DOWNLOAD,
            path,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    def download_stream(
        self,
        id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> DownloadStream:
        """Get the bytes.
        Like `download`, but piece by piece: `with … as pieces`, then
        `for piece in pieces`. Nothing is sent before the block is entered; leaving it cancels the call.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        They do not.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return self._border.stream(
            _operations.THINGS_DOWNLOAD,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    def send(
        self,
        file: Upload,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> models.Link:
        """Get a link.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        It expires.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            file: The file. As bytes, a path, an open binary file, an iterable of bytes, or a `FileStream`
                with its length. A stream of more than 256 KiB cannot be sent again after a failure; bytes and
                paths can.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return self._border.transfer(
            _operations.THINGS_SEND,
            {},
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
# ---- _async_client.py
    from .._async import AsyncDownloadStream
    from .._border import AsyncCredential, OnResponse, Priority
    from .._files import AsyncUpload, FileInfo, OnProgress
    from .._page import AsyncPager
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
        on_progress: OnProgress | None = None,
    ) -> bytes:
        """Get the bytes.
        They do not.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        Returns:
            The file's bytes.
        """
        return await self._border.transfer(
            _operations.THINGS_DOWNLOAD,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    async def download_to(
        self,
        id: str,
        path: str | os.PathLike[str],
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> FileInfo:
        """Get the bytes.
        Like `download`, but to a file: it is written beside its place, and put there when it is whole. A download
        that fails or is cancelled leaves what was there.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        They do not.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
            path: Where the file goes. Its directory must exist; a file that is there is replaced.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        Returns:
            Length, SHA-256, MIME type and path of the file.
        """
        return await self._border.save(
            _operations.THINGS_DOWNLOAD,
            path,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    def download_stream(
        self,
        id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> AsyncDownloadStream:
        """Get the bytes.
        Like `download`, but piece by piece: `async with … as pieces`, then
        `async for piece in pieces`. Nothing is sent before the block is entered; leaving it cancels the call.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        They do not.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return self._border.stream(
            _operations.THINGS_DOWNLOAD,
            {},
{"id": id, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    async def send(
        self,
        file: AsyncUpload,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> models.Link:
        """Get a link.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        It expires.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            file: The file. As bytes, a path, an open binary file, an iterable of bytes (sync or async),
                or a `FileStream` with its length. A stream of more than 256 KiB cannot be sent again after a
                failure; bytes and paths can.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return await self._border.transfer(
            _operations.THINGS_SEND,
            {},
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
