"""What the models of all providers have in common."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec


class Model(msgspec.Struct, omit_defaults=True):
    """A JSON object of a provider.

    Attributes are in snake case; `msgspec.json.encode` and `msgspec.to_builtins` use the provider's own names. Members
    that a newer API adds are ignored, and a member that is missing or null is `None`.
    """

    _sensitive: ClassVar[frozenset[str]] = frozenset()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in _shown(self))})"

    def __rich_repr__(self) -> Any:
        return iter(_shown(self))


class _Hidden:
    """Stands for what must not get into logs."""

    def __repr__(self) -> str:
        return "<hidden>"


_HIDDEN = _Hidden()


def _shown(model: Model) -> list[tuple[str, Any]]:
    """The attributes that have a value, without the values that are personal or secret."""
    given = ((name, getattr(model, name)) for name in model.__struct_fields__)
    return [
        (name, _HIDDEN if name in model._sensitive else value) for name, value in given if value is not None
    ]
