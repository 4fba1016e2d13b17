"""What a proof of the bank finds in single templates: too few variants, numbers against words, panels, terms, twins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from talweg.course.bank import BANK
from talweg.course.question import Choice, Content, Draw, Misconception, Number, Template, Wrong, question
from talweg.course.question.alike import near_duplicates
from talweg.course.question.panels import named, panel_faults, seen
from talweg.course.question.prove import ENOUGH, prove
from talweg.course.question.taught import plain, untaught
from talweg.course.question.variety import WIDE, chance, too_narrow, worded
from talweg.course.question.words import disagreements, share, times
from talweg.errors import DeclarationError, RangeError

SLIP = Misconception("slips", "Do not slip.")
WHERE = "race.start=4,1&race.steps=20&race.shape.kappa=6"


def made(build: Callable[[Draw], Content], kind: str = "single", conceptual: bool = False) -> Template:
    @question(
        section="step",
        level=2,
        kind=kind,
        objective="Do it.",
        hint="Look.",
        misconceptions=[SLIP],
        conceptual=conceptual,
    )
    def asks(draw: Draw) -> Any:
        """Ask something."""
        return build(draw)

    return asks


def choice(right: str = "a", why: str = "so", see: str | None = None, prompt: str = "?") -> Choice:
    return Choice(prompt=prompt, right=right, why=why, see=see, wrong=[Wrong("b", SLIP, "no"), Wrong("c", SLIP, "no")])


def of(count: int) -> Template:
    """A template of so many different questions, equally likely."""
    return made(lambda draw: choice(prompt=f"Which is number {draw.whole(1, count)}?"))


def narrow(template: Template, seeds: int = ENOUGH) -> str | None:
    return too_narrow(template, [worded(template.ask(seed).content) for seed in range(seeds)])


def test_few_alike_pairs_prove_many_questions() -> None:
    assert narrow(of(40 * WIDE)) is None
    found = narrow(of(WIDE // 4))
    assert found is not None
    about = int(found.split()[3].replace(",", ""))
    assert about == pytest.approx(WIDE / 4, rel=0.5)


def test_a_table_of_likely_questions_is_not_wide() -> None:
    """One question in three is the same one, however many others there are."""
    lopsided = made(lambda draw: choice(prompt=f"Number {draw.pick([7, 7, draw.whole(1, 10**9)])}?"))
    found = narrow(lopsided)
    assert found is not None
    assert "about 2 different questions" in found


def test_the_order_of_the_options_makes_no_other_question() -> None:
    one = Choice(prompt="?", right="a", why="so", wrong=[Wrong(each, SLIP, "no") for each in "bc"])
    other = Choice(prompt="?", right="b", why="other", wrong=[Wrong(each, SLIP, "yes") for each in "ca"])
    assert worded(one) == worded(other)
    assert worded(one) != worded(choice(prompt="!"))


def test_the_chance_of_few_pairs() -> None:
    """Poisson's, by hand: 3 of mean n (n - 1) / 2 WIDE = 4.995 for n = 317 or so."""
    assert chance(0, 200) == pytest.approx(0.13670, abs=1e-4)
    assert chance(-1, 200) == 0
    assert chance(2, 317) == pytest.approx(0.1239, abs=2e-3)


def test_what_is_conceptual_may_be_narrow_and_says_so() -> None:
    few = made(lambda draw: choice(prompt=f"Number {draw.whole(1, 50)}?"), conceptual=True)
    assert narrow(few) is None
    fewer = made(lambda draw: choice(prompt=f"Number {draw.whole(1, 5)}?"), conceptual=True)
    assert narrow(fewer) == "it gives only 5 different questions"
    for kind in ("number", "race"):
        with pytest.raises(DeclarationError, match="never conceptual"):
            made(lambda draw: choice(), kind, conceptual=True)


def test_a_narrow_template_is_a_defect_of_the_bank() -> None:
    found = prove([of(300)], ENOUGH, ["step"], []).defects
    assert any("different questions" in what and "alike, word for word" in what for _, _, what in found)


CONTRADICTIONS = (
    ("It is 0.37, halfway between 0.2 and 0.52.", ""),
    ("It is 0.31, halfway between top and bottom.", "A slope with a top of 0.5 and a bottom of 0.1."),
    ("That is 0.6, twice 0.25.", ""),
    ("It ends at 1.2, about half of 3.1.", ""),
    ("It stands at 4.1, nearly ten times 0.4.", ""),
    ("It is 0.7, less than 0.65.", ""),
    ("It keeps 1.2, less than 1 in size.", ""),
    ("So $2 \\cdot 0.34 = 0.67$.", ""),
    ("So $1/(1 - 0.7) = 3$.", ""),
    ("So $-\\log 0.5 = 0.301$.", ""),
    ("So $\\sqrt{40} = 6.23$ of them.", ""),
)
AGREEMENTS = (
    ("It is 0.36, halfway between 0.2 and 0.52.", ""),
    ("It is 0.3, halfway between top and bottom.", "A slope with a top of 0.5 and a bottom of 0.1."),
    ("That is 0.5, twice 0.25, and a half.", ""),
    ("It ends at 1.6, about half of 3.1.", ""),
    ("It stands at 3.9, nearly ten times 0.4.", ""),
    ("It is multiplied by $-1.4$, more than 1 in size.", ""),
    ("So $0.333 \\cdot 3 = 1$.", ""),  # a third, as it is printed
    ("So $1/(1 - 0.7) = 3.33$ and $x = 3 \\cdot y$.", ""),
    ("So $-\\log 0.5 = 0.693$.", ""),
    ("So $\\sqrt{40} = 6.32$ and $\\frac{1}{4} = 0.25 = 0.5^{2}$.", ""),
)


