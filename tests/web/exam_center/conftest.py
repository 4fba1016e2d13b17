"""An Exam Center with a small exam: over HTTP (`client`), and in a browser (`room`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talweg.web.app import create_app

from .room import Address, RealClock, Room
from .site import Site
from conftest import fresh_page, serving
from exams import TRIAL, Clock


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with a small blueprint."""
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path))
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints/trial.toml").write_text(TRIAL)
    return tmp_path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Iterator[Site]:
    with Site(create_app(clock=clock)) as opened:
        yield opened


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[Address, str]]:
    rooms = Address()
    with serving(rooms) as address:
        yield rooms, address


@pytest.fixture
def room(house: tuple[Address, str]) -> Iterator[Room]:
    clock = RealClock()
    rooms, address = house
    rooms.app = create_app(clock=clock)
    store = rooms.app.state.store
    yield Room(store(), clock, address)
    store.close()


@pytest.fixture
def page(room: Room, page: Any) -> Any:
    """A page that is closed before its server is."""
    return page


@pytest.fixture
def away(room: Room, desktop: Any) -> Iterator[Any]:
    """A page whose connection may be lost: that its console says so is no fault."""
    for page in fresh_page(
        desktop, r"Failed to load resource: (net::ERR_\w+|the server responded with a status of 409 .*)"
    ):
        page.on("dialog", lambda dialog: dialog.accept())
        yield page


@pytest.fixture
def inspected(room: Room, inspector: Any) -> Iterator[Any]:
    """A page that looks into itself, and may ask for what is not there."""
    yield from fresh_page(inspector, r"Failed to load resource: the server responded with a status of 404 .*")
