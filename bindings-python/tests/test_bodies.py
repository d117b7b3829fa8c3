"""What JSON has no word for is refused by name while nothing is sent; what only looks unlike a list or a file is taken."""

from __future__ import annotations

import copy
import io
import math
from collections import UserDict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _server import CASE, Answer, Server

from signbridge import FileStream, InvalidRequestError
from signbridge.nextsign import NewDocument, NewRecipient

if TYPE_CHECKING:
    from collections.abc import Callable

    from signbridge import AsyncNextSign, NextSign

ANN = NewRecipient(name="Ann")
REQUIRED: dict[str, Any] = {
    "title": "Lease",
    "settings": {},
    "recipients": [],
    "documents": [],
    "reconcile": False,
}


@dataclass
class Own:
    name: Any


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"title": b"abc"}, "title"),
        ({"title": bytearray(b"abc")}, "title"),
        ({"title": memoryview(b"abc")}, "title"),
        ({"recipients": [ANN, NewRecipient(name=b"x")]}, "recipients[1].name"),  # type: ignore[arg-type]
        ({"recipients": ({"name": b"x"},)}, "recipients[0].name"),
        ({"recipients": [Own(b"x")]}, "recipients[0].name"),
        ({"documents": [NewDocument(name=b"x", file="YWJj")]}, "documents[0].name"),  # type: ignore[arg-type]
        ({"settings": {"a": {"b": math.nan}}}, "settings.a.b"),
        ({"settings": {"a": [1.5, -math.inf]}}, "settings.a[1]"),
        ({"settings": {"a": Decimal("NaN")}}, "settings.a"),
        ({"title": Path("lease.pdf")}, "title"),
        ({"title": io.BytesIO(b"%PDF")}, "title"),
        ({"title": FileStream([b"%PDF"])}, "title"),
        ({"recipients": [{"name": Path("lease.pdf")}]}, "recipients[0].name"),
        ({"recipients": (each for each in [{"name": b"x"}])}, "recipients[0].name"),
        ({"title": None}, "title"),
    ],
)
def test_what_json_has_no_word_for_is_refused_by_name_and_not_sent(
    arguments: dict[str, Any], field: str, client: NextSign, server: Server
) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        client.cases.create(**{**REQUIRED, **arguments})
    assert refusal.value.fields[0].field == field
    assert refusal.value.operation == "cases.create"
    assert server.requests == []


def test_the_body_of_a_raw_request_is_looked_at_too(client: NextSign, server: Server) -> None:
    for body, field in (({"a": b"x"}, "a"), ({"a": [math.inf]}, "a[0]"), (b"x", "body")):
        with pytest.raises(InvalidRequestError) as refusal:
            client.request("POST", "/v2/things", json=body)
        assert refusal.value.fields[0].field == field
    assert server.requests == []


async def test_async_clients_refuse_it_by_name_as_well(async_client: AsyncNextSign, server: Server) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        await async_client.cases.create(**{**REQUIRED, "title": b"abc"})
    assert refusal.value.fields[0].field == "title"
    assert server.requests == []


@pytest.mark.parametrize(
    "recipients",
    [
        lambda: (each for each in [ANN, {"name": "Bo"}]),
        lambda: map(copy.copy, [ANN, NewRecipient(name="Bo")]),
        lambda: {"a": ANN, "b": {"name": "Bo"}}.values(),
        lambda: [ANN, UserDict(name="Bo")],
        lambda: [Own("Ann"), {"name": "Bo"}],
    ],
)
def test_whatever_can_be_iterated_stands_for_a_list(
    recipients: Callable[[], Any], client: NextSign, server: Server
) -> None:
    server.respond = lambda _: Answer({"data": CASE})
    client.cases.create(**{**REQUIRED, "recipients": recipients()})
    assert server.requests[0].json["recipients"] == [{"name": "Ann"}, {"name": "Bo"}]


@pytest.mark.parametrize(
    "file",
    [
        lambda _: b"%PDF-1.7",
        lambda _: bytearray(b"%PDF-1.7"),
        lambda _: "JVBERi0xLjc=",
        lambda _: [b"%PDF", b"-1.7"],
        lambda _: (piece for piece in [b"%PDF", b"-1.7"]),
        lambda _: io.BytesIO(b"%PDF-1.7"),
        lambda path: path,
    ],
)
def test_a_file_in_json_is_base64_beside_lists_of_any_kind(
    file: Callable[[Path], Any], client: NextSign, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "lease.pdf").write_bytes(b"%PDF-1.7")
    server.respond = lambda _: Answer({"data": CASE})
    documents = (NewDocument(name=name, file=file(tmp_path / "lease.pdf")) for name in ("a.pdf", "b.pdf"))
    client.cases.create(**{**REQUIRED, "documents": documents, "recipients": iter([ANN])})
    sent = server.requests[0].json
    assert sent["documents"] == [
        {"name": "a.pdf", "file": "JVBERi0xLjc="},
        {"name": "b.pdf", "file": "JVBERi0xLjc="},
    ]
    assert sent["recipients"] == [{"name": "Ann"}]


def test_null_in_a_mapping_is_null(client: NextSign, server: Server) -> None:
    server.respond = lambda _: Answer({"data": CASE})
    client.cases.create(**{**REQUIRED, "settings": {"lang": None, "x": 1.5}})
    assert server.requests[0].json["settings"] == {"lang": None, "x": 1.5}
