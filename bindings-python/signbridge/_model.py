"""What the models of all providers have in common."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Model(msgspec.Struct, omit_defaults=True):
    """A JSON object of a provider.

    Attributes are in snake case; `to_dict` and `to_json` use the provider's own names, and `from_dict` and `from_json`
    read them back, so that an object can be stored. Members that a newer API adds are ignored, and a member that is
    missing or null is `None`.
    """

    _sensitive: ClassVar[frozenset[str]] = frozenset()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in _shown(self))})"

    def to_dict(self) -> dict[str, Any]:
        """The object as plain dictionaries, lists, text and numbers, with the provider's names."""
        plain: dict[str, Any] = msgspec.to_builtins(self, builtin_types=(Decimal,))
        return plain

    def to_json(self) -> bytes:
        """The object as JSON, with the provider's names."""
        return _encode(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Self:
        """The object that `to_dict` gave, or that the provider's names describe.

        Raises:
            msgspec.ValidationError: A member is missing, or of another type.
        """
        return msgspec.convert(value, cls, dec_hook=decode_hook)

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """The object that `to_json` gave, such as one from a queue or a database.

        Raises:
            msgspec.DecodeError: It is not JSON; or, as `msgspec.ValidationError`, a member is missing or of another type.
        """
        return msgspec.json.decode(text, type=cls, dec_hook=decode_hook)

    def __rich_repr__(self) -> Any:
        return iter(_shown(self))


class TaggedUnion(type):
    """Objects that are one of several models, told apart by the member `tag`; or anything else, as a dictionary.

    msgspec's own tagged unions refuse a tag that they do not know, and one odd object would make a whole answer
    unreadable.
    """

    tag: str
    variants: dict[str, type[Model]]

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, (dict, *cls.variants.values()))

    def read(cls, value: Any) -> Any:
        """The model that the object is, or the object itself if it is none."""
        if not isinstance(value, dict) or (model := cls.variants.get(str(value.get(cls.tag)))) is None:
            return value
        try:
            return msgspec.convert(value, model, dec_hook=decode_hook)
        except msgspec.ValidationError:
            return value


def tagged_union(name: str, tag: str, variants: dict[str, type[Model]]) -> TaggedUnion:
    """Makes a tagged union."""
    return TaggedUnion(name, (), {"tag": tag, "variants": variants})


def decode_hook(type: Any, value: Any) -> Any:
    """Reads what msgspec cannot read by itself."""
    if isinstance(type, TaggedUnion):
        return type.read(value)
    raise NotImplementedError(f"no way to read {type!r}")


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
