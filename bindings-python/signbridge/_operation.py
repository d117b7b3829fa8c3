"""An operation as the façade needs it: its number at the border, how to send its arguments, how to read its payload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from . import _arguments, _files, _response
from ._files import Source
from ._model import decode_hook
from .errors import FieldError, InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from . import _native
    from .errors import SignbridgeError

    Encoded = tuple[list[str], bytes | None, bytes | None]

T = TypeVar("T")
Piece = TypeVar("Piece")


class Operation(Generic[T]):
    """One line of the generated table."""

    __slots__ = ("_decode", "_type", "file", "index", "inline", "lists", "name", "provider")

    def __init__(
        self,
        provider: str,
        index: int,
        name: str,
        type: Callable[[], Any] | None = None,
        *,
        lists: tuple[str, ...] = (),
        file: str | None = None,
        inline: str | None = None,
    ) -> None:
        self.provider = provider
        self.index = index
        self.name = name
        self.lists = lists
        """Parameters that take several values."""
        self.file = file
        """The body is this file's bytes instead of JSON members."""
        self.inline = inline
        """Where the JSON body holds files."""
        self._type = type
        self._decode: Callable[[bytes], T] | None = None

    def encode(
        self,
        params: dict[str, Any],
        body: Any,
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: str | None,
        reconcile: bool | None,
        files: dict[str, Any] | None = None,
    ) -> Encoded:
        """What crosses the border. `None` is an argument that was not given."""
        try:
            flat: list[str] = []
            for name, value in params.items():
                if value is None:
                    continue
                if name in self.lists:
                    flat += _arguments.texts(name, value)
                else:
                    flat += (name, _arguments.text(name, value))
            if body is not None and self.file is None and not isinstance(body, bytes):
                body = _arguments.members(body)
            options = _arguments.options(
                timeout, max_retries, headers, idempotency_key, priority, reconcile, files
            )
            return flat, body, options
        except InvalidRequestError as error:
            self.name_in(error)
            raise

    def source(self, value: Any) -> Source:
        """The file argument."""
        if self.file is None:
            return Source(value)
        try:
            return _files.source(self.file, value)
        except InvalidRequestError as error:
            self.name_in(error)
            raise

    def inlined(self, body: dict[str, Any]) -> tuple[bytes, list[Source]]:
        """The JSON body with a mark for each file in it, and the files."""
        sources: list[Source] = []

        def mark(path: str, value: Any) -> str:
            sources.append(_files.source(path, value))
            return f"\0file:{len(sources) - 1}"

        try:
            place = _arguments.FileMember(self.inline or "file", mark)
            return _arguments.members(body, place), sources
        except InvalidRequestError as error:
            self.name_in(error)
            raise

    def readers(
        self, sources: list[Source], reader: Callable[[str, Any], Callable[[], Piece]]
    ) -> Callable[[int], Piece] | None:
        """How the streams among the files are read; none where there is no stream."""
        name = self.file or self.inline or "file"
        try:
            made = [None if each.stream is None else reader(name, each.stream) for each in sources]
        except InvalidRequestError as error:
            self.name_in(error)
            raise
        if not any(made):
            return None

        def read(file: int) -> Piece:
            following = made[file]
            assert following is not None, "only a stream is read here"
            return following()

        return read

    def check_callbacks(self, on_response: Any, on_progress: Any = None) -> None:
        """Refuses functions that cannot be called, while nothing is sent."""
        try:
            _arguments.function("on_response", on_response)
            _arguments.function("on_progress", on_progress)
        except InvalidRequestError as error:
            self.name_in(error)
            raise

    def sink(self, path: Any) -> dict[str, Any]:
        """Where a download goes."""
        try:
            return {"path": _files.path("path", path)}
        except InvalidRequestError as error:
            self.name_in(error)
            raise

    def name_in(self, error: InvalidRequestError) -> None:
        """Says in a refusal which call it belongs to."""
        error.provider = self.provider
        error.operation = self.name

    def read(self, native: _native.Client, reply: _native.Reply) -> T:
        """The typed payload."""
        decode = self._decode
        if decode is None:
            decode = self._decode = self._decoder()
        try:
            return decode(reply.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as cause:
            raise self._unreadable(native, reply, cause) from cause

    def _decoder(self) -> Callable[[bytes], T]:
        """Made at the first answer: importing a client makes none."""
        if self._type is None:
            return lambda _: None  # type: ignore[return-value]
        made = self._type()
        if made is bytes:
            return bytes  # type: ignore[return-value]
        # A number in quotes, or `5.0` for `5`, is no reason to lose an answer.
        return msgspec.json.Decoder(made, strict=False, dec_hook=decode_hook).decode

    def _unreadable(self, native: _native.Client, reply: _native.Reply, cause: Exception) -> SignbridgeError:
        # "Expected `str`, got `int` - at `$.title`": msgspec names the types and the place, never the value.
        error = native.decode_error(self.index, reply, f"is not what the provider documents: {cause}")
        reason, _, place = str(cause).partition(" - at `$")
        field = place.rstrip("`").lstrip(".")
        about = _response.info(reply)
        error.request_id = about.request_id
        error.idempotency_key = about.idempotency_key
        error.attempts = about.attempts
        error.fields = (FieldError(field, reason),) if field else ()
        return error


class ListOperation(Operation[Any], Generic[T]):
    """An operation that answers with one page of a list, at the dotted member `path` or as the whole payload."""

    __slots__ = ("_path",)

    def __init__(
        self,
        provider: str,
        index: int,
        name: str,
        item: Callable[[], Any],
        path: str | None = None,
        *,
        lists: tuple[str, ...] = (),
    ) -> None:
        steps = path.split(".") if path else []

        def page() -> Any:
            made: Any = list[item()]  # type: ignore[misc]
            for step in reversed(steps):
                made = msgspec.defstruct("Page", [("value", made)], rename={"value": step})
            return made

        super().__init__(provider, index, name, page, lists=lists)
        self._path = steps

    def items(self, native: _native.Client, reply: _native.Reply) -> list[T]:
        """The items of this page."""
        value = self.read(native, reply)
        for _ in self._path:
            value = value.value
        items: list[T] = value
        return items
