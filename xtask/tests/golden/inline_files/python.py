# ---- __init__.py
    from .models import File as File
# ---- models.py
    "File",
class File(
    Model,
    kw_only=True,
):
    """A file.
    """
    data: str
    """Base64."""
# ---- _operations.py
THINGS_BUNDLE: Operation[None] = Operation("sample", 0, "things.bundle", inline="files[].data")
# ---- _client.py
    from collections.abc import Mapping, Sequence
    from .._border import Credential, OnResponse, Priority
    from .._files import OnProgress
    from .._page import Page
    def bundle(
        self,
        *,
        files: Sequence[models.File | Mapping[str, Any]] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        """Do it.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        More than 1000000 characters in `files[].data` together are refused before anything is sent: send
        fewer.
        `files[].data` must be one of: application/pdf.
        Args:
            files: Files.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return self._border.inline(
            _operations.THINGS_BUNDLE,
            {},
{"files": files, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
# ---- _async_client.py
    from collections.abc import Mapping, Sequence
    from .._border import AsyncCredential, OnResponse, Priority
    from .._files import OnProgress
    from .._page import AsyncPager
    async def bundle(
        self,
        *,
        files: Sequence[models.File | Mapping[str, Any]] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        """Do it.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        More than 1000000 characters in `files[].data` together are refused before anything is sent: send
        fewer.
        `files[].data` must be one of: application/pdf.
        Args:
            files: Files.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return await self._border.inline(
            _operations.THINGS_BUNDLE,
            {},
{"files": files, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
