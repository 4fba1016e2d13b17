"""What several test files share: one table of everything registered, a running site, a browser."""

from __future__ import annotations

import gc
import os
import re
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from talweg.formula import Formula
from talweg.losses import LOSSES
from talweg.nouns import Loss
from talweg.nouns.targets import SIGN
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

import own_deno
import own_postgres

SHELVES = {"optimizer": OPTIMIZERS, "loss": LOSSES, "schedule": SCHEDULES, "surface": SURFACES}
CHROMIUM_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--process-per-site"),
]
# The shell is the same Chromium without its windows: the tests of the pages take a third less time in it.
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
# What holds for a page until it is closed: a test that asks for one of these takes its page with it.
LASTING = ("add_init_script", "emulate_media", "expose_function", "on", "route", "set_viewport_size")
# Whoever leaves a page may still write on the way out.
FORGET = "try { localStorage.clear(); sessionStorage.clear(); } catch {} Storage.prototype.setItem = () => {};"
LONGEST = ("test_processes.py", "test_newcomer.py")
# Values that are legal, differ from the defaults, and keep 200 steps finite.
TRIED = {"lr": 0.03, "eps": 1e-5, "peak": 0.7, "total": 40, "warmup": 6, "floor": 0.1, "kappa": 7.0}
TRIED |= {"weight_decay": 0.2, "eps_root": 1e-3, "start": 0.3, "corrected": 1, "trust": 0.02, "psi": 0.3}
TRIED |= {"every": 7, "period": 11, "milestones": (9, 21, 33), "drops": (12, 25), "patience": 3, "cooldown": 9}
TRIED |= {"threshold": 0.01, "timescale": 9.0, "angle": 0.4, "steep": 7.0}


def tried(formula: Formula) -> dict[str, Any]:
    """Legal values other than the defaults for every hyperparameter of `formula`."""
    values = {}
    for name, each in formula.hyper.items():
        unit = each.range.low == 0 and each.range.high == 1
        values[name] = TRIED.get(name, 0.83 if unit else 1.7)
        assert values[name] in each.range, f"give {name} a legal value in TRIED"
        assert values[name] != each.default
    return values


def legal_batch(loss: Loss, rows: int, draw: np.random.Generator) -> tuple[Any, Any]:
    """Predictions and legal targets of `rows` examples for `loss`; a row loss gets six classes."""
    if loss.rowwise:
        return 4 * draw.normal(size=(rows, 6)), draw.dirichlet(np.ones(6), size=rows)
    parts = len(loss.parts)
    y_hat = 4 * draw.normal(size=rows if parts == 1 else (rows, parts))
    return y_hat, draw.choice([-1.0, 1.0], size=rows) if loss.targets == SIGN else draw.uniform(size=rows)


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or writes what the user of this machine has kept."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("data")
        patch.setenv("TALWEG_DATA", str(folder))
        patch.delenv("TALWEG_STORE", raising=False)
        yield folder


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an application; the address has no slash at its end."""
    import uvicorn

    from talweg.web.server import listen

    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def site(data_folder: Path) -> Iterator[str]:
    """The address of a running site, with a store of its own."""
    from talweg.web.app import create_app

    with serving(create_app()) as address:
        yield address


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of our own; the URL lacks the database's name. On CI it must be there."""
    programs = own_postgres.home()
    if programs is None:
        assert not os.environ.get("CI"), "PostgreSQL must be installed on CI"
        pytest.skip("no PostgreSQL on this machine")
    with own_postgres.running(programs) as url:
        yield url


@pytest.fixture(scope="session")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> Iterator[own_deno.Ask]:
    """Calls the site's JavaScript where no browser is needed: see own_deno.running."""
    with own_deno.running(tmp_path_factory.mktemp("javascript")) as ask:
        yield ask


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The URL of a fresh, empty database."""
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgres_server}/{name}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium: the system's, or the one that Playwright installed. On CI it must be there."""
    from playwright.sync_api import Error, expect, sync_playwright

    expect.set_options(timeout=20_000)  # a busy machine is slow, and not wrong

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no browser: run `playwright install chromium` ({error.message.splitlines()[0]})")
        yield running
        running.close()


@pytest.fixture(scope="session")
def desktop(browser: Any) -> Iterator[Any]:
    """One visitor at a desk. What its browser has once loaded, it keeps: most of a test's time would go to that."""
    yield from visitor(browser, viewport={"width": 1280, "height": 900})


@pytest.fixture(scope="session")
def inspector(browser: Any) -> Iterator[Any]:
    """One visitor who brings tools along, and whom nothing moves."""
    yield from visitor(browser, bypass_csp=True, reduced_motion="reduce")


@pytest.fixture(scope="session")
def pocket(browser: Any) -> Iterator[Any]:
    """One visitor with a phone."""
    yield from visitor(browser, viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True)


def visitor(browser: Any, **options: Any) -> Iterator[Any]:
    """A browser's context."""
    context = browser.new_context(**options)
    yield context
    context.close()


@pytest.fixture
def inspected(inspector: Any) -> Iterator[Any]:
    """A fresh page that looks into itself, without motion; any error or warning on its console fails the test."""
    yield from fresh_page(inspector)


@pytest.fixture
def page(desktop: Any) -> Iterator[Any]:
    """A fresh page at a desk; any error or warning on its console fails the test."""
    yield from fresh_page(desktop)


@pytest.fixture
def timed(browser: Any) -> Iterator[Any]:
    """A fresh page whose clock may be stopped: that stops it for a whole browser, so it has one of its own."""
    for context in visitor(browser, viewport={"width": 1280, "height": 900}):
        yield from fresh_page(context)


@pytest.fixture
def phone(pocket: Any) -> Iterator[Any]:
    """A fresh page on a phone; any error or warning on its console fails the test."""
    yield from fresh_page(pocket)


def fresh_page(context: Any, excused: str = "(?!)") -> Iterator[Any]:
    """A page of a visitor who remembers nothing; what its console says, but for what is excused, fails the test.

    One page serves test after test, for a new one takes a third of a test's time: it has a process of its own.
    """
    opened = context.pages[0] if context.pages else context.new_page()
    complaints: list[str] = []

    def complain(message: Any) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def fail(error: Any) -> None:
        complaints.append(str(error))

    opened.on("console", complain)
    opened.on("pageerror", fail)
    with ExitStack() as stack:
        asked = [stack.enter_context(mock.patch.object(opened, name, wraps=getattr(opened, name))) for name in LASTING]
        yield opened
    opened.remove_listener("console", complain)
    opened.remove_listener("pageerror", fail)
    context.set_offline(False)
    if not opened.is_closed() and opened.url.startswith("http"):
        opened.evaluate(FORGET)  # also where the page goes: what it has kept is the visitor's, and stays
    for each in context.pages:
        if each is not opened or any(lasting.called for lasting in asked):
            each.close()
    if not opened.is_closed():
        opened.goto("about:blank")
        opened.mouse.move(-1, -1)
    context.clear_cookies()
    context.clear_permissions()
    assert [text for text in complaints if not re.fullmatch(excused, text)] == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first: at the end one process would do it while all others wait."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    """What is there now stays to the end: looking for garbage in it, over and over, takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI a skipped test is a failed one: nothing goes unseen there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
