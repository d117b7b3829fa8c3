# ---- __init__.py
    from .models import Target as Target
# ---- models.py
from typing import TYPE_CHECKING, ClassVar, Literal
    "Target",
class Target(
    Model,
    kw_only=True,
    rename={
        "upload_url": "uploadUrl",
    },
):
    """Where to put a file.
    """
    upload_url: str
    """The URL."""
    _sensitive: ClassVar[frozenset[str]] = frozenset({"upload_url", })
# ---- _operations.py
THINGS_ANNOUNCE: Operation[models.Target] = Operation("sample", 0, "things.announce", lambda: models.Target)
THINGS_UPLOAD: Operation[None] = Operation("sample", 1, "things.upload", file="file")
# ---- _client.py
    from .._border import Credential, OnResponse, Priority
    from .._files import OnProgress, Upload
    from .._page import Page
    def announce(
        self,
        id: str,
        *,
        filename: str,
        content_type: str,
        file_size: int,
        kind: str,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Target:
        """Announce a file.
        Repeating it leaves the same state, so it is sent again after a failure.
        Args:
            id: Its id.
            filename: Its name.
            content_type: Its MIME type.
            file_size: Its length in bytes.
            kind: What it is for.
        """
        return self._border.call(
            _operations.THINGS_ANNOUNCE,
            {"id": id, },
{"filename": filename, "contentType": content_type, "fileSize": file_size, "kind": kind, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
    def upload(
        self,
        id: str,
        file: Upload,
        *,
        kind: str,
        filename: str | None = None,
        content_type: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        """Upload a file.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Repeating it leaves the same state, so it is sent again after a failure.
        A file of more than 1000000 bytes is refused before anything is sent.
        Args:
            id: Its id.
            file: The file. Taken: application/pdf. As bytes, a path, an open binary file, an iterable of
                bytes, or a `FileStream` with its length. A stream of more than 256 KiB cannot be sent again
                after a failure; bytes and paths can.
            filename: Its name.
            content_type: Its MIME type.
            kind: What it is for.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return self._border.transfer(
            _operations.THINGS_UPLOAD,
            {"id": id, "filename": filename, "contentType": content_type, "kind": kind, },
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
# ---- _async_client.py
    from .._border import AsyncCredential, OnResponse, Priority
    from .._files import AsyncUpload, OnProgress
    from .._page import AsyncPager
    async def announce(
        self,
        id: str,
        *,
        filename: str,
        content_type: str,
        file_size: int,
        kind: str,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Target:
        """Announce a file.
        Repeating it leaves the same state, so it is sent again after a failure.
        Args:
            id: Its id.
            filename: Its name.
            content_type: Its MIME type.
            file_size: Its length in bytes.
            kind: What it is for.
        """
        return await self._border.call(
            _operations.THINGS_ANNOUNCE,
            {"id": id, },
{"filename": filename, "contentType": content_type, "fileSize": file_size, "kind": kind, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
    async def upload(
        self,
        id: str,
        file: AsyncUpload,
        *,
        kind: str,
        filename: str | None = None,
        content_type: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        """Upload a file.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Repeating it leaves the same state, so it is sent again after a failure.
        A file of more than 1000000 bytes is refused before anything is sent.
        Args:
            id: Its id.
            file: The file. Taken: application/pdf. As bytes, a path, an open binary file, an iterable of
                bytes (sync or async), or a `FileStream` with its length. A stream of more than 256 KiB cannot
                be sent again after a failure; bytes and paths can.
            filename: Its name.
            content_type: Its MIME type.
            kind: What it is for.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return await self._border.transfer(
            _operations.THINGS_UPLOAD,
            {"id": id, "filename": filename, "contentType": content_type, "kind": kind, },
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
