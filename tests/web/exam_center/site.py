"""The Exam Center over HTTP: a running site, and what its visitor sends."""

from __future__ import annotations

import os
from typing import Any

import httpx

from talweg.course.store import Store

from conftest import serving
from exams import right


class Site(httpx.Client):
    """A running site and its visitor."""

    def __init__(self, app: Any) -> None:
        self.app, self._serving = app, serving(app)
        super().__init__(base_url=self._serving.__enter__(), timeout=30)

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self._serving.__exit__(None, None, None)

    def store(self) -> Store:
        """The store behind the site."""
        found: Store = self.app.state.store()
        return found


def give(client: httpx.Client, question: dict[str, Any], well: bool = True, **changes: Any) -> Any:
    """Answer a question of practice, review or mistakes."""
    body = {"name": question["name"], "seed": question["seed"], "response": right(question, well)}
    reply = client.post("/api/answers", json=body | {"token": f"token-{question['seed']}"} | changes)
    assert reply.status_code == 200, reply.text
    return reply.json()


def start(client: httpx.Client) -> str:
    reply = client.post("/api/sittings", json={"blueprint": "trial"})
    assert reply.status_code == 201
    return str(reply.json()["id"])


def save(client: httpx.Client, name: str, place: int, response: Any, token: str = "") -> httpx.Response:
    body = {"place": place, "response": response, "token": token or os.urandom(8).hex()}
    return client.post(f"/api/sittings/{name}/answers", json=body)
