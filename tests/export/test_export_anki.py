"""The deck, imported by Anki itself: cards whole, pictures there, and a second import updates and adds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportLogWithChanges

from talweg.course.bank import BANK
from talweg.course.export import Group, Selection, anki, export, select
from talweg.course.question import asked

NAMES = ("right_slot", "order_of_adam", "true_of_momentum", "curve_of_a_loss", "outlier_share")


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "learner.anki2"))
    yield opened
    opened.close()


def chosen(seed: int = 0) -> Selection:
    return Selection("T", tuple(Group(BANK[name], (BANK[name].ask(seed),)) for name in NAMES), 1)


def taken(collection: Collection, package: bytes) -> ImportLogWithChanges.Log:
    path = Path(collection.path).with_name("deck.apkg")
    path.write_bytes(package)
    options = ImportAnkiPackageOptions(merge_notetypes=True)
    return collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options)).log


def sides(collection: Collection, name: str) -> tuple[str, str]:
    (place,) = collection.find_cards(f"Id:{name}")
    card = collection.get_card(place)
    return card.question(), card.answer()


def test_every_question_is_a_card_in_its_section_s_deck(collection: Collection) -> None:
    selection = select(variants=2)
    log = taken(collection, anki(selection))
    assert len(log.new) == len(selection.questions) == collection.card_count()
    decks = {each.name for each in collection.decks.all_names_and_ids()}
    assert "Talweg::Momentum" in decks
    assert len(decks) == 2 + len({each.section for each in BANK.values()})  # with Anki's own, and the one above them
    media = {each.name for each in Path(collection.media.dir()).iterdir()}
    shown = {name for each in collection.find_notes("") for name in
             re.findall(r'src="([^"]+)"', "".join(collection.get_note(each).fields))}  # fmt: skip
    assert shown == media
    assert len(media) == sum(bool(each.content.figure) for each in selection.questions)
    assert not collection.media.check().missing


def test_the_front_asks_and_the_back_answers(collection: Collection) -> None:
    taken(collection, anki(chosen()))
    for name in NAMES:
        question = BANK[name].ask(0)
        front, back = sides(collection, f"{name}-0")
        assert front.count("<li>") == len(asked(question)["options"])
        assert "<math" not in front + back
        assert question.template.hint[:20] in front
        why = re.split(r"[$`'\"]", question.content.why)[0]
        assert why in back
        assert why not in front
    assert r"\(p = (0.176, 0.284, 0.54)\)" in sides(collection, "right_slot-0")[0]
    assert '<img src="talweg-curve_of_a_loss-0.svg"' in sides(collection, "curve_of_a_loss-0")[0]
    assert "<b>1.26</b>: This is" in sides(collection, "right_slot-0")[1]


def test_a_second_import_updates_and_adds_nothing(collection: Collection) -> None:
    taken(collection, anki(chosen()))
    (card,) = collection.find_cards("Id:right_slot-0")
    before = collection.get_card(card)
    before.ivl, before.reps = 21, 5  # what has been learned
    collection.update_card(before)
    (note,) = {collection.get_card(card).nid}
    old = collection.get_note(note)
    first = BANK["right_slot"].ask(0)
    better = replace(first, content=replace(first.content, why="Told better."))
    groups = tuple(
        Group(each.template, (better,)) if each.template is first.template else each for each in chosen().groups
    )
    old.fields[5] = "as it was"
    collection.db.execute("update notes set mod = mod - 100")  # the second import comes later
    log = taken(collection, anki(replace(chosen(), groups=groups)))
    assert (len(log.new), len(log.updated)) == (0, len(NAMES))
    assert "Told better." in sides(collection, "right_slot-0")[1]
    kept = collection.get_card(card)
    assert (kept.ivl, kept.reps) == (21, 5)
    assert collection.card_count() == len(NAMES)


def test_other_variants_are_other_cards(collection: Collection) -> None:
    taken(collection, anki(chosen(0)))
    log = taken(collection, anki(chosen(1)))
    assert (len(log.new), len(log.updated)) == (len(NAMES), 0)
    assert sum(each.name == "Talweg question" for each in collection.models.all_names_and_ids()) == 1


def test_anki_reads_the_file_that_export_writes(collection: Collection, tmp_path: Path) -> None:
    path = export("anki", tmp_path / "deck", chosen())
    assert path.name == "deck.apkg"
    assert len(taken(collection, path.read_bytes()).new) == len(NAMES)
