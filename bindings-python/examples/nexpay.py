"""Pays tuition with Nexpay: a quote, a proof document, a payment that is made once however often it is asked for.

`cargo xtask demo` runs it against the sandbox.
"""

from __future__ import annotations

import os
import urllib.request
import uuid
from decimal import Decimal
from pathlib import Path

from signbridge import ConflictError, Nexpay
from signbridge.nexpay import PayerDetails, PaymentData, StudentInfo

SANDBOX = os.environ["SIGNBRIDGE_SANDBOX_URL"]
PROOF = Path(os.environ["SIGNBRIDGE_DEMO_PDF"])
OUT = Path(os.environ["SIGNBRIDGE_DEMO_OUT"])


def main() -> None:
    """The life of one payment."""
    with Nexpay.from_env() as client:
        tell("client", f"{client}")

        payee = client.payees.create(name="Example College (Python)", country_code="KW", currency_code="KWD")
        tell("payee", f"{payee.id} {payee.name}")

        quote = client.quotes.create(payee_id=payee.id, from_currency="JPY", to_amount=Decimal("1234.567"))
        variant, *_ = quote.variants or []
        assert quote.to_amount == Decimal("1234.567")
        tell(
            "quote", f"{quote.to_amount} {quote.to_currency} for {variant.from_amount} {quote.from_currency}"
        )

        proof = client.documents.upload(PROOF.read_bytes(), filename=PROOF.name)
        (OUT / "nexpay-python.pdf").write_bytes(client.documents.download(proof.id))
        tell("proof", f"{proof.id}, {proof.file_size} bytes, and back again")

        # Kept before anything is sent: whoever does not know the outcome asks again with it.
        key = str(uuid.uuid4())
        data = PaymentData(
            quote_id=quote.id,
            selected_quote_variant_id=variant.id,
            country_code="KW",
            purpose="undergraduate",
            student_info=StudentInfo(first_name="Sam", last_name="Doe", email="sam@example.com"),
            payer_details=PayerDetails(payer_type="parent", first_name="Pat", last_name="Lee"),
            purpose_proof_document_id=proof.id,
        )
        payment = client.payments.create(transaction_type="provider", data=data, idempotency_key=key)
        again = client.payments.create(transaction_type="provider", data=data, idempotency_key=key)
        assert payment.id == again.id, "it was made twice"
        tell("payment", f"{payment.id} {payment.status}; asked for again, it is still this one")

        try:
            client.payments.create(transaction_type="private", data=data, idempotency_key=key)
        except ConflictError as error:
            tell("refused", f"{error.message} ({error.status} {error.code})")
        else:
            raise AssertionError("a key was taken for two payments")

        client.payments.confirm(payment.id)
        tell("checkout", f"{client.payments.checkout(payment.id).url}")
        while (now := client.payments.get(payment.id)).status != "paid":
            somebody(f"payments/{payment.id}/advance")
        tell("paid", f"{now.payee_amount} {now.payee_currency} to {payee.name}")


def somebody(path: str) -> None:
    """Stands for payer and banks: in the sandbox, money moves when told to."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(f"{SANDBOX}/_sandbox/nexpay/{path}", method="POST")
    opener.open(request, timeout=30).close()


def tell(step: str, what: str) -> None:
    """One line for each step."""
    print(f"{step:<10} {what}", flush=True)


if __name__ == "__main__":
    main()
