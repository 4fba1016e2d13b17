"""The quick check, driven as a learner drives it; its verdicts are the library's."""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.sync_api import expect

from talweg.course.bank import BANK
from talweg.course.data import data
from talweg.course.data.quick_check import PAPERS, paper
from talweg.course.question import LEVELS, asked, grade, key

import own_deno


@pytest.fixture
def check(page: Any, site: str) -> Any:
    def visit(number: int = 1, path: str = "/panels/quick-check") -> Any:
        page.goto(f"{site}{path}?quick-check.paper={number}")
        page.locator("[data-panel=quick-check]").scroll_into_view_if_needed()
        page.get_by_role("button", name="Check").first.wait_for()
        return page

    return visit


def responses(question: dict[str, Any]) -> list[Any]:
    """Right and wrong answers to one question, of the kind it takes."""
    answers, options = question["key"], len(question["asked"]["options"])
    match question["asked"]["form"]:
        case "choice":
            return list(range(options))
        case "several":
            return [[0], [0, 1], list(range(options))]
        case "number":
            numbers = [answers["answer"], *(slip["answer"] for slip in answers["slips"])]
            return [factor * each for each in numbers for factor in (1, 1.0099, 0.98, -1)]
        case "lines":
            return [answers["answer"], *(slip["answer"] for slip in answers["slips"])]
        case _:
            orders = [random.Random(seed).sample(range(options), options) for seed in range(6)]
            return [answers["answer"], *(slip["answer"] for slip in answers["slips"]), *orders]


@pytest.mark.slow
def test_javascript_grades_as_the_library_does(javascript: own_deno.Ask) -> None:
    cases = []
    for template in BANK.values():
        for seed in range(3):
            question = template.ask(seed)
            both = {"asked": asked(question), "key": key(question)}
            cases += [{**both, "response": each} for each in responses(both)]
    script = "([{ grade }], cases) => cases.map(({ asked, key, response }) => grade(asked, key, response))"
    found = javascript(["lib/question/forms.js"], script, cases)
    verdicts = [grade(each["asked"], each["key"], each["response"]) for each in cases]
    assert [each["right"] for each in found] == [each.right for each in verdicts]
    assert [[slip["why"] for slip in each["slips"]] for each in found] == [
        [slip["why"] for slip in each.slips] for each in verdicts
    ]
    assert {each.right for each in verdicts} == {True, False}


def test_papers_rise_in_difficulty_and_differ() -> None:
    papers = [paper(number) for number in range(PAPERS)]
    kept = [*data("quick_check")["papers"], *data("more_quick_checks")["papers"]]
    assert kept == papers, "what the panel shows: the first at once, the others on demand"
    for questions in papers:
        assert [each["asked"]["level"] for each in questions] == list(LEVELS)
    prompts = [each["asked"]["prompt"] + str(each["asked"]["options"]) for questions in papers for each in questions]
    assert len(set(prompts)) == len(prompts)
    forms = {each["asked"]["form"] for questions in papers for each in questions}
    assert {"choice", "number", "order"} <= forms


def find(form: str) -> tuple[int, int, dict[str, Any]]:
    """A paper, the place of a question of this form on it, and the question."""
    for number in range(PAPERS):
        for place, question in enumerate(paper(number)):
            if question["asked"]["form"] == form:
                return number, place, question
    raise AssertionError(f"no paper has a question of the form {form}")


def test_a_choice_by_keyboard(check: Any) -> None:
    number, place, question = find("choice")
    page = check(number + 1)
    card = page.locator(".tw-question").nth(place)
    status = card.get_by_role("status")
    card.get_by_role("button", name="Check").press("Enter")
    expect(status).to_have_text("Choose an answer first.")
    wrong, right = (next(i for i, o in enumerate(question["key"]["options"]) if o["right"] is r) for r in (False, True))
    card.get_by_role("radio").nth(wrong).press("Space")
    card.get_by_role("radio").nth(wrong).press("Enter")
    expect(status).to_contain_text("Not quite.")
    slip = question["key"]["options"][wrong]
    assert status.locator("li span").first.evaluate("(e) => e.innerHTML.length") > 10
    assert bool(slip["see"]) == bool(status.locator("a").count())
    expect(card.locator(".tw-is-right")).to_have_count(0)
    card.get_by_role("radio").nth(right).press("Space")
    expect(status).to_be_empty()
    card.get_by_role("button", name="Check").press("Enter")
    expect(status).to_contain_text("Right.")
    expect(card.locator(".tw-is-right")).to_have_count(1)
    expect(page.locator(".tw-score")).to_have_text("1 of 4 answered")


