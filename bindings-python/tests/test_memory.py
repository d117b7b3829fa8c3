"""A large file takes little memory, whichever way it goes (`cargo xtask bench files` does the same with 1 GB), and no
request with its key is left in the memory of the native part."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import COMPANY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _server import Server

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


_SEARCH = """
import re, sys
from signbridge import NextSign

def places():
    # As HTTP writes it: Python never does. The key itself is in strings of Python's, which nobody can wipe.
    written = re.compile(rb"uthorization: [B]earer a-key-of-this-process")
    found, buffer = 0, bytearray(1 << 20)
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw-p", maps.read(), re.MULTILINE):
            for at in range(int(start, 16), int(end, 16), len(buffer) - 100):
                try:
                    memory.seek(at)
                    memory.readinto(buffer)
                except OSError:
                    break
                found += written.search(buffer) is not None
                buffer[:] = bytes(len(buffer))
    return found

url, company, keeps = sys.argv[1:]
client = NextSign(api_key="a-key-of-this-process", company_id=company, api_url=url)
for number in range(5):
    client.cases.get(str(number))
if keeps == "no":
    client.close()
    del client
# Connections are closed by another thread, soon.
print(min(places() for _ in range(10 if keeps == "no" else 1)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process its own memory as a file")
def test_no_request_with_its_key_stays_in_memory_after_its_client_is_gone(
    server: Server, tmp_path: Path
) -> None:
    def found(keeps: str) -> int:
        command = [sys.executable, "-c", _SEARCH, server.url, COMPANY, keeps]
        return int(subprocess.check_output(command, text=True, cwd=tmp_path))

    assert found("yes") > 0, "it would not be found if it were there"
    assert found("no") == 0
