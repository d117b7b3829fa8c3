"""Servers that load an application once and fork its workers: gunicorn with `--preload`, Celery's prefork pool."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest
from _server import free_port, redis_on
from conftest import COMPANY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _server import Server

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

CLIENT = """
import os
from signbridge import NextSign

client = NextSign(api_key="k", company_id="{company}", api_url="{url}", rate_limit="off")
assert client.cases.get("preloaded").id == "preloaded"  # its threads and sockets are there before the fork
"""

GUNICORN = """
def app(environ, start_response):
    case = client.cases.get(environ["PATH_INFO"].strip("/"))
    body = f"{os.getpid()} {case.id}".encode()
    start_response("200 OK", [("content-length", str(len(body)))])
    return [body]
"""

CELERY = """
from celery import Celery

app = Celery("tasks", broker="{redis}/0", backend="{redis}/1")
app.conf.broker_connection_retry_on_startup = True

@app.task
def fetch(case):
    return os.getpid(), client.cases.get(case).id
"""

DRIVER = """
import json, sys
from celery import Celery

app = Celery("driver", broker=sys.argv[1] + "/0", backend=sys.argv[1] + "/1")
sent = [app.send_task("tasks.fetch", [f"c{number}"]) for number in range(40)]
print(json.dumps([task.get(timeout=60) for task in sent]))
"""


def write(folder: Path, name: str, program: str, server: Server) -> None:
    text = CLIENT.format(company=COMPANY, url=server.url) + program
    (folder / name).write_text(text)


def test_gunicorn_workers_that_were_forked_from_a_preloaded_application_make_calls(
    server: Server, tmp_path: Path
) -> None:
    write(tmp_path, "application.py", GUNICORN, server)
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers=2", "--bind=127.0.0.1:0"]
    process = subprocess.Popen([*command, "application:app"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if "Listening at" in line:
                break
        address = re.search(r"http://[\d.:]+", said)
        assert address, said
        workers: set[str] = set()
        for number in range(200):
            with urllib.request.urlopen(f"{address[0]}/c{number}", timeout=60) as answer:
                worker, case = answer.read().decode().split()
            assert case == f"c{number}"
            workers.add(worker)
            if len(workers) == 2:
                break
        assert len(workers) == 2
        assert str(process.pid) not in workers
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(timeout=60) == 0, rest
        assert "Traceback" not in rest
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def redis() -> Iterator[str]:
    """A Redis of the test's own."""
    with redis_on(free_port()) as url:
        yield url


def test_celery_workers_of_a_prefork_pool_make_calls(server: Server, redis: str, tmp_path: Path) -> None:
    write(tmp_path, "tasks.py", CELERY.format(redis=redis), server)
    command = [sys.executable, "-m", "celery", "--app=tasks", "worker", "--pool=prefork", "--concurrency=2"]
    worker = subprocess.Popen(
        [*command, "--loglevel=WARNING"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        driver = subprocess.run(
            [sys.executable, "-c", DRIVER, redis], cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
        assert driver.returncode == 0, driver.stderr
        answers = json.loads(driver.stdout)
        assert [case for _, case in answers] == [f"c{number}" for number in range(40)]
        assert worker.pid not in {pid for pid, _ in answers}
        worker.send_signal(signal.SIGTERM)
        said, _ = worker.communicate(timeout=60)
        assert worker.returncode == 0, said
        assert "Traceback" not in said
    finally:
        worker.kill()
        worker.communicate()
