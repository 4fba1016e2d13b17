"""The seals on what a browser keeps for us: its cookies, and the stamps that its forms send back."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, Signer

from talweg.course.exam.tries import Known

COOKIE = "talweg"
KNOWN = "talweg-known"


class Seal:
    """Signs with one key, for purposes that cannot be taken for each other."""

    def __init__(self, key: str) -> None:
        self._cookie = _signer(key, "cookie")
        self._form = _signer(key, "form")
        self._known = _signer(key, "known")

    def signed(self, token: str) -> str:
        """A token as the cookie holds it."""
        return self._cookie.sign(token).decode()

    def opened(self, cookie: str | None) -> str | None:
        """The token in a cookie of ours; None for any other text."""
        return _unsigned(self._cookie, cookie)

    def stamp(self, token: str) -> str:
        """What the forms of one page carry, in the browser with this token; it does not give the token away."""
        return self._stamp(token, secrets.token_urlsafe(9))

    def genuine(self, token: str, stamp: str) -> bool:
        """Whether a stamp belongs to this token."""
        one = self._stamp(token, stamp.partition(".")[0])
        return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), stamp.encode("utf-8", "surrogatepass"))

    def _stamp(self, token: str, page: str) -> str:
        return f"{page}.{self._form.get_signature(f'{page}.{token}'.encode('utf-8', 'surrogatepass')).decode()}"

    def knows(self, known: Known) -> str:
        """What a browser keeps that has logged somebody in."""
        return self._known.sign(f"{known.browser}~{known.person}").decode()

    def known(self, cookie: str | None) -> Known | None:
        """What `knows` has made; None for any other text."""
        browser, _, person = (_unsigned(self._known, cookie) or "").partition("~")
        return Known(browser, person) if person else None


def _unsigned(signer: Signer, text: str | None) -> str | None:
    try:
        return signer.unsign(text or "").decode()
    except (BadSignature, UnicodeError):
        return None


def _signer(key: str, purpose: str) -> Signer:
    return Signer(key, salt=f"talweg {purpose}", key_derivation="hmac", digest_method=hashlib.sha256)
