"""A store served over HTTP to this machine alone, read-only, with a record of every request.

Ranges and conditions are those of RFC 9110. Only keys of the store are served, from memory: no path
leads to a file. Lists nothing, as a plain web server that was not asked to.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

_RECORDS = 10_000
_IDLE_SECONDS = 30
_RANGE = re.compile(r"bytes=[ \t]*(?:(\d{1,99})-(\d{0,99})|-(\d{1,99}))[ \t]*", re.ASCII)


@dataclass(frozen=True)
class Exchange:
    """One request and its answer.

    ``path`` is below the store, without its first slash. ``sent`` counts the bytes of the answer's
    content. ``began`` and ``ended`` are seconds of a clock without a meaning of its own.
    """

    method: str
    path: str
    range: str
    status: int
    sent: int
    began: float
    ended: float


class Loopback:
    """Serves ``store`` at ``url`` on a free port of 127.0.0.1. A context manager.

    Every answer waits for ``delay`` seconds first, so that what is asked together shows. Leaving
    the context closes the port and every connection.
    """

    def __init__(self, store: Mapping[str, bytes], *, delay: float = 0.0) -> None:
        self._server = _Server(dict(store), delay)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            # Looked at often, since the end of the server waits for it.
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            daemon=True,
        )

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.hang_up()

    def take(self) -> list[Exchange]:
        """The exchanges since the last call, in the order in which they began."""
        with self._server.lock:
            found, self._server.records = self._server.records, []
        return sorted(found, key=lambda exchange: exchange.began)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Handlers end when their connections are closed, see hang_up.
    block_on_close = False

    def __init__(self, store: Mapping[str, bytes], delay: float) -> None:
        self.store = store
        self.delay = delay
        self.lock = threading.Lock()
        self.records: list[Exchange] = []
        self._connections: set[Any] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self.lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no fault of the server."""

    def record(self, exchange: Exchange) -> None:
        with self.lock:
            if len(self.records) < _RECORDS:
                self.records.append(exchange)

    def hang_up(self) -> None:
        with self.lock:
            connections = list(self._connections)
        for connection in connections:
            self.shutdown_request(connection)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    # Answers are small and in two parts: they must not wait for an acknowledgement in between.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def __getattr__(self, name: str) -> Any:
        # The base class looks for do_<METHOD>: every other method is recorded, and refused.
        if name.startswith("do_"):
            return self._refuse
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are recorded, not printed."""

    def _refuse(self) -> None:
        # What comes with the request is not read, so that the connection cannot go on.
        self.close_connection = True
        self._send(time.monotonic(), HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"}, b"")

    def _answer(self) -> None:
        began = time.monotonic()
        if self.server.delay:
            time.sleep(self.server.delay)
        data = self.server.store.get(self._key())
        if data is None:
            self._send(began, HTTPStatus.NOT_FOUND, {}, b"")
            return
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Accept-Ranges": "bytes"}
        if tag in self.headers.get("If-None-Match", ""):
            self._send(began, HTTPStatus.NOT_MODIFIED, headers, b"")
            return
        wanted = selected(self.headers.get("Range"), len(data))
        if self.command != "GET" or self.headers.get("If-Range", tag) != tag:
            wanted = None
        if wanted is None:
            self._send(began, HTTPStatus.OK, headers, data)
        elif wanted:
            headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{len(data)}"
            part = data[wanted.start : wanted.stop]
            self._send(began, HTTPStatus.PARTIAL_CONTENT, headers, part)
        else:
            headers["Content-Range"] = f"bytes */{len(data)}"
            self._send(began, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers, b"")

    def _key(self) -> str:
        path = urlsplit(self.path).path if self.path.startswith("/") else ""
        return unquote(path.removeprefix("/"), errors="surrogateescape")

    def _send(
        self, began: float, status: HTTPStatus, headers: Mapping[str, str], data: bytes
    ) -> None:
        # Before the answer goes out: whoever has it finds it in the record.
        content = data if self.command == "GET" else b""
        asked = self.headers.get("Range", "")
        self.server.record(
            Exchange(
                *(self.command, self._key(), asked, status.value, len(content), began),
                time.monotonic(),
            )
        )
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


def selected(header: str | None, length: int) -> range | None:
    """The bytes that a Range header selects of ``length``; None to send all, empty for none.

    Several ranges at once and units other than bytes are ignored, as RFC 9110 section 14.2 allows.
    """
    found = _RANGE.fullmatch(header or "")
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        return range(max(0, length - int(suffix)), length)
    end = length if not last else min(length, int(last) + 1)
    if last and int(last) < int(first):
        return None
    return range(min(int(first), end), end)
