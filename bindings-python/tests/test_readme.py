"""Whatever a reader can copy from the README runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _server import CASE, Answer, Request, a_case
from conftest import COMPANY

if TYPE_CHECKING:
    from _server import Server

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def provider(request: Request) -> Answer:
    if request.headers["authorization"] == "Bearer a-wrong-key":
        return Answer({"errors": [{"code": 401, "message": "Unauthorized"}]}, 401)
    if "/file/upload" in request.target:
        return Answer({"url": "https://storage.example/contract.pdf"})
    if "/case/create" in request.target:
        return Answer({"data": CASE})
    if "/cases/get" in request.target:
        return Answer({"cases": [CASE]})
    return a_case(request)


@pytest.mark.parametrize(
    "program", PROGRAMS, ids=[f"program {number + 1}" for number in range(len(PROGRAMS))]
)
def test_it_runs(program: str, server: Server, tmp_path: Path) -> None:
    server.respond = provider
    (tmp_path / "contract.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    environ = {
        "NEXTSIGN_API_KEY": "a-key",
        "NEXTSIGN_COMPANY_ID": COMPANY,
        "NEXTSIGN_API_URL": server.url,
        "NEXTSIGN_FILES_API_URL": server.url,
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**_inherited(), **environ},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert server.requests


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def test_there_are_programs() -> None:
    assert len(PROGRAMS) >= 3
