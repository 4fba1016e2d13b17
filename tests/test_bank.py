"""The bank: sound over many seeds, wide enough, and its links open the panels at legal settings."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from typer.testing import CliRunner

from talweg.cli import app
from talweg.course.bank import BANK, misconceptions, template
from talweg.course.lesson import contents
from talweg.course.question import KINDS, LEVELS, Misconception, asked, key
from talweg.course.question.prove import prove
from talweg.formula.errors import UnknownNameError

SECTIONS = contents("loss-and-optimization")
IDEAS = {value.name: value for value in vars(misconceptions).values() if isinstance(value, Misconception)}


def wrong_answers(seed: int) -> list[tuple[str, Any]]:
    return [(each.name, wrong) for each in BANK.values() for wrong in getattr(each.ask(seed).content, "wrong", ())]


@pytest.mark.parametrize("name", BANK)
def test_every_template_is_sound(name: str) -> None:
    # `talweg bank check` asks 200 of each.
    report = prove([BANK[name]], 12, [each.part for each in SECTIONS], [each.id for each in SECTIONS])
    assert report.defects == ()
    assert report.variants[name] >= 3


def test_the_bank_covers_the_lesson() -> None:
    count = {what: Counter(getattr(each, what) for each in BANK.values()) for what in ("section", "level", "kind")}
    assert set(count["section"]) == {each.part for each in SECTIONS} - {"check"}
    assert set(count["level"]) == set(LEVELS)
    assert set(count["kind"]) == set(KINDS)
    assert len(BANK) >= 90
    assert min(count["section"].values()) >= 6
    assert min(count["kind"].values()) >= 6


def test_objectives_and_hints_are_sentences() -> None:
    for each in BANK.values():
        assert each.objective[0].isupper(), each.name
        assert each.objective.endswith("."), each.name
        assert each.hint[0].isupper() or each.hint[0] == "$", each.name
        assert each.hint.endswith((".", "?", "$")), each.name


def test_every_misconception_has_one_name_and_is_used() -> None:
    declared = [value for value in vars(misconceptions).values() if isinstance(value, Misconception)]
    assert len(IDEAS) == len(declared)
    assert len({each.repair for each in declared}) == len(declared)
    used = {wrong.misconception.name for seed in range(20) for _, wrong in wrong_answers(seed)}
    assert used == set(IDEAS)


def test_questions_carry_their_bank_name_and_every_why() -> None:
    question = template("right_slot").ask(4)
    assert (asked(question)["name"], asked(question)["seed"]) == ("right_slot", 4)
    assert all(each["why"] for each in key(question)["options"])
    with pytest.raises(UnknownNameError, match="did you mean 'right_slot'"):
        template("right_slots")


def test_the_links_open_panels_at_legal_settings(page: Any, site: str) -> None:
    links = {question.content.see for each in BANK.values() for question in (each.ask(0), each.ask(1))}
    links |= {wrong.see for seed in range(2) for _, wrong in wrong_answers(seed)}
    queries = sorted({see.split("#")[0] for see in links if see and see.startswith("?")})
    assert len(queries) > 50
    page.goto(f"{site}/panels/code")
    noticed = page.evaluate(
        """async (queries) => {
            const { decode } = await import("/static/lib/link.js");
            const noticed = [];
            for (const query of queries) {
                const name = /^\\?([a-z-]+)\\./.exec(query)[1];
                const panel = (await import(`/static/panels/${name}.js`)).default;
                const { values, notices } = decode(panel.state, name, new URLSearchParams(query));
                const held = { ...values, notices };
                const model = { get: (key) => held[key], set: (key, value) => { held[key] = value; },
                    save_changes() {}, on() {}, off() {}, link: () => "" };
                const el = document.createElement("div");
                document.body.append(el);
                const stop = panel.render({ model, el });
                if (held.notices.length) noticed.push([query, held.notices]);
                stop();
                el.remove();
            }
            return noticed;
        }""",
        queries,
    )
    assert noticed == []


def test_the_command_line(capsys: Any) -> None:
    run = CliRunner().invoke
    result = run(app, ["bank", "check", "right_slot", "--seeds", "5"])
    assert result.exit_code == 0
    assert "1 templates, 5 questions, 0 defects" in result.output
    assert f"{len(BANK)} templates" in run(app, ["bank", "list"]).output
    shown = run(app, ["bank", "show", "right_slot", "--seed", "2"]).output
    assert shown.count(" * ") == 1
    assert "[reads the wrong slot]" in shown
    failed = run(app, ["bank", "check", "no_such"])
    assert isinstance(failed.exception, UnknownNameError)
