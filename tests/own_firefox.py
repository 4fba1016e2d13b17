"""Firefox as it is installed, without a window, over its own protocol (WebDriver BiDi): nothing stands between."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAMS = ["firefox-esr", "firefox"]
WAIT = 60  # seconds for one answer: a busy machine is slow, and not wrong


def program() -> str | None:
    """Firefox on this machine."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Firefox:
    """One tab. What its console says above the level of information is kept in `complaints`."""

    def __init__(self, socket: Any) -> None:
        self.socket, self.count = socket, 0
        self.complaints: list[str] = []
        self._call("session.new", capabilities={})
        self._call("session.subscribe", events=["log.entryAdded"])
        self.tab = self._new_tab()

    def _call(self, method: str, **params: Any) -> Any:
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        while True:
            found = json.loads(self.socket.recv(timeout=WAIT))
            if found.get("method") == "log.entryAdded" and found["params"]["level"] in ("error", "warn"):
                self.complaints.append(found["params"]["text"])
            elif found.get("id") == self.count:
                assert found["type"] == "success", f"{method}: {found.get('message')}"
                return found["result"]

    def _new_tab(self) -> str:
        return str(self._call("browsingContext.create", type="tab")["context"])

    def open(self, url: str, width: int = 1280, height: int = 900) -> None:
        """Go there in a fresh tab, in a view of this size, and wait until all of it is loaded, its fonts too."""
        old, self.tab = self.tab, self._new_tab()
        self._call("browsingContext.close", context=old)
        self.complaints.clear()
        self._call("browsingContext.setViewport", context=self.tab, viewport={"width": width, "height": height})
        self._call("browsingContext.navigate", context=self.tab, url=url, wait="complete")
        self.ask("document.fonts.ready.then(() => document.fonts.size)")

    def ask(self, script: str) -> Any:
        """What an expression comes to in the page, awaited; it must be plain JSON."""
        text = f"Promise.resolve({script}).then((value) => JSON.stringify(value ?? null))"
        answer = self._call("script.evaluate", expression=text, target={"context": self.tab}, awaitPromise=True)
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def shoot(self, file: Path) -> None:
        """Save the view as a PNG."""
        file.write_bytes(base64.b64decode(self._call("browsingContext.captureScreenshot", context=self.tab)["data"]))


@contextmanager
def running(home: Path, found: str) -> Iterator[Firefox]:
    """A Firefox of our own, with an empty profile in the folder `home`."""
    from websockets.sync.client import connect

    command = [found, "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(home)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stderr is not None
            lines = (re.search(r"WebDriver BiDi listening on (ws://\S+)", line) for line in process.stderr)
            address = next(filter(None, lines))[1]
            with connect(f"{address}/session", max_size=None, open_timeout=WAIT) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()
