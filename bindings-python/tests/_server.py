"""A provider on the loopback that sees what a client does to its sockets."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typing_extensions import Self

CASE = {"_id": "657b00000000000000000001", "title": "Lease", "folder": "Default"}


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextlib.contextmanager
def redis_on(port: int) -> Iterator[str]:
    """A Redis at this port."""
    program = shutil.which("redis-server")
    assert program, "redis-server is missing: apt-get install redis-server"
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "Ready to accept connections" in line:
                break
        try:
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.stdout.read()


class Request(NamedTuple):
    """What a client sent."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Answer(NamedTuple):
    """What to send back."""

    body: Any
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def a_case(request: Request) -> Answer:
    """What NextSign answers to `cases.get`, whatever the id."""
    return Answer({"status": "case_found", "case": {**CASE, "_id": request.target.split("/")[-2]}})


class Server:
    """Answers with `respond`, on a thread for each connection.

    A target that contains `held` is never answered, and one that contains `endless` without end.
    """

    def __init__(self) -> None:
        self.respond: Callable[[Request], Answer] = a_case
        self.requests: list[Request] = []
        self.held = threading.Semaphore(0)
        """Counts the requests that are being held."""
        self.dropped = threading.Semaphore(0)
        """Counts the held requests whose client closed the socket."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connections: set[socket.socket] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hangs up on everyone."""
        with contextlib.suppress(OSError):
            # Closing alone would leave a blocked accept alone.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._connections.add(connection)
        try:
            with connection, connection.makefile("rb") as stream:
                while request := _read(stream):
                    self.requests.append(request)
                    if "held" in request.target:
                        self.held.release()
                        if not connection.recv(1):
                            self.dropped.release()
                        return
                    if "endless" in request.target:
                        self._flood(connection)
                        return
                    connection.sendall(_written(self.respond(request)))
        except OSError:
            pass
        finally:
            self._connections.discard(connection)

    def _flood(self, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 Told\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while True:
                connection.sendall(b"2000\r\n" + bytes(0x2000) + b"\r\n")
        except OSError:
            self.dropped.release()


def _read(stream: Any) -> Request | None:
    line = stream.readline()
    if not line:
        return None
    method, target, _ = line.decode().split(" ", 2)
    headers = {}
    while header := stream.readline().strip():
        name, _, value = header.decode().partition(":")
        headers[name.lower()] = value.strip()
    if "chunked" not in headers.get("transfer-encoding", ""):
        return Request(method, target, headers, stream.read(int(headers.get("content-length", 0))))
    body = b""
    while (size := stream.readline().strip()) != b"0":
        if not size:
            return None  # cut
        body += stream.read(int(size, 16))
        stream.readline()
    stream.readline()
    return Request(method, target, headers, body)


def _written(answer: Answer) -> bytes:
    body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
    lines = [f"HTTP/1.1 {answer.status} Told", f"Content-Length: {len(body)}"]
    if not any(name.lower() == "content-type" for name, _ in answer.headers):
        lines.append("Content-Type: application/json")
    lines += [f"{name}: {value}" for name, value in answer.headers]
    return "\r\n".join([*lines, "", ""]).encode() + body