def test_a_number_and_its_slip(check: Any) -> None:
    number, place, question = find("number")
    page = check(number + 1)
    card = page.locator(".tw-question").nth(place)
    status = card.locator(".tw-verdict")
    box = card.get_by_role("textbox")
    for text, word in [("", "Type a number first"), ("two", "That is no number"), ("1e9", "Not quite.")]:
        box.fill(text)
        box.press("Enter")
        expect(status).to_contain_text(word)
    slip = question["key"]["slips"][0]
    box.fill(repr(slip["answer"]))
    box.press("Enter")
    assert (
        status.locator("li span").first.inner_text()[:20]
        == page.evaluate(
            "(html) => { const e = document.createElement('span'); e.innerHTML = html; return e.textContent; }",
            slip["why"],
        ).strip()[:20]
    )
    card.get_by_role("button", name="Show the answer").click()
    expect(card.locator(".tw-number .tw-is-right")).to_have_text(question["key"]["shown"])
    box.fill(f"{question['key']['answer']:.6g}")
    box.press("Enter")
    expect(status).to_contain_text("Right.")


def test_an_order_by_keyboard(check: Any) -> None:
    number, place, question = find("order")
    page = check(number + 1)
    card = page.locator(".tw-question").nth(place)
    card.get_by_role("button", name="Check").click()
    expect(card.get_by_role("status").last).to_contain_text("Not quite.")
    answer = question["key"]["answer"]
    at = list(range(len(answer)))
    for goal, step in enumerate(answer):  # bring every step up to its place
        while at.index(step) > goal:
            here = at.index(step)
            card.get_by_role("button", name="Move up").nth(here).press("Enter")
            at[here - 1], at[here] = at[here], at[here - 1]
    card.get_by_role("button", name="Check").press("Enter")
    expect(card.get_by_role("status").last).to_contain_text("Right.")


def test_another_four_and_the_link(check: Any) -> None:
    page = check(1)
    before = page.locator(".tw-prompt").all_inner_texts()
    page.get_by_role("button", name="Another four").click()
    expect(page.locator(".tw-question-title").first).to_be_focused()
    page.wait_for_url("**quick-check.paper=2*")
    assert page.locator(".tw-prompt").all_inner_texts() != before
    page = check(PAPERS)
    page.get_by_role("button", name="Another four").click()
    assert page.locator(".tw-prompt").all_inner_texts() == before, "after the last paper comes the first"


def test_a_formula_by_keyboard(check: Any) -> None:
    number, place, question = find("lines")
    card = check(number + 1).locator(".tw-question").nth(place)
    [name], [right] = question["asked"]["lines"], question["key"]["answer"]
    box, status = card.get_by_role("textbox", name=f"{name} ="), card.get_by_role("status")
    box.fill(f"{right} *")
    expect(card.locator(".tw-line-read")).to_contain_text("something is missing")
    expect(box).to_have_attribute("aria-invalid", "true")
    box.press("Enter")
    expect(status).to_contain_text(f"{name}: something is missing")
    box.fill(question["key"]["slips"][0]["answer"][0])
    expect(card.locator(".tw-line-read math")).to_be_visible()
    box.press("Enter")
    expect(status).to_contain_text("Not quite.")
    box.fill("0.25")
    box.press("Enter")
    expect(status).to_contain_text("your line gives 0.25")
    box.fill(f"{name} = 1 * ({right})")
    box.press("Enter")
    expect(status).to_contain_text("Right.")
    expect(card.locator(".tw-lines-right math")).to_be_visible()


def test_only_who_wants_more_questions_fetches_them(browser: Any, site: str) -> None:
    context = browser.new_context()
    asked: list[str] = []
    context.route("**/data/more_quick_checks.js", lambda route: (asked.append(route.request.url), route.abort()))
    page = context.new_page()
    page.goto(f"{site}/panels/quick-check")
    expect(page.locator(".tw-question")).to_have_count(4)
    assert asked == []
    page.get_by_role("button", name="Another four").click()
    expect(page.locator(".tw-score")).to_contain_text("could not be fetched")
    expect(page.locator(".tw-question")).to_have_count(4)
    assert len(asked) == 1
    context.close()


def test_a_wrong_answer_leads_to_the_panel_that_refutes_it(check: Any) -> None:
    number, place, chosen = next(
        (number, place, at)
        for number in range(PAPERS)
        for place, question in enumerate(paper(number))
        for at, option in enumerate(question["key"].get("options", []))
        if question["asked"]["form"] == "choice" and (option["see"] or "").startswith("?race.")
    )
    page = check(number + 1, "/lessons/loss-and-optimization")
    card = page.locator(".tw-question").nth(place)
    card.get_by_role("radio").nth(chosen).check()
    card.get_by_role("button", name="Check").click()
    card.get_by_role("status").get_by_role("link", name="See it in the panel").first.click()
    page.wait_for_url("**race.*#the-race")
    expect(page.locator("#the-race")).to_be_in_viewport()
    assert card.get_by_role("radio").nth(chosen).is_checked(), "the answers are still there on coming back"


def test_a_bad_link(check: Any) -> None:
    page = check(99)
    expect(page.locator(".tw-notice")).to_contain_text("paper = 99 in the link is outside the whole numbers of [1, 8]")
    expect(page.locator(".tw-question")).to_have_count(4)
