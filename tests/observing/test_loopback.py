"""The server of the I/O contract: ranges, what it refuses, what it records, and its end."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from conformance.observing.loopback import Loopback

DATA = bytes(range(100))
STORE = {"zarr.json": b"{}", "a/c/0": DATA, "a b/%23/c": b"odd", "empty": b""}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(STORE) as server:
        yield server


def ask(
    server: Loopback, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


@pytest.mark.parametrize(
    ("range", "status", "content", "content_range"),
    [
        ("bytes=0-0", 206, DATA[:1], "bytes 0-0/100"),
        ("bytes=10-19", 206, DATA[10:20], "bytes 10-19/100"),
        ("bytes=90-", 206, DATA[90:], "bytes 90-99/100"),
        ("bytes=90-500", 206, DATA[90:], "bytes 90-99/100"),
        ("bytes=-7", 206, DATA[-7:], "bytes 93-99/100"),
        ("bytes=-500", 206, DATA, "bytes 0-99/100"),
        ("bytes=100-", 416, b"", "bytes */100"),
        ("bytes=-0", 416, b"", "bytes */100"),
        ("bytes=16579973539211635000-33161072995510243000", 416, b"", "bytes */100"),
        ("bytes=5-4", 200, DATA, None),
        ("bytes=0-1,5-6", 200, DATA, None),
        ("elements=0-1", 200, DATA, None),
        ("bytes=x", 200, DATA, None),
    ],
)
def test_ranges(
    server: Loopback, range: str, status: int, content: bytes, content_range: str | None
) -> None:
    found, headers, body = ask(server, "/a/c/0", Range=range)
    assert (found, body, headers.get("Content-Range")) == (status, content, content_range)
    (exchange,) = server.take()
    assert (exchange.range, exchange.sent, exchange.path) == (range, len(content), "a/c/0")


def test_nothing_of_an_empty_value_can_be_selected(server: Loopback) -> None:
    assert ask(server, "/empty", Range="bytes=-5")[0] == 416
    assert ask(server, "/empty")[::2] == (200, b"")


def test_conditions(server: Loopback) -> None:
    tag = ask(server, "/a/c/0")[1]["ETag"]
    assert ask(server, "/a/c/0", If_None_Match=tag)[0] == 304
    assert ask(server, "/a/c/0", Range="bytes=0-1", If_Range=tag)[0] == 206
    assert ask(server, "/a/c/0", Range="bytes=0-1", If_Range='"other"')[::2] == (200, DATA)


def test_head_sends_nothing_and_ignores_ranges(server: Loopback) -> None:
    status, headers, body = ask(server, "/a/c/0", "HEAD", Range="bytes=0-1")
    assert (status, headers["Content-Length"], body) == (200, "100", b"")
    assert [(e.method, e.sent) for e in server.take()] == [("HEAD", 0)]


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "PROPFIND", "TRACE"])
def test_reads_only(server: Loopback, method: str) -> None:
    status, headers, _ = ask(server, "/zarr.json", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")
    assert [(e.method, e.status) for e in server.take()] == [(method, 405)]
    assert ask(server, "/zarr.json")[2] == b"{}"


@pytest.mark.parametrize(
    "path",
    [
        "/", "/a", "/a/", "/a/c", "/nothing", "/../zarr.json", "/%2e%2e/etc/passwd",
        "/../../../../etc/passwd", "/a/../zarr.json", "/a/c/0/../0", "/etc/passwd", "/a%00/c/0",
        "/file:///etc/passwd", "http://127.0.0.1/zarr.json", "*",
    ],
)  # fmt: skip
def test_only_keys_are_served(server: Loopback, path: str) -> None:
    assert ask(server, path)[::2] == (404, b"")


def test_names_with_odd_characters(server: Loopback) -> None:
    assert ask(server, "/a%20b/%2523/c")[2] == b"odd"
    assert [e.path for e in server.take()] == ["a b/%23/c"]


def test_listens_to_this_machine_alone(server: Loopback) -> None:
    assert urlsplit(server.url).hostname == "127.0.0.1"


def test_what_is_asked_together_overlaps() -> None:
    with Loopback(STORE, delay=0.2) as server, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ask(server, "/a/c/0"), range(4)))
        exchanges = server.take()
    assert len(exchanges) == 4
    assert max(e.began for e in exchanges) < min(e.ended for e in exchanges)


def test_a_connection_is_kept(server: Loopback) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    for _ in range(2):
        connection.request("GET", "/zarr.json")
        assert connection.getresponse().read() == b"{}"
        assert connection.sock is not None
    connection.close()


def test_ends_with_its_connections_and_threads() -> None:
    before = threading.active_count()
    with Loopback(STORE) as server:
        idle = socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0), timeout=5)
        idle.sendall(b"GET /zarr.json HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(10).startswith(b"HTTP/1.1")
    while idle.recv(1000):
        pass
    idle.close()
    deadline = time.monotonic() + 3
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0), timeout=5)


def test_ends_when_the_work_fails() -> None:
    with pytest.raises(KeyboardInterrupt), Loopback(STORE) as server:
        raise KeyboardInterrupt
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0), timeout=5)
