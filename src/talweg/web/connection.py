"""A connection that does not wait for ever: whoever sends no request, or takes no answer, is hung up on.

A client that opens many connections and says a little on each now and then would else keep everybody out (slowloris).
How long a body may take is for the guard to say, who can answer in words.
"""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle, Transport
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

# Seconds in which the head of a request must have come, and in which the client must have taken some of an answer.
PATIENCE = 20.0


class Connection(H11Protocol):
    """Uvicorn's own, with an end to its patience."""

    _waiting: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Wait for the first request."""
        super().connection_made(cast(Transport, transport))
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what has come: a whole head ends the wait, the first piece of another begins one."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()
        elif self._waiting is None:
            self._wait()

    def pause_writing(self) -> None:
        """Wait for the client to take what it was sent."""
        super().pause_writing()
        self._stop()
        self._wait()

    def resume_writing(self) -> None:
        """It has taken some."""
        super().resume_writing()
        self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(PATIENCE, self._hang_up)

    def _stop(self, *_: Any) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self) -> None:
        self._waiting = None
        if self.transport is not None:
            self.transport.abort()
