"""Money: no digit is lost on its way, and none is made up."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from _server import Answer, Request, Server

import signbridge
from signbridge import Nexpay, ResponseInfo

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def nexpay(server: Server) -> Iterator[Nexpay]:
    with Nexpay(api_key="a-secret-key", api_url=f"{server.url}/v2", max_retries=0) as client:
        yield client


@pytest.mark.parametrize("digits", ["0.1", "5125.50", "1.234", "500", "12345678901234567890.123456789"])
def test_a_decimal_goes_out_and_comes_back_digit_for_digit(
    digits: str, nexpay: Nexpay, server: Server
) -> None:
    server.respond = lambda _: Answer(f'{{"rate":{digits}}}'.encode())
    got = nexpay.fx.rate(amount=Decimal(digits), from_currency="USD", to_currency="AUD")
    assert f'"amount":{digits}'.encode() in server.requests[0].body
    assert str(got.rate) == digits


def test_a_whole_number_and_a_number_as_text_are_decimals_too(nexpay: Nexpay, server: Server) -> None:
    server.respond = lambda _: Answer(b'{"rate":"1.0251"}')
    assert nexpay.fx.rate(amount=10, from_currency="USD", to_currency="AUD").rate == Decimal("1.0251")
    assert server.requests[0].json["amount"] == 10


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_decimal_that_is_no_number_is_refused(value: str, nexpay: Nexpay, server: Server) -> None:
    with pytest.raises(signbridge.InvalidRequestError) as caught:
        nexpay.payment_intents.create(
            use_case="NaN", recipients=[{"amount": Decimal(1)}, {"amount": Decimal(value)}]
        )
    assert caught.value.fields[0].field == "recipients[1].amount"
    assert server.requests == []


def test_the_idempotency_key_is_told_with_the_answer_and_with_the_error(
    nexpay: Nexpay, server: Server
) -> None:
    def created(_: Request) -> Answer:
        return Answer({"id": 123})

    def failed(_: Request) -> Answer:
        return Answer({"statusCode": 500, "message": "down"}, status=500)

    infos: list[ResponseInfo] = []
    server.respond = created
    nexpay.payments.create(transaction_type="provider", data={}, on_response=infos.append)
    key = infos[0].idempotency_key
    assert key is not None
    assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", key)
    assert server.requests[0].headers["idempotency-key"] == key
    server.respond = failed
    with pytest.raises(signbridge.UnavailableError) as caught:
        nexpay.payments.create(transaction_type="provider", data={}, idempotency_key="mine")
    assert caught.value.idempotency_key == "mine"
