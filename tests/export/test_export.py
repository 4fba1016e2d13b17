"""What goes out and where to: the selection, its names that stay, tables and JSON, files whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import stat
from io import StringIO
from pathlib import Path

import pytest

from talweg.course.bank import BANK
from talweg.course.exam.blueprint import blueprint
from talweg.course.export import FORMATS, export, questions_csv, questions_json, select, tables
from talweg.course.export.selection import MOST, variants
from talweg.course.export.tables import plain
from talweg.course.question import Choice, Draw, Misconception, Several, Wrong, grade, question
from talweg.course.question.grading import asked, key
from talweg.errors import RangeError, UnknownNameError

from command_line import talweg


def test_the_whole_bank_goes_out_in_its_order() -> None:
    selection = select()
    assert [group.template for group in selection.groups] == list(BANK.values())
    assert [each.seed for each in selection.questions] == [0] * len(BANK)


def test_sections_go_out_alone() -> None:
    selection = select(["loss", "code"])
    assert {group.template.section for group in selection.groups} == {"loss", "code"}
    assert selection.title == "Talweg: What a loss does, In code"


def test_variants_differ_and_keep_their_seeds() -> None:
    questions = variants(BANK["one_step"], 12, 5)
    assert len({repr(each.content) for each in questions}) == 12
    assert [each.seed for each in questions] == sorted(each.seed for each in questions)
    assert questions[0].seed == 5
    assert all(BANK["one_step"].ask(each.seed).content == each.content for each in questions)
    assert variants(BANK["one_step"], 3, 5) == questions[:3]


def test_a_template_without_more_variants_gives_what_it_has() -> None:
    slip = Misconception("slips", "Do not slip.")

    @question(section="loss", level=1, kind="single", objective="Do it.", hint="Look.", misconceptions=[slip])
    def two_faces(draw: Draw) -> Choice:
        """Ask one of two things."""
        return Choice(
            prompt=draw.pick("ab"), right="x", why="so", wrong=[Wrong("y", slip, "no"), Wrong("z", slip, "no")]
        )

    found = variants(two_faces, 50)
    assert sorted(each.content.prompt for each in found) == ["a", "b"]


def test_a_blueprint_draws_the_exam_that_its_seed_draws() -> None:
    selection = select(blueprint="OA-1", variants=2, seed=9)
    drawn = blueprint("OA-1").draw("9")
    assert [group.variants[0].content for group in selection.groups] == [each.content for each in drawn]
    assert selection.minutes == blueprint("OA-1").minutes
    assert [group.template for group in select(blueprint="OA-1", seed=10).groups] != [each.template for each in drawn]


@pytest.mark.parametrize("count", [0, -1, MOST + 1, 1.5, True])
def test_impossible_numbers_of_variants_are_refused(count: int) -> None:
    with pytest.raises(RangeError, match=r"variants is a whole number of \[1, 100\], got"):
        select(variants=count)


def test_impossible_choices_are_refused() -> None:
    with pytest.raises(RangeError, match=r"a seed is a whole number of \[0, inf\), got -1"):
        select(seed=-1)
    with pytest.raises(RangeError, match="a blueprint has sections of its own"):
        select(["loss"], blueprint="OA-1")
    with pytest.raises(UnknownNameError, match="no section 'los'; did you mean 'loss'"):
        select(["los"])
    with pytest.raises(UnknownNameError, match="no blueprint 'OA-9'; did you mean 'OA-1'"):
        select(blueprint="OA-9")


def test_json_holds_what_a_grader_needs() -> None:
    selection = select(variants=2)
    found = json.loads(questions_json(selection))
    assert len({each["id"] for each in found["questions"]}) == len(selection.questions)
    for told, drawn in zip(found["questions"], selection.questions, strict=True):
        assert told == json.loads(json.dumps(plain(drawn)))
        assert BANK[told["template"]].ask(told["seed"]).content.asks == told["prompt"] == drawn.content.asks
        answer = told["answer"][0] if isinstance(drawn.content, Choice) else told["answer"]
        assert grade(asked(drawn), key(drawn), answer).right
        known = [(each["answer"], each["misconception"]) for each in key(drawn).get("slips", [])]
        assert [(each["answer"], each["misconception"]) for each in told["slips"]] == known
        if isinstance(drawn.content, Choice | Several):
            ideas = [each["misconception"] for each in key(drawn)["options"]]
            assert [each["misconception"] for each in told["options"]] == ideas


def table(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to read Unicode"
    return list(csv.DictReader(StringIO(body.decode("utf-8-sig"), newline="")))


def test_a_table_has_a_row_for_each_question() -> None:
    rows = {row["id"]: row for row in table(questions_csv(select(variants=2)))}
    for drawn in select(variants=2).questions:
        row, answers = rows[f"{drawn.template.name}-{drawn.seed}"], key(drawn)
        assert row["prompt"] == drawn.content.asks
        options = [row[f"option_{place}"] for place in range(1, len(asked(drawn)["options"]) + 1)]
        assert all(options)
        match drawn.template.kind:
            case "number":
                assert row["answer"] == answers["shown"]
            case "order":
                assert ["abcdefghij".index(each) for each in row["answer"].split()] == answers["answer"]
            case "single" | "several":
                right = [place for place, each in enumerate(answers["options"], start=1) if each["right"]]
                assert row["answer"] == " ".join(map(str, right))


def test_a_cell_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_row", lambda each: {"id": "=1+1", "prompt": "@x", "seed": -1, "hint": "a\nb"})
    rows = table(questions_csv(select(["code"])))
    assert rows[0] == {"id": "'=1+1", "prompt": "'@x", "seed": "-1", "hint": "a\nb"}


def test_every_format_writes_its_file(tmp_path: Path) -> None:
    selection = select(["code"])
    for name, way in FORMATS.items():
        path = export(name, tmp_path / name, selection)
        assert path == tmp_path / f"{name}{way.suffix}"
        assert path.stat().st_size > 1000
        assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask()
    assert len(list(tmp_path.iterdir())) == len(FORMATS)


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_file_keeps_its_own_ending_and_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "bank.backup"
    path.write_text("old")
    path.chmod(0o600)
    assert export("csv", str(path), select(["code"])) == path
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,template,seed")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no format 'moodl'; did you mean 'moodle'"):
        export("moodl", tmp_path / "x", select(["code"]))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    selection = select(["code"])
    (tmp_path / "taken.csv").mkdir()
    nowhere, taken = tmp_path / "no" / "x.csv", tmp_path / "taken.csv"
    with pytest.raises(RangeError, match=f"cannot write {nowhere}: No such file.*folder that can be written"):
        export("csv", nowhere, selection)
    with pytest.raises(RangeError, match=f"{taken} is not a file that can be replaced"):
        export("csv", taken, selection)
    assert [each.name for each in tmp_path.iterdir()] == ["taken.csv"]


def test_a_disk_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bank.json"
    path.write_text("old")

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RangeError, match=r"cannot write .*bank\.json: No space left on device"):
        export("json", path, select(["code"]))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_line(tmp_path: Path) -> None:
    done = talweg("bank", "export", "moodle", "bank", "--sections", "code,schedule", "--variants", "2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    selection = select(["code", "schedule"], variants=2)
    assert done.stdout.startswith(
        f"bank.xml: {len(selection.questions)} questions from {len(selection.groups)} templates, "
    )
    assert (tmp_path / "bank.xml").read_bytes().startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')
    done = talweg("bank", "export", "paper", "x.pdf", "--variants", "0", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "talweg: export: variants is a whole number of [1, 100], got 0"
    assert not (tmp_path / "x.pdf").exists()
