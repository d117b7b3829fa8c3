"""A credential that a function of the user gives.

The core says when it wants one: before the first call, and again after the provider refused the last. The function runs
where the call was made: on the calling thread, or on the event loop's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Answer = tuple[str | None, str | None]


class CredentialFunction:
    """The user's function, and why it last failed."""

    __slots__ = ("failure", "function")

    def __init__(self, function: Callable[[], str | Awaitable[str]]) -> None:
        self.function = function
        self.failure: BaseException | None = None

    def ask(self) -> Answer:
        """The secret, or the reason there is none. For sync clients."""
        try:
            value: Any = self.function()
        except Exception as failure:
            return self.failed(failure)
        if hasattr(value, "__await__"):
            close = getattr(value, "close", None)
            if close is not None:
                close()  # it will not be awaited, and Python need not warn of that
            return None, "the function is async: use the async client"
        return self.checked(value)

    def checked(self, value: object) -> Answer:
        """What the function returned."""
        if isinstance(value, str):
            self.failure = None
            return value, None
        return None, f"the function returned {type(value).__qualname__}, not str"

    def failed(self, failure: BaseException) -> Answer:
        """What it raised: told by its type only, as its text may hold a secret. The error has it as its cause."""
        self.failure = failure
        return None, f"the function raised {type(failure).__qualname__}"
