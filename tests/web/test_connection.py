"""Connections that say nothing, or too slowly, are closed; so a few of them keep nobody out."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from talweg.web import connection, server


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers with much."""
    size = 8_000_000
    headers = [(b"content-length", str(size).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"x" * size})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A site whose patience is short."""
    monkeypatch.setattr(connection, "PATIENCE", 0.3)
    listener = server.listen("127.0.0.1", 0)
    config = uvicorn.Config(app, log_level="warning", lifespan="off", http=connection.Connection, timeout_keep_alive=75)
    site = uvicorn.Server(config)
    thread = threading.Thread(target=site.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    site.should_exit = site.force_exit = True
    thread.join()


def closed(client: socket.socket) -> bool:
    """Whether the other side hangs up; else the test fails when its time is over."""
    client.settimeout(60)
    try:
        while client.recv(1 << 20):
            pass
    except ConnectionResetError:
        pass
    return True


@pytest.mark.parametrize("said", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_who_sends_no_whole_head_is_hung_up_on(port: int, said: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(said)
        assert closed(client)


def test_each_request_of_a_connection_must_come(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(60)
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        got = 0
        while got < 8_000_000:
            got += len(client.recv(1 << 20))
        client.sendall(b"GET / HTTP/1.1\r\nHo")
        assert closed(client)


def test_a_head_that_trickles_gains_no_time(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as client:
        gone = threading.Event()

        def trickle() -> None:
            client.sendall(b"GET / HTTP/1.1\r\n")
            while not gone.wait(0.05):
                try:
                    client.sendall(b"X-A: b\r\n")
                except OSError:
                    return

        slow = threading.Thread(target=trickle)
        slow.start()
        assert closed(client)
        gone.set()
        slow.join()


def test_who_takes_no_answer_is_hung_up_on(port: int) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        hung_up = threading.Event()
        real = connection.Connection._hang_up
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connection.Connection, "_hang_up", lambda self: (real(self), hung_up.set()))
            assert hung_up.wait(60)
