"""The budgets of the lesson page, measured in headless Chromium: `python benchmarks/page_budgets.py`.

Starts the site, loads and scrolls the lesson as a reader would, drags and presses every control of every panel with
real mouse and key events, and prints each budget beside its figure. Ends with status 1 if one is not kept.
Needs Playwright and a Chromium (the extra "dev"). Figures hold for the machine that is named, with nothing else on it:
the load is told with every figure that it moves. Beside the median of what a move costs stands its lower quartile, in
which other programs have the least part, and the time of our own drawing alone, `performance.now` around each frame.

`--plant-shift` moves the layout once, to show that a shift is seen; the command must then fail.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any, NamedTuple

import httpx
from playwright.sync_api import Error, sync_playwright

LESSON = "/lessons/loss-and-optimization"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
NEAR = 800  # pixels below the view at which a panel is loaded
FRAME = 1000 / 60
SIX = "sgd,momentum,adam,adagrad,rmsprop,nesterov"
CHIPS = ".tw-chip:visible, .tw-questions label:visible"
SLIDERS = "[role=slider]:visible, input[type=range]:visible"

# What a reader must never meet: a line that pushes the page down after it is there.
SHIFT = """addEventListener("load", () => setTimeout(() => {
  const line = document.createElement("p");
  line.textContent = "late";
  line.style.height = "300px";
  document.querySelector("main").prepend(line);
}, 400));"""

# For every event of a hand, in milliseconds: the work it caused until its frame was painted, and the whole wait.
WATCH = """
window.answers = [];
window.drawn = [];
window.shifts = 0;
const frames = requestAnimationFrame;
window.requestAnimationFrame = (draw) => frames((time) => {
  const began = performance.now();
  draw(time);
  window.drawn.push(performance.now() - began);
});
window.long = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifts += each.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.long.push(each.duration);
}).observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => {
  window.largest = list.getEntries().at(-1).startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
const answer = (event) => {
  if (event.type === "pointermove" && !event.buttons) return;
  const began = performance.now();
  let handled = 0;
  addEventListener(event.type, () => { handled = performance.now() - began; }, { once: true });
  frames(() => {
    const frame = performance.now();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const painted = performance.now();
      window.answers.push([handled + painted - frame, painted - event.timeStamp]);
    };
    port2.postMessage(null);
  });
};
for (const type of ["pointermove", "input", "click", "keydown"]) addEventListener(type, answer, { capture: true });
"""


class Budget(NamedTuple):
    """One line of the table."""

    what: str
    figure: float
    limit: float
    unit: str = "ms"
    told: str = ""
    """What else there is to say of it."""

    @property
    def kept(self) -> bool:
        """Whether the figure is within its limit."""
        return self.figure <= self.limit


class Answers(NamedTuple):
    """What a run of events cost, in milliseconds each: the work, the wait until it was painted, our drawing alone."""

    work: list[float]
    wait: list[float]
    drawn: list[float]


def quarter(values: list[float]) -> float:
    """The lower quartile."""
    return quantiles(values, n=4, method="inclusive")[0]


def worst(values: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]


@contextmanager
def served() -> Iterator[str]:
    """A running site in a process of its own, its lesson built."""
    command = [sys.executable, "-m", "talweg", "serve", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://[^/\s]+", process.stdout.readline())
            assert found, "the site did not say where it is"
            httpx.get(found[0] + LESSON, timeout=300).raise_for_status()
            yield found[0]
        finally:
            process.terminate()


class Visit:
    """One fresh page that watches itself."""

    def __init__(self, browser: Any, site: str, viewport: dict[str, int]) -> None:
        self.site = site
        self.context = browser.new_context(viewport=viewport)
        self.context.add_init_script(WATCH)
        if "--plant-shift" in sys.argv:
            self.context.add_init_script(SHIFT)
        self.page = self.context.new_page()
        self.bytes = 0.0
        self.foreign: list[str] = []
        network = self.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._count)
        self.page.on("request", lambda request: self._see(request.url))

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    def _see(self, url: str) -> None:
        if not url.startswith((self.site, "data:", "blob:")):
            self.foreign.append(url)

    def open(self, path: str) -> None:
        """Go there and wait until the network rests."""
        self.page.goto(self.site + path, wait_until="networkidle")

    def scroll(self) -> None:
        """Down to the end with the wheel, at a reader's pace, until there is no more below."""
        end = "innerHeight + scrollY >= document.documentElement.scrollHeight - 2"
        while not self.page.evaluate(end):
            self.page.mouse.wheel(0, 500)
            self.page.wait_for_timeout(120)
        self.page.wait_for_function("!document.querySelector('[data-panel]:not([data-ready], [data-failed])')")
        self.page.wait_for_load_state("networkidle")

    def answers(self) -> Answers:
        """What the events since the last call have cost."""
        self.page.wait_for_timeout(100)
        pairs = self.page.evaluate("window.answers.splice(0)")
        drawn = self.page.evaluate("window.drawn.splice(0)")
        return Answers([work for work, _ in pairs], [wait for _, wait in pairs], drawn)

    def drag(self, handle: Any, dx: float, dy: float = 0, moves: int = 40) -> None:
        """Take a handle, move it there and back with the mouse, and let it go."""
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for turn in range(1, moves + 1):
            there = min(turn, moves - turn) * 2 / moves
            self.page.mouse.move(x + there * dx, y + there * dy)
            self.page.wait_for_timeout(FRAME)
        self.page.mouse.up()


