"""Start the site: find a port, say where it is, open a browser where there is one."""

from __future__ import annotations

import socket
import threading
import webbrowser

import uvicorn

from talweg.formula.errors import RangeError


def run(host: str, port: int, browser: bool, store: str | None = None) -> None:
    """Serve until interrupted, on `port` or, if that is taken, on a free one. Raises RangeError for a bad host.

    `store` is the URL of the learners' store; without one, TALWEG_STORE or a file in the data directory.
    """
    listener = listen(host, port)
    number = listener.getsockname()[1]
    address = f"http://{host}:{number}/"
    taken = f" (port {port} is taken)" if port and number != port else ""
    print(f"Talweg is at {address}{taken}; Ctrl+C stops it.", flush=True)
    if browser:
        # A browser that takes long to start, or asks something, must not hold up the site.
        threading.Thread(target=_open, args=(address,), daemon=True).start()
    from talweg.course.lesson import LESSONS
    from talweg.web.app import create_app
    from talweg.web.pages import page

    for name in LESSONS:
        # Its numbers are measured when it is built: begin before the first reader asks.
        threading.Thread(target=page, args=(f"lessons/{name}",), daemon=True).start()

    config = uvicorn.Config(create_app(store), log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listener])


def _open(address: str) -> None:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return  # no browser on this machine: the address is printed
    webbrowser.open(address)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on `port`, or on a free one if it is taken."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except OSError as error:
        raise RangeError(f"serve: cannot listen on host {host!r}: {error.strerror}") from None
    for candidate in (port, 0):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError as error:
            listener.close()
            if candidate == 0:
                raise RangeError(f"serve: cannot listen on host {host!r}: {error.strerror}") from None
        else:
            listener.listen(128)
            return listener
    raise AssertionError("the system gave no free port")
