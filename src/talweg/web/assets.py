"""What stands below /static: our own scripts and style sheets lean, what is generated, and the rest as it is."""

from __future__ import annotations

import hashlib
import mimetypes
import os
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from talweg.web.generated import GENERATED
from talweg.web.lean import script, sheet
from talweg.web.version import STATIC, split

TYPES = {".js": "text/javascript", ".css": "text/css"}
# What a version's name stands for never changes: a second page asks for none of its hundred modules again.
KEPT = "max-age=31536000, immutable"
LONGEST = 255  # bytes of a name, on any file system that we know
mimetypes.add_type("font/woff2", ".woff2")  # not every machine's table has it
_LEAN = {".js": script, ".css": sheet}


def asset(name: str) -> str | None:
    """The text at `name` below /static as it is sent, or None where that is a file sent as it is, or nothing."""
    if name in GENERATED:
        return _generated(GENERATED[name])
    file = STATIC / name
    if file.suffix not in TYPES or ".." in file.parts or not os.path.isfile(file):
        return None
    return _lean(file, file.stat().st_mtime_ns)


@cache
def _generated(printed: Callable[[], str]) -> str:
    return script(printed())


@lru_cache(maxsize=1024)
def _lean(file: Path, _changed: int) -> str:
    return _LEAN[file.suffix](file.read_text("utf-8"))


class Assets(StaticFiles):
    """The files below /static. A text is named by its digest, so a browser that has it is told so and gets no other."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve `path`, as it stands in the request: with the version's folder before it, or without."""
        path, lasting = split(path)
        response = await self._answer(path, scope)
        if lasting and response.status_code in (200, 304):
            response.headers["Cache-Control"] = KEPT
            del response.headers["ETag"], response.headers["Last-Modified"]  # nobody asks for it again
        return response

    async def _answer(self, path: str, scope: Scope) -> Response:
        if "\0" in path or any(len(part.encode("utf-8", "replace")) > LONGEST for part in path.split("/")):
            raise HTTPException(404)
        text = await to_thread.run_sync(asset, path) if scope["method"] in ("GET", "HEAD") else None
        if text is None:
            return await super().get_response(path, scope)
        tag = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
        # A charset would be said 120 times in one visit: modules are UTF-8 by definition, the rest as their page is.
        headers = {"Content-Type": TYPES[Path(path).suffix], "ETag": f'"{tag}"'}
        response = Response(text, headers=headers)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response
