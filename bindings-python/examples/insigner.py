"""Prepares a document with inSigner, sends it, and downloads it once it is signed.

Then it shows what a conflict looks like. `cargo xtask demo` runs it against the sandbox.
"""

from __future__ import annotations

import os
import urllib.request
from pathlib import Path

from signbridge import ConflictError, InSigner

SANDBOX = os.environ["SIGNBRIDGE_SANDBOX_URL"]
CONTRACT = Path(os.environ["SIGNBRIDGE_DEMO_PDF"])
OUT = Path(os.environ["SIGNBRIDGE_DEMO_OUT"])


def main() -> None:
    """The life of one document."""
    with InSigner.from_env() as client:
        tell("client", f"{client}")

        document = client.documents.create(name="Lease (Python)", signing_type="sequential").id
        tell("created", f"{document}, a draft")

        client.documents.upload(document, CONTRACT.read_bytes(), filename=CONTRACT.name)
        tell("uploaded", f"{CONTRACT.name}, {CONTRACT.stat().st_size} bytes, straight to the storage")

        ann = client.signers.add(document, email="ann@example.com", name="Ann Lee")
        bo = client.signers.add(document, email="bo@example.com", name="Bo Ray", order=1)
        for number, signer in enumerate((ann, bo)):
            client.fields.add(
                document,
                type="signature",
                page=1,
                x=100,
                y=600 + 70 * number,
                width=200,
                height=60,
                assigned_to=number,
            )
            tell("signer", f"{signer.name}, with a field to sign in")

        client.documents.send(document)
        tell("sent", f"{client.documents.get(document).status}")
        try:
            client.documents.delete(document)
        except ConflictError as error:
            tell("refused", f"to delete it now: {error.message} (delivery {error.delivery})")
        else:
            raise AssertionError("a pending document was deleted")

        for signer in (ann, bo):
            somebody(f"documents/{document}/signers/{signer.id}/sign")
            tell("signed", f"by {signer.name}: {client.documents.get(document).status}")

        completed = [each.id for each in client.documents.list(status="completed")]
        assert document in completed, "the signed document is not in the list"
        tell("listed", f"{len(completed)} completed document(s), this one among them")

        pdf = client.documents.download(document)
        (OUT / "insigner-python.pdf").write_bytes(pdf)
        tell("downloaded", f"{len(pdf)} bytes")
        client.documents.delete(document)
        tell("deleted", "it is gone")


def somebody(path: str) -> None:
    """Stands for a person: the sandbox lets a recipient sign."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(f"{SANDBOX}/_sandbox/insigner/{path}", method="POST")
    opener.open(request, timeout=30).close()


def tell(step: str, what: str) -> None:
    """One line for each step."""
    print(f"{step:<10} {what}", flush=True)


if __name__ == "__main__":
    main()
