"""One client's share of `cargo xtask chaos`: many calls at once against a sandbox that misbehaves.

Writes what came of each call as a line of JSON; the tool compares it with what the sandbox knows.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from signbridge import AsyncNexpay, AsyncNextSign, Attempt, ResponseInfo, SignbridgeError
from signbridge.nexpay import PaymentData
from signbridge.nextsign import CaseSettings, NewDocument, NewRecipient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

CALLS = int(os.environ.get("SIGNBRIDGE_CHAOS_CALLS", sys.maxsize))
SECONDS = float(os.environ.get("SIGNBRIDGE_CHAOS_SECONDS", "inf"))
RUN = os.environ["SIGNBRIDGE_CHAOS_RUN"]
AT_ONCE = 32
STORM = 20  # calls cancelled at once
RECIPIENTS = [NewRecipient(name="Ada", email="ada@example.com", signing=True)]
DOCUMENTS = [NewDocument(name="a.pdf", file="JVBERi0xLjcK", file_is_blob=True)]


async def main() -> None:
    """Takes calls from one list until it is empty, or the time is over."""
    numbers = iter(range(CALLS))
    end = time.monotonic() + SECONDS
    with Path(os.environ["SIGNBRIDGE_CHAOS_OUT"]).open("w") as out:
        async with (
            AsyncNextSign.from_env(rate_limit="off") as contracts,
            AsyncNexpay.from_env(rate_limit="off") as payments,
        ):
            worker = Worker(contracts, payments, out, *await prepare(contracts, payments))

            async def work() -> None:
                for number in numbers:
                    if time.monotonic() > end:
                        break
                    await worker.call(number)

            await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def prepare(contracts: AsyncNextSign, payments: AsyncNexpay) -> tuple[str, PaymentData]:
    """A case to read and what is paid: three requests, which no fault strikes."""
    case = await contracts.cases.create(
        title="To read", settings=CaseSettings(), recipients=RECIPIENTS, documents=DOCUMENTS
    )
    payee = await payments.payees.create(name="Example College", country_code="KW", currency_code="KWD")
    quote = await payments.quotes.create(
        payee_id=payee.id, from_currency="JPY", to_amount=Decimal("1234.567")
    )
    variant, *_ = quote.variants or []
    return case.id, PaymentData(quote_id=quote.id, selected_quote_variant_id=variant.id)


class Worker:
    """Makes calls and writes down what came of them."""

    def __init__(
        self,
        contracts: AsyncNextSign,
        payments: AsyncNexpay,
        out: TextIO,
        case: str,
        data: PaymentData,
    ) -> None:
        self._contracts = contracts
        self._payments = payments
        self._out = out
        self._case = case
        self._data = data

    async def call(self, number: int) -> None:
        marker = f"{RUN}-{number}"
        kind = number % 10
        if kind < 5:
            # Every other ten has a reference of its own.
            reference = marker if number % 20 < 10 else None
            await self._tell("create", marker, lambda seen: self._create(marker, reference, seen))
        elif kind < 7:
            await self._tell("payment", marker, lambda seen: self._pay(marker, seen))
        elif kind == 7:
            await self._tell("list", marker, self._list)
        elif kind == 8:
            await self._tell("upload", marker, self._upload)
        elif number % 20 == 9:
            await self._tell("read", marker, self._read)
        else:
            await self._cancel(marker)

    async def _tell(
        self,
        call: str,
        marker: str,
        act: Callable[[Callable[[ResponseInfo], None]], Awaitable[str | None]],
    ) -> None:
        infos: list[ResponseInfo] = []
        line: dict[str, Any] = {"call": call, "marker": marker}
        try:
            line["id"] = await act(infos.append)
            line["found"] = getattr(infos[-1], "outcome", None) == "found"
            line["attempts"] = told(infos[-1].attempts)
        except SignbridgeError as error:
            line |= {"error": error.kind, "delivery": error.delivery, "status": error.status}
            line["message"] = error.message
            line["attempts"] = told(error.attempts)
        self._out.write(json.dumps(line) + "\n")

    async def _cancel(self, marker: str) -> None:
        readings = [asyncio.ensure_future(self._contracts.cases.get(self._case)) for _ in range(STORM)]
        await asyncio.sleep(0)
        for reading in readings:
            reading.cancel()
        await asyncio.wait(readings)
        self._out.write(json.dumps({"call": "cancel", "marker": marker}) + "\n")

    async def _create(
        self, marker: str, reference: str | None, seen: Callable[[ResponseInfo], None]
    ) -> str | None:
        case = await self._contracts.cases.create(
            title=marker,
            reference_id=reference,
            settings=CaseSettings(),
            recipients=RECIPIENTS,
            documents=DOCUMENTS,
            on_response=seen,
        )
        return case.id

    async def _pay(self, marker: str, seen: Callable[[ResponseInfo], None]) -> str | None:
        payment = await self._payments.payments.create(
            transaction_type="private",
            data=self._data,
            idempotency_key=marker,
            on_response=seen,
        )
        return str(payment.id)

    async def _list(self, seen: Callable[[ResponseInfo], None]) -> str | None:
        await self._contracts.cases.list(limit=20, on_response=seen)
        return None

    async def _upload(self, seen: Callable[[ResponseInfo], None]) -> str | None:
        return await self._contracts.documents.upload(b"%PDF-1.7\n", name="chaos.pdf", on_response=seen)

    async def _read(self, seen: Callable[[ResponseInfo], None]) -> str | None:
        case = await self._contracts.cases.get(self._case, on_response=seen)
        return case.id


def told(attempts: Sequence[Attempt]) -> list[str]:
    return [f"{attempt.status} {attempt.reason}" for attempt in attempts]


asyncio.run(main())
