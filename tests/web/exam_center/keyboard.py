"""Questions answered as one does without a mouse."""

from __future__ import annotations

from typing import Any


def tab_to(page: Any, target: Any) -> None:
    """Tab until the focus is there."""
    for _ in range(80):
        if target.evaluate("(each) => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def answer_by_keyboard(page: Any, form: str, response: Any) -> None:
    """Answer the question that is shown."""
    card = page.locator(".tw-question:visible")
    if form == "number":
        tab_to(page, card.get_by_role("textbox"))
        page.keyboard.type(repr(response))
    elif form == "lines":
        for place, line in enumerate(response):
            tab_to(page, card.get_by_role("textbox").nth(place))
            page.keyboard.type(line)
    elif form == "choice":
        tab_to(page, card.get_by_role("radio").first)
        page.keyboard.press("Space")
        for _ in range(response):
            page.keyboard.press("ArrowDown")
    elif form == "several":
        for place in response:
            tab_to(page, card.get_by_role("checkbox").nth(place))
            page.keyboard.press("Space")
    else:
        order = list(range(len(response)))
        for goal, step in enumerate(response):
            while order.index(step) > goal:
                here = order.index(step)
                card.get_by_role("button", name="Move up").nth(here).press("Enter")
                order[here - 1], order[here] = order[here], order[here - 1]
