"""Models: lenient to read, plain to write, careful to show."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from _server import CASE, Answer, Server

import signbridge
from signbridge import NextSign
from signbridge.nexpay import IntentRecipient
from signbridge.nextsign import Case, FileLink, FormTag, NewRecipient, Person, Recipient
from signbridge.opensign import NewSigner, SignatureWidget

if TYPE_CHECKING:
    from collections.abc import Callable


def test_attributes_are_in_snake_case_and_the_wire_is_as_the_provider_has_it() -> None:
    case = msgspec.json.decode(b'{"_id":"1","createdAt":"2026-01-14","user_email":"a@b.dk"}', type=Case)
    assert (case.id, case.created_at, case.user_email) == ("1", "2026-01-14", "a@b.dk")
    assert msgspec.to_builtins(case) == {"_id": "1", "createdAt": "2026-01-14", "user_email": "a@b.dk"}


def test_new_members_and_new_enum_values_break_nothing() -> None:
    recipient = msgspec.json.decode(b'{"signed":"delegated","weather":{"wind":3}}', type=Recipient)
    assert recipient.signed == "delegated"
    assert msgspec.json.encode(recipient) == b'{"signed":"delegated"}'


def test_a_member_that_is_null_is_none() -> None:
    assert msgspec.json.decode(b'{"_id":"1","referenceId":null}', type=Case).reference_id is None


@pytest.mark.parametrize("value", ["12", 12, 12.5])
def test_a_value_of_several_types_keeps_its_own(value: object) -> None:
    tag = msgspec.json.decode(msgspec.json.encode({"value": value}), type=FormTag)
    assert tag.value == value
    assert type(tag.value) is type(value)


def test_repr_hides_what_is_personal_or_secret_and_leaves_out_what_is_not_there() -> None:
    assert repr(NewRecipient(name="Ann", cpr="0101701234")) == "NewRecipient(name='Ann', cpr=<hidden>)"
    assert "1970" not in repr(Person(name="Ann", date_of_birth="1970-01-01"))
    assert "X-Amz" not in repr(FileLink(signed_url="https://storage/file?X-Amz-Signature=1"))


def test_models_are_made_by_name_only() -> None:
    with pytest.raises(TypeError):
        NewRecipient("Ann")  # type: ignore[call-arg]


def test_mappings_with_the_providers_names_stand_in_for_models(client: NextSign, server: Server) -> None:
    server.respond = lambda _: Answer({"data": CASE})
    client.cases.create(
        title="Lease",
        settings={"lang": "da"},
        recipients=[NewRecipient(name="Ann", needs_cpr=True), {"name": "Bo", "needsCpr": False}],
        documents=[],
        reconcile=False,
    )
    assert server.requests[0].json == {
        "title": "Lease",
        "settings": {"lang": "da"},
        "recipients": [{"name": "Ann", "needsCpr": True}, {"name": "Bo", "needsCpr": False}],
        "documents": [],
    }


def test_a_number_in_quotes_is_a_number_and_a_text_stays_a_text(client: NextSign, server: Server) -> None:
    server.respond = lambda _: Answer(
        {
            "status": "case_found",
            "case": {
                "_id": "7",
                "title": "null",
                "recipients": [{"group": "2", "order": 3.0, "signing": "true"}],
            },
        }
    )
    case = client.cases.get("7")
    assert (case.id, case.title) == ("7", "null")
    assert case.recipients is not None
    assert (case.recipients[0].group, case.recipients[0].order, case.recipients[0].signing) == (2, 3, True)


def test_an_answer_of_another_shape_is_told_by_place_without_its_body(
    client: NextSign, server: Server
) -> None:
    server.respond = lambda _: Answer({"case": {"_id": "1", "title": ["a private title"]}})
    with pytest.raises(signbridge.DecodeError) as caught:
        client.cases.get("1")
    error = caught.value
    assert (error.kind, error.operation, error.status, error.delivery) == (
        "decode",
        "cases.get",
        200,
        "answered",
    )
    assert error.fields[0].field == "title"
    assert len(error.attempts) == 1
    assert "private" not in str(error)
    assert "private" in (error.body or "")


def test_a_create_whose_answer_is_of_another_shape_may_have_been_carried_out(
    client: NextSign, server: Server
) -> None:
    server.respond = lambda _: Answer({"data": {"_id": "1", "title": ["a private title"]}})
    with pytest.raises(signbridge.DecodeError) as caught:
        client.cases.create(title="t", settings={}, recipients=[], documents=[])
    assert (caught.value.delivery, caught.value.retryable) == ("maybe", False)


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError


def deep() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: {"title": object()}, "title"),
        (lambda: {"title": "half a character: \ud800"}, "title"),
        (lambda: {"recipients": [{"name": "Ann"}, {"name": Unprintable()}]}, "recipients[1].name"),
        (lambda: {"recipients": [NewRecipient(name="Ann", needs_cpr=object())]}, "recipients[0].needsCpr"),  # type: ignore[arg-type]
        (lambda: {"settings": {"lang": deep()}}, "settings"),
        (lambda: {"documents": 3j}, "documents"),
    ],
)
def test_what_is_no_json_is_refused_by_name_and_not_sent(
    make: Callable[[], dict[str, Any]], field: str, client: NextSign, server: Server
) -> None:
    arguments: dict[str, Any] = {"title": "Lease", "settings": {}, "recipients": [], "documents": []}
    with pytest.raises(signbridge.InvalidRequestError) as caught:
        client.cases.create(**{**arguments, **make()})
    error = caught.value
    assert error.fields[0].field.startswith(field)
    assert (error.operation, error.provider, error.delivery) == ("cases.create", "nextsign", "not_sent")
    assert server.requests == []


def test_decimals_are_sent_as_numbers(client: NextSign, server: Server) -> None:
    server.respond = lambda _: Answer({"documents": []})
    client.documents.convert(documents=[], tags=[{"tag": "rent", "value": Decimal("1250.50")}])
    assert b'"value":1250.50' in server.requests[0].body


def test_an_object_survives_being_stored_as_a_dictionary_and_as_json() -> None:
    case = Case.from_dict({"_id": "1", "createdAt": "2026-01-14", "weather": {"wind": 3}})
    assert case.to_dict() == {"_id": "1", "createdAt": "2026-01-14"}
    assert case.to_json() == b'{"_id":"1","createdAt":"2026-01-14"}'
    assert Case.from_json(case.to_json()) == Case.from_json(case.to_json().decode()) == case
    with pytest.raises(msgspec.ValidationError, match="title"):
        Case.from_dict({"_id": "1", "title": 5})


def test_one_of_several_models_is_that_model_again_after_it_was_stored() -> None:
    stored = {
        "name": "Ann",
        "widgets": [
            {"type": "signature", "page": 1, "x": 1, "y": 2, "w": 30, "h": 4},
            {"type": "hologram", "depth": 3},
        ],
    }
    signer = NewSigner.from_json(msgspec.json.encode(stored))
    for again in (NewSigner.from_json(signer.to_json()), NewSigner.from_dict(signer.to_dict())):
        assert again == signer
        assert again.widgets is not None
        assert isinstance(again.widgets[0], SignatureWidget)
        assert again.widgets[1] == {"type": "hologram", "depth": 3}


def test_amounts_are_stored_to_the_last_digit() -> None:
    amount = Decimal("12345678901234567.10")
    part = IntentRecipient(amount=amount)
    assert b"12345678901234567.10" in part.to_json()
    for again in (type(part).from_json(part.to_json()), type(part).from_dict(part.to_dict())):
        assert str(again.amount) == "12345678901234567.10"