@pytest.mark.parametrize(("text", "prompt"), CONTRADICTIONS)
def test_a_number_that_contradicts_its_word_or_its_formula(text: str, prompt: str) -> None:
    assert len(list(disagreements(text, prompt))) == 1
    asks = made(lambda draw: choice(prompt=prompt or "?", why=text))
    assert prove([asks], 1, ["step"], []).defects


@pytest.mark.parametrize(("text", "prompt"), AGREEMENTS)
def test_a_number_that_agrees_passes(text: str, prompt: str) -> None:
    assert list(disagreements(text, prompt)) == []


def test_words_come_from_numbers() -> None:
    assert (share(0.75), share(1 / 3), times(2), times(3.0)) == ("three quarters", "a third", "twice", "three times")
    with pytest.raises(RangeError, match=r"the share 0\.37 has no word; there are words for 0\.5"):
        share(0.37)


def test_the_panel_of_a_link_shows_the_winner() -> None:
    link = f"?{WHERE}&race.rules=sgd,adam&race.rate=0.02#the-race"
    outcome = seen(link)
    assert outcome is not None
    assert [outcome.runners[each][0] for each in outcome.winners] == ["SGD"]
    assert list(panel_faults("race", choice("SGD", see=link))) == []
    [fault] = panel_faults("race", choice("Adam", see=link))
    assert fault.startswith("the answer is 'Adam'")
    assert fault.endswith("SGD wins")
    [fault] = panel_faults("race", choice("SGD with lr = 0.03", see=link))
    assert fault.endswith("has the rate 0.02")


def test_the_panel_of_a_link_shows_the_f_that_is_told() -> None:
    link = f"?{WHERE}&race.rules=sgd&race.rate=0.02#the-race"
    outcome = seen(link)
    assert outcome is not None
    end = min(outcome.heights)
    assert list(panel_faults("single", choice(why=f"It ends at f = {end:.4g}.", see=link))) == []
    [fault] = panel_faults("single", choice(why=f"It ends at f = {1.03 * end:.4g}.", see=link))
    assert "and the panel of" in fault


def test_the_panel_of_two_losses_shows_who_gets_over() -> None:
    link = "?two-gradients.z=-2&two-gradients.y=1&two-gradients.lr=0.3&two-gradients.steps=12#x"
    assert list(panel_faults("race", choice("only cross-entropy", see=link))) == []
    for other in ("both", "neither of them", "only squared error"):
        assert len(list(panel_faults("race", choice(other, see=link)))) == 1


def test_a_race_links_to_a_panel_whose_winner_is_known() -> None:
    [fault] = panel_faults("race", choice(see="?batches.size=1,8,64#x"))
    assert "nothing says who wins" in fault
    assert list(panel_faults("race", choice(see="#x"))) == []


def test_who_is_named() -> None:
    labels = ["SGD", "Momentum"]
    assert named("SGD at first, momentum later", labels) == (1,)
    assert named("Momentum with lr = 0.1", labels) == (1,)
    assert (named("both", labels), named("neither of them", labels)) == ((0, 1), ())


def test_terms_that_the_lesson_has_taught() -> None:
    taught = plain("<p>A <b>warm-up</b>, and the rate \N{GREEK SMALL LETTER ETA}.</p>")
    assert list(untaught(choice(why="A warm-up at $\\eta = 1$."), "Warm up.", taught)) == []
    assert list(untaught(choice(why="By Lipschitz, that at $\\rho = 1$ has dropout."), "", taught)) == [
        "the symbol \\rho is not in the lesson",
        "the term 'dropout' is not in the lesson",
        "the term 'lipschitz' is not in the lesson",
    ]
    [shelf] = untaught(choice("`tw.cosine_restarts(peak=1)`"), "", plain("a cosine"))
    assert shelf == "the term 'cosine restarts' is not in the lesson"


def test_two_templates_that_ask_the_same() -> None:
    said = "A walker stands at {} on the slope and takes one step of descent with the rate {}. Where is it then?"
    twin = "A walker stands at {} on the slope and takes one step of descent with the rate {}. Where is it now?"
    other = "How many updates does a pass of so many examples make, in batches of {}, if the last of {} is smaller?"
    first, second, third = (
        Number(prompt=text.format(at, 0.1), right=1.0, why="so") for at, text in ((3, said), (70, twin), (9, other))
    )
    samples = {"first": [first], "second": [second], "third": [third]}
    assert [(name, "'second'" in what) for name, what in near_duplicates(samples)] == [("first", True)]


def test_only_what_computes_nothing_is_conceptual() -> None:
    conceptual = [each for each in BANK.values() if each.conceptual]
    assert {each.kind for each in conceptual} <= {"bug", "order", "single", "several", "picture"}
    assert len(conceptual) < len(BANK) / 5
