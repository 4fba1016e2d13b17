"""What a database says when it fails, in one sentence that a page can show: no URL, no path, no password.

The database's own words go to the log, for whoever keeps the server; passwords are taken out of them, too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy import URL, exc

from talweg.errors import RangeError, StoreError

LOG = logging.getLogger("talweg.store")

AWAY = "the store cannot be used now, and nothing was lost"
DAMAGED = "the store's file is damaged or is no database of Talweg's; restore a backup with talweg store restore FILE"
NEWER = "the store was made by a newer Talweg, and nothing was changed; update Talweg to use it"
GONE = "the store's file was deleted or replaced while the server ran; put it back, or restart the server"
REMOVED = "the store cannot take this: what it belongs to was removed; nothing was changed"
NO_TEXT = "the store cannot keep this text: a sign in it, such as a NUL, stands for no letter"

# SQLite names what happened by these codes; its sentences are its own, and some name files and tables.
_SAID = {
    "SQLITE_BUSY": "database is locked",
    "SQLITE_LOCKED": "database is locked",
    "SQLITE_CANTOPEN": "unable to open database file",
    "SQLITE_FULL": "database or disk is full",
    "SQLITE_READONLY": "the file may be read only",
    "SQLITE_IOERR": "the disk cannot be read or written",
    "SQLITE_PERM": "the file may not be opened",
}
_DAMAGES = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_SCHEMA", "SQLITE_ERROR")


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Raises StoreError or RangeError for whatever the database of `url` raises; nothing has been written."""
    try:
        yield
    except CommandError as error:
        LOG.warning("%s", scrubbed(error, url))
        raise StoreError(NEWER) from None
    except exc.IntegrityError:
        raise StoreError(REMOVED) from None
    except (exc.DataError, UnicodeEncodeError):
        raise RangeError(NO_TEXT) from None
    except (exc.DBAPIError, exc.TimeoutError) as error:
        LOG.warning("%s", scrubbed(error, url))
        raise StoreError(sentence(error)) from None


def sentence(error: exc.DBAPIError | exc.TimeoutError) -> str:
    """What a page says of an error of the database."""
    if isinstance(error, exc.TimeoutError):
        return f"{AWAY}: too many use it at once"
    code = str(getattr(getattr(error, "orig", None), "sqlite_errorname", ""))
    if code.startswith(_DAMAGES):
        return DAMAGED
    said = next((words for name, words in _SAID.items() if code.startswith(name)), "the database does not answer")
    return f"{AWAY}: {said}"


def scrubbed(error: BaseException, url: URL) -> str:
    """The first line of what an error says, without the secrets of the URL."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
    values = [str(url.password or ""), *(str(value) for value in url.query.values())]
    text = lines[0]
    for secret in filter(None, values):
        text = text.replace(secret, "***")
    return text
