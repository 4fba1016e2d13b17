"""Names, passwords and codes: how they are made, cleaned and kept."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from talweg.errors import RangeError

# No 0, 1, I, L or O: what is read off a board must not be read in two ways. 31 letters: 4.95 bits each.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LONGEST_NAME = 40
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
# 19 MiB and two passes: a class that logs in at once must fit into a small machine's memory.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# More at once than there are cores would only take memory, and hold up whoever has been let in already.
_AT_ONCE = BoundedSemaphore(os.cpu_count() or 1)


def new_code(groups: int = 2) -> str:
    """A random code such as K7QM-2XHP, of groups of four letters."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(groups))


def code_of(key: str, what: str) -> str:
    """The personal code that belongs to `what`: the same each time, and nobody without the key can tell it."""
    number = int.from_bytes(hmac.digest(key.encode(), what.encode(), "sha256"))
    letters = [LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def readable(code: str) -> str:
    """A code as it is looked up: what holds a sign that stands in no code is none."""
    found = plain(code)
    return found if found.isascii() and found.isalnum() else ""


def plain(code: str) -> str:
    """A code as it is compared: capitals and hyphens are for the eye."""
    return "".join(code.upper().split()).replace("-", "")


def digest(secret: str) -> str:
    """What is kept of a long random secret; nobody can try them all, so it needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def hashed(secret: str) -> str:
    """What is kept of a password or a short code: an argon2 hash."""
    with _AT_ONCE:
        return HASHER.hash(secret.encode("utf-8", "surrogatepass"))


@cache
def _nobody() -> str:
    """Compared with where there is nothing: an answer must not come sooner for a name that nobody has."""
    return hashed(secrets.token_urlsafe())


def fits(kept: str | None, secret: str) -> bool:
    """Whether `secret` is what was hashed; nothing fits None or an empty hash."""
    known = kept or _nobody()
    try:
        with _AT_ONCE:
            return HASHER.verify(known, secret.encode("utf-8", "surrogatepass")) and bool(kept)
    except (VerifyMismatchError, InvalidHashError):
        return False


def clean_name(name: str, whose: str = "your name") -> str:
    """A name with its spaces in order. Raises RangeError for one that is empty, too long or cannot be read."""
    found = " ".join(unicodedata.normalize("NFKC", name).split())
    if not 1 <= len(found) <= LONGEST_NAME:
        raise RangeError(f"{whose} has 1 to {LONGEST_NAME} letters, got {len(found)}")
    if any(unicodedata.category(letter).startswith("C") for letter in found):
        raise RangeError(f"{whose} has letters, digits and signs that can be seen; something in it cannot")
    return found


def folded(name: str) -> str:
    """A clean name as names are compared: without capitals, at most as long as its column."""
    return unicodedata.normalize("NFKC", name.casefold())[: 2 * LONGEST_NAME]


def checked_password(password: str) -> str:
    """A password that may be chosen. Raises RangeError."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise RangeError(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, got {len(password)}; "
            "a few words in a row are easy to keep"
        )
    return password
