# ---- _operations.py
THINGS_GET: Operation[bytes] = Operation("sample", 0, "things.get", lambda: bytes)
# ---- _client.py
    from .._border import Credential, OnResponse, Priority
    from .._files import FileInfo, OnProgress
    from .._page import Page
    from .._sync import DownloadStream
    def get(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> bytes:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Args:
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        Returns:
            The file's bytes.
        """
        return self._border.transfer(
            _operations.THINGS_GET,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    def get_to(
        self,
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
        """Do it.
        Like `get`, but to a file: it is written beside its place, and put there when it is whole. A download
        that fails or is cancelled leaves what was there.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Changes nothing, so it is sent again after a failure.
        Args:
            path: Where the file goes. Its directory must exist; a file that is there is replaced.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        Returns:
            Length, SHA-256, MIME type and path of the file.
        """
        return self._border.save(
            _operations.THINGS_GET,
            path,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    def get_stream(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> DownloadStream:
        """Do it.
        Like `get`, but piece by piece: `with … as pieces`, then
        `for piece in pieces`. Nothing is sent before the block is entered; leaving it cancels the call.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Changes nothing, so it is sent again after a failure.
        Args:
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return self._border.stream(
            _operations.THINGS_GET,
            {},
None,
            timeout,
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
    from .._files import FileInfo, OnProgress
    from .._page import AsyncPager
    async def get(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> bytes:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Args:
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        Returns:
            The file's bytes.
        """
        return await self._border.transfer(
            _operations.THINGS_GET,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    async def get_to(
        self,
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
        """Do it.
        Like `get`, but to a file: it is written beside its place, and put there when it is whole. A download
        that fails or is cancelled leaves what was there.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Changes nothing, so it is sent again after a failure.
        Args:
            path: Where the file goes. Its directory must exist; a file that is there is replaced.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        Returns:
            Length, SHA-256, MIME type and path of the file.
        """
        return await self._border.save(
            _operations.THINGS_GET,
            path,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
    def get_stream(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> AsyncDownloadStream:
        """Do it.
        Like `get`, but piece by piece: `async with … as pieces`, then
        `async for piece in pieces`. Nothing is sent before the block is entered; leaving it cancels the call.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Changes nothing, so it is sent again after a failure.
        Args:
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return self._border.stream(
            _operations.THINGS_GET,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
