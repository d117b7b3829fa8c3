# ---- __init__.py
    from .models import Circle as Circle
    from .models import FilledSquare as FilledSquare
    from .models import Holder as Holder
    from .models import Shape as Shape
# ---- models.py
from typing import TYPE_CHECKING, Any, Literal
from .._model import Model, tagged_union
    "Circle",
    "FilledSquare",
    "Holder",
    "Shape",
class Holder(
    Model,
    kw_only=True,
):
    """Holds shapes.
    """
    shape: Shape
    """A circle or a square."""
    more: list[Shape] | None = None
    """Others."""
class Circle(
    Model,
    kw_only=True,
    tag_field="kind",
    tag="circle",
):
    """A circle.
    """
    radius: int | float
    """In points."""
class FilledSquare(
    Model,
    kw_only=True,
    tag_field="kind",
    tag="filled square",
):
    """A filled square.
    """
    color: str | None = None
    """What it is filled with."""
if TYPE_CHECKING:
    Shape: TypeAlias = Circle | FilledSquare | dict[str, Any]
    """A circle or a square.
    What fits none of them is kept as it came, as a dictionary.
    """
else:
    Shape = tagged_union("Shape", "kind", {"circle": Circle, "filled square": FilledSquare, })
# ---- _operations.py
THINGS_PUT: Operation[models.Holder] = Operation("sample", 0, "things.put", lambda: models.Holder)
# ---- _client.py
    from collections.abc import Mapping, Sequence
    def put(
        self,
        *,
        shape: models.Shape | Mapping[str, Any],
        more: Sequence[models.Shape | Mapping[str, Any]] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Holder:
        """Do it.
        Repeating it leaves the same state, so it is sent again after a failure.
        Args:
            shape: A circle or a square.
            more: Others.
        """
        return self._border.call(
            _operations.THINGS_PUT,
            {},
{"shape": shape, "more": more, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    from collections.abc import Mapping, Sequence
    async def put(
        self,
        *,
        shape: models.Shape | Mapping[str, Any],
        more: Sequence[models.Shape | Mapping[str, Any]] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Holder:
        """Do it.
        Repeating it leaves the same state, so it is sent again after a failure.
        Args:
            shape: A circle or a square.
            more: Others.
        """
        return await self._border.call(
            _operations.THINGS_PUT,
            {},
{"shape": shape, "more": more, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