def loading(browser: Any, site: str) -> Iterator[Budget]:
    """What is transferred, and when the page is there."""
    visit = Visit(browser, site, DESKTOP)
    visit.open(LESSON)
    first = visit.bytes
    far = visit.page.evaluate(
        "(near) => [...document.querySelectorAll('[data-panel][data-ready]')]"
        ".filter((el) => el.getBoundingClientRect().top > innerHeight + near).length",
        NEAR,
    )
    visit.scroll()
    yield Budget("transferred at load, compressed", first / 1000, 300, "kB")
    yield Budget("transferred when scrolled to the end", visit.bytes / 1000, 300, "kB")
    yield Budget(f"panels loaded that were over {NEAR} px below", far, 0, "")
    yield Budget("panels not ready at the end", visit.page.locator("[data-panel]:not([data-ready])").count(), 0, "")
    yield Budget("requests to another host", len(visit.foreign), 0, "")
    visit.context.close()
    paints = []
    for _ in range(5):
        visit = Visit(browser, site, DESKTOP)
        visit.open(LESSON)
        paints.append(visit.page.evaluate("window.largest"))
        visit.context.close()
    yield Budget("largest contentful paint, median of 5 loads", median(paints), 1000)


def shifting(browser: Any, site: str) -> Iterator[Budget]:
    """How far the layout moves under a reader who scrolls: the sum of all shifts."""
    for name, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        visit = Visit(browser, site, viewport)
        visit.open(LESSON)
        visit.scroll()
        yield Budget(f"layout shift, whole page, {name}", visit.page.evaluate("window.shifts"), 0.05, "")
        visit.context.close()


def dragging(browser: Any, site: str) -> Iterator[Budget]:
    """Whether the two heaviest drags answer within one frame."""
    start: Callable[[Any], Any] = lambda page: page.get_by_role("slider", name="Start point")  # noqa: E731
    rate: Callable[[Any], Any] = lambda page: page.locator(".tw-bench input[type=range]").first  # noqa: E731
    for what, path, handle, dy in (
        ("race, 6 rules x 300 steps, start", f"/panels/race?race.rules={SIX}&race.steps=300", start, 60),
        ("race, 6 rules x 300 steps, kappa", f"/panels/race?race.rules={SIX}&race.steps=300", rate, 0),
        ("stability map, kappa", "/panels/stability", lambda page: page.locator("input[type=range]").first, 0),
    ):
        visit = Visit(browser, site, DESKTOP)
        visit.open(path)
        handle(visit.page).wait_for()
        visit.answers()
        visit.page.evaluate("window.long.length = 0")
        visit.drag(handle(visit.page), -100, dy)
        cost = visit.answers()
        yield Budget(f"{what}: work a move, median", median(cost.work), FRAME, told=told(cost.work))
        yield Budget(f"{what}: our drawing alone, median", median(cost.drawn), FRAME, told=told(cost.drawn))
        yield Budget(f"{what}: input to paint, 95th", worst(cost.wait), 50, told=told(cost.wait))
        yield Budget(f"{what}: tasks over 50 ms", len(visit.page.evaluate("window.long")), 0, "")
        visit.context.close()


def working(browser: Any, site: str) -> Iterator[Budget]:
    """A session on every panel: every slider by mouse and by keys, every chip once."""
    every: list[float] = []
    names = sorted(set(re.findall(r'data-panel="([\w-]+)"', httpx.get(site + LESSON).text)))
    for name in names:
        visit = Visit(browser, site, DESKTOP)
        visit.open(f"/panels/{name}")
        visit.page.locator("[data-ready]").wait_for()
        visit.answers()
        for chip in visit.page.locator(CHIPS).all()[:8]:
            if chip.is_visible() and chip.locator("input").is_enabled():  # another chip may have hidden or closed it
                chip.click()
                visit.page.wait_for_timeout(3 * FRAME)  # the panel may now close the others
        for check in visit.page.get_by_role("button", name="Check", exact=True).all():
            check.click()
        for slider in visit.page.query_selector_all(SLIDERS)[:10]:
            try:
                if not (slider.is_visible() and slider.is_enabled()):
                    continue
                visit.drag(slider, 40, moves=10)
                for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):
                    slider.press(key)
            except Error:  # what another slider did has taken this one away
                if slider.is_visible():
                    raise
        waits = visit.answers().wait
        every += waits
        yield Budget(f"{name}: {len(waits)} answers, 95th", worst(waits), 50, told=told(waits))
        visit.context.close()
    yield Budget(f"every panel: {len(every)} answers, 95th", worst(every), 50, told=told(every))


def told(costs: list[float]) -> str:
    """How far the figures lie apart, and on how busy a machine."""
    quartile, middle, late = quarter(costs), median(costs), worst(costs)
    return f"lower quartile {quartile:.1f}, median {middle:.1f}, 95th {late:.1f}, load {load():.1f}"


def load() -> float:
    """How many programs have wanted a core in the last minute."""
    return os.getloadavg()[0]


def machine(browser: Any) -> str:
    """What these figures were measured on."""
    cores = os.cpu_count()
    return f"{platform.machine()}, {cores} cores, load {load():.1f}, Chromium {browser.version}, headless"


def row(budget: Budget) -> str:
    """One line of the table."""
    figure, limit = (f"{value:,.4g} {budget.unit}".strip() for value in (budget.figure, budget.limit))
    verdict = "kept" if budget.kept else "BROKEN"
    return f"{budget.what:<58} {figure:>12} {limit:>10}  {verdict:<7} {budget.told}".rstrip()


def main() -> int:
    """Measure, print a row for each budget, and return the exit status."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    kept = True
    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        print(machine(browser), flush=True)
        print(f"{'budget':<58} {'measured':>12} {'limit':>10}")
        for part in (loading, shifting, dragging, working):
            for budget in part(browser, site):
                kept &= budget.kept
                print(row(budget), flush=True)
        browser.close()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
