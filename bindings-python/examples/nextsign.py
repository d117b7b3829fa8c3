"""Sends a contract for signature, follows it while its recipients sign, downloads what they signed, and deletes it.

Then it shows what a wrong key looks like. `cargo xtask demo` runs it against the sandbox.
"""

from __future__ import annotations

import asyncio
import os
import urllib.parse
import urllib.request
from pathlib import Path

from signbridge import AsyncNextSign, AuthenticationError, NextSign, NotFoundError
from signbridge.nextsign import Availability, Case, CaseSettings, NewDocument, NewRecipient, Reminders

SANDBOX = os.environ["SIGNBRIDGE_SANDBOX_URL"]
CONTRACT = Path(os.environ["SIGNBRIDGE_DEMO_PDF"])
OUT = Path(os.environ["SIGNBRIDGE_DEMO_OUT"])


def main() -> None:
    """The life of one contract."""
    with NextSign.from_env() as client:
        tell("client", f"{client}")

        url = client.documents.upload(CONTRACT.read_bytes(), name=CONTRACT.name)
        tell("uploaded", f"{CONTRACT.name}, {CONTRACT.stat().st_size} bytes")

        case = client.cases.create(
            title="Employment contract (Python)",
            reference_id="demo-python",
            auto_send=True,
            settings=CaseSettings(
                reminders=Reminders(send=True, amount=2, days_between=3),
                availability=Availability(unlimited=False, days=10),
            ),
            signing_schemas=["urn:grn:authn:dk:mitid:substantial"],
            recipients=[
                NewRecipient(name="Ada Ærlig", email="ada@example.com", signing=True, group=0),
                NewRecipient(name="Bo Østergård", email="bo@example.com", signing=True, group=1),
            ],
            documents=[NewDocument(name=CONTRACT.name, file=url, sign_obligated=True)],
        )
        tell("created", f'{case.id} "{case.title}"')

        for recipient in client.cases.get(case.id).recipients or []:
            assert recipient.email
            recipient_signs(case, recipient.email)
            tell("signed", f"by {recipient.name}: {state(client.cases.get(case.id))}")

        signed = asyncio.run(signed_cases())
        assert case.id in signed, "the signed case is not in the list"
        tell("listed", f"{len(signed)} signed case(s), this one among them")

        document, *_ = client.cases.get(case.id).signed_documents or []
        assert document.file
        pdf = client.documents.download(document.file)
        assert pdf.startswith(b"%PDF-")
        (OUT / "nextsign-python.pdf").write_bytes(pdf)
        tell("downloaded", f"{document.name}, {len(pdf)} bytes")

        deletion = client.cases.delete(case.id)
        try:
            client.cases.get(case.id)
        except NotFoundError:
            tell("deleted", f"{deletion.status}, and it is gone")
        else:
            raise AssertionError("the case is still there")

    with NextSign.from_env(api_key="a-wrong-key") as stranger:
        try:
            stranger.cases.get(case.id)
        except AuthenticationError as error:
            assert "a-wrong-key" not in f"{error!r}{vars(error)}"
            told = f"{type(error).__name__}: {error.message} "
            told += f"(delivery {error.delivery}, {len(error.attempts)} attempt)"
            tell("wrong key", told)
        else:
            raise AssertionError("a wrong key was accepted")


async def signed_cases() -> list[str]:
    """The ids of all signed cases, page by page."""
    async with AsyncNextSign.from_env() as client:
        return [case.id async for case in client.cases.list(status="signed")]


def state(case: Case) -> str:
    """What each recipient did, in a line."""
    return ", ".join(f"{recipient.email} {recipient.signed}" for recipient in case.recipients or [])


def recipient_signs(case: Case, email: str) -> None:
    """Stands for the person: the sandbox lets a recipient sign."""
    path = f"/_sandbox/nextsign/cases/{case.id}/recipients/{urllib.parse.quote(email)}/sign"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(urllib.request.Request(SANDBOX + path, method="POST"), timeout=30).close()


def tell(step: str, what: str) -> None:
    """One line for each step."""
    print(f"{step:<10} {what}", flush=True)


if __name__ == "__main__":
    main()
