"""A notebook of our own for widgets: the real comm of ipywidgets on one side, a blank page on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from comm.base_comm import BaseComm

Show = Callable[..., Any]

# A notebook's model, at its strictest: it tells only what has changed on the other side, and only by key.
NOTEBOOK = """async ({ esm, css, state }) => {
  const listeners = new Map();
  const waiting = {};
  const on = (event, callback) => listeners.set(event, [...(listeners.get(event) ?? []), callback]);
  const off = (event, callback) => listeners.set(event, listeners.get(event).filter((each) => each !== callback));
  const model = {
    get: (key) => state[key],
    set: (key, value) => { state[key] = waiting[key] = value; },
    async save_changes() {
      const changes = { ...waiting };
      for (const key of Object.keys(waiting)) delete waiting[key];
      await toPython(changes);
      document.body.dataset.heard = JSON.stringify(changes);
    },
    on, off,
  };
  window.fromPython = (changes) => {
    Object.assign(state, changes);
    for (const key of Object.keys(changes)) for (const callback of listeners.get(`change:${key}`) ?? []) callback();
  };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
  const address = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
  const widget = (await import(address)).default;
  const stop = widget.render({ model, el: document.querySelector("main") });
  window.takeDown = () => { stop(); return [...listeners.values()].flat().length; };
}"""
BLANK = '<!doctype html><html lang="en"><title>A notebook</title><body><main></main>'


class Wire(BaseComm):  # type: ignore[misc]
    """A comm whose messages go to `far`, or nowhere."""

    far: Callable[[dict[str, Any]], None] | None = None

    def publish_msg(self, msg_type: str, data: Any = None, **_: Any) -> None:
        if self.far and msg_type == "comm_msg" and data["method"] == "update":
            self.far(data["state"])


@contextmanager
def showing(page: Any) -> Iterator[Show]:
    """Shows a widget, or a bundle with a state of its own, on a blank page; no request may leave it."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    widgets: list[Any] = []

    def receive(changes: dict[str, Any]) -> None:
        for widget in widgets:
            widget.comm.handle_msg({"content": {"data": {"method": "update", "state": changes}}, "buffers": []})

    page.expose_function("toPython", receive)

    def shown(widget: Any) -> Any:
        page.set_content(BLANK)
        state = widget.get_state()
        page.evaluate(NOTEBOOK, {"esm": widget._esm, "css": widget._css, "state": state})
        widgets.append(widget)
        widget.comm.far = lambda changes: page.evaluate("(changes) => fromPython(changes)", changes)
        return page

    yield shown
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == []
