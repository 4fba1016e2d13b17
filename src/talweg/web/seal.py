"""The seals on what a browser keeps for us: its cookie, and the stamp that its forms send back."""

from __future__ import annotations

import hashlib
import hmac

from itsdangerous import BadSignature, Signer

COOKIE = "talweg"


class Seal:
    """Signs with one key, for two purposes that cannot be taken for each other."""

    def __init__(self, key: str) -> None:
        self._cookie = _signer(key, "cookie")
        self._form = _signer(key, "form")

    def signed(self, token: str) -> str:
        """A token as the cookie holds it."""
        return self._cookie.sign(token).decode()

    def opened(self, cookie: str | None) -> str | None:
        """The token in a cookie of ours; None for any other text."""
        try:
            return self._cookie.unsign(cookie or "").decode()
        except (BadSignature, UnicodeDecodeError):
            return None

    def stamp(self, token: str) -> str:
        """What a form of the browser with this token carries; it does not give the token away."""
        return self._form.get_signature(token).decode()

    def genuine(self, token: str, stamp: str) -> bool:
        """Whether a stamp belongs to this token."""
        return hmac.compare_digest(self.stamp(token).encode(), stamp.encode())


def _signer(key: str, purpose: str) -> Signer:
    return Signer(key, salt=f"talweg {purpose}", key_derivation="hmac", digest_method=hashlib.sha256)
