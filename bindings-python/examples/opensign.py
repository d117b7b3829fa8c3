"""Sends a document with OpenSign, follows it while its recipients sign, and downloads it with its certificate.

Then it shows what a token of another environment looks like. `cargo xtask demo` runs it against the sandbox.
"""

from __future__ import annotations

import base64
import os
import urllib.parse
import urllib.request
from pathlib import Path

from signbridge import AuthenticationError, OpenSign
from signbridge.opensign import DateOptions, DateWidget, NewSigner, SignatureWidget, Widget

SANDBOX = os.environ["SIGNBRIDGE_SANDBOX_URL"]
CONTRACT = Path(os.environ["SIGNBRIDGE_DEMO_PDF"])
OUT = Path(os.environ["SIGNBRIDGE_DEMO_OUT"])


def main() -> None:
    """The life of one document."""
    with OpenSign.from_env() as client:
        tell("client", f"{client}")
        before = client.account.credits().total_credits or 0
        tell("credits", f"{before}")

        sent = client.documents.create(
            file=base64.b64encode(CONTRACT.read_bytes()).decode(),
            title="Lease (Python)",
            send_in_order_strict=True,
            signers=[
                NewSigner(role="Tenant", name="Ann Lee", email="ann@example.com", widgets=widgets(60)),
                NewSigner(role="Owner", name="Bo Ray", email="bo@example.com", widgets=widgets(320)),
            ],
        )
        document = sent.object_id
        tell("sent", f"{document}, {len(sent.signurl or [])} signing links")

        for email in ("ann@example.com", "bo@example.com"):
            somebody(f"documents/{document}/signers/{urllib.parse.quote(email)}/sign")
            tell("signed", f"by {email}: {client.documents.get(document).status}")

        completed = [each.object_id for each in client.documents.list("completed")]
        assert document in completed, "the signed document is not in the list"
        tell("listed", f"{len(completed)} completed document(s), this one among them")

        pdf = client.documents.download(document)
        (OUT / "opensign-python.pdf").write_bytes(pdf)
        certificate = client.documents.download_certificate(document)
        assert certificate.startswith(b"%PDF-")
        tell("downloaded", f"{len(pdf)} bytes, and a certificate of {len(certificate)}")

        client.documents.delete(document)
        after = client.account.credits().total_credits or 0
        assert after == before - 1, f"{before - after} credits are gone"
        tell("deleted", f"it is gone, and so is its credit: {after} left")

    with OpenSign.from_env(api_token="opensign.of-another-environment") as stranger:
        try:
            stranger.account.get()
        except AuthenticationError as error:
            assert "of-another-environment" not in f"{error!r}{vars(error)}"
            tell("wrong", f"token: {error.message} (status {error.status}, delivery {error.delivery})")
        else:
            raise AssertionError("a wrong token was accepted")


def widgets(x: int) -> list[Widget]:
    """A signature and the date of signing, in points from the top left corner of the first page."""
    return [
        SignatureWidget(page=1, x=x, y=600, w=150, h=50),
        DateWidget(page=1, x=x, y=660, w=150, h=20, options=DateOptions(signing_date=True)),
    ]


def somebody(path: str) -> None:
    """Stands for a person: the sandbox lets a recipient sign."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(f"{SANDBOX}/_sandbox/opensign/{path}", method="POST")
    opener.open(request, timeout=30).close()


def tell(step: str, what: str) -> None:
    """One line for each step."""
    print(f"{step:<10} {what}", flush=True)


if __name__ == "__main__":
    main()
