"""Which sites may show the panels in a frame. Everything else here is shown in no frame of another site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from talweg.errors import RangeError

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def origin(text: str) -> str:
    """A site as browsers compare it, `scheme://host` or `scheme://host:port`. Raises RangeError for anything else.

    What stands in a policy must hold nothing that could end its sentence there, so only what is known is let through.
    """
    wanted = f"embed-from: a site such as https://school.example or http://localhost:8080, got {text!r}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise RangeError(wanted) from None
    host = (parts.hostname or "").lower()
    if "*" in text:
        raise RangeError(f"{wanted}; name each site, for a star would let in others")
    if not text.isascii():
        raise RangeError(f"{wanted}; write a name with letters beyond a to z as its address does, xn--...")
    plain = f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
    if parts.scheme not in ("https", "http") or not _HOST.fullmatch(host) or port == 0:
        raise RangeError(wanted)
    if text.lower().removesuffix("/") != plain:
        raise RangeError(f"{wanted}; a site is named without path, query and user")
    return plain
