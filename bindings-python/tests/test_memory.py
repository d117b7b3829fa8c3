"""A large file takes little memory, whichever way it goes. `cargo xtask bench files` does the same with 1 GB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parents[2]
_TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or _ROOT / "target")
_SERVER = _TARGET / "debug" / ("signbridge-bench" + (".exe" if sys.platform == "win32" else ""))

MB = 1 << 20


@pytest.fixture
def origin() -> Iterator[str]:
    """A server that makes the files it gives and forgets those it takes. It stops when its standard input closes."""
    assert _SERVER.exists(), f"{_SERVER} is missing: cargo build -p signbridge-bench"
    with subprocess.Popen([_SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        assert server.stdin is not None
        server.stdin.close()


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows does not tell how much memory a process had at most"
)
def test_a_file_of_64_mb_takes_less_than_half_of_that(origin: str, tmp_path: Path) -> None:
    program = _ROOT / "tests" / "bench" / "python" / "files.py"
    output = subprocess.check_output([sys.executable, program, origin, str(64 * MB), tmp_path], text=True)
    grown = {line["way"]: line["grown"] for line in map(json.loads, output.splitlines())}
    assert len(grown) == 7
    assert max(grown.values()) < 32 * MB, grown
