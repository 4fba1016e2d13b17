"""The bank read back as Moodle and Canvas read it: what they would grade, and say, is what the course does."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest

from talweg.course.bank import BANK
from talweg.course.export import Selection, canvas, moodle, select
from talweg.course.question import Question, asked, grade, key

# The fractions that Moodle takes; with any other it refuses a question, or rounds it.
FRACTIONS = {100, 50, 100 / 3, 25, 20, 100 / 6, 100 / 7, 12.5, 100 / 9, 10, 0}
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
PACKAGE = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
MOODLE = {
    "choice": "multichoice",
    "several": "multichoice",
    "number": "numerical",
    "order": "matching",
    "lines": "essay",
}
CANVAS = {
    "choice": "multiple_choice_question",
    "several": "multiple_answers_question",
    "number": "numerical_question",
    "order": "matching_question",
    "lines": "essay_question",
}


@cache
def bank() -> Selection:
    return select(variants=2)


def without_formulas(shown: str) -> str:
    """A text as the site has it, or another system, but for its formulas."""
    shown = re.sub(r'<span class="math inline"><math.*?</math></span>', "", shown)
    shown = re.sub(r'<span class="together">(.*?)</span>', r"\1", shown)
    return re.sub(r'\\\(.*?\\\)|<img class="equation_image".*?>', "", shown)


@dataclass(frozen=True)
class Known:
    """A question with what the course asks and answers, and responses with what they earn."""

    question: Question
    asked: dict[str, Any]
    key: dict[str, Any]
    credits: list[tuple[Any, float]]


@cache
def questions() -> dict[str, Known]:
    return {f"{each.template.name}-{each.seed}": known(each) for each in bank().questions}


def known(question: Question) -> Known:
    paper, answers = asked(question), key(question)
    credits = []
    for response in responses(paper, answers):
        given = response[0] if paper["form"] == "choice" else response
        credits.append((response, grade(paper, answers, given).credit))
    return Known(question, paper, answers, credits)


def responses(paper: dict[str, Any], answers: dict[str, Any]) -> list[Any]:
    """Responses that show how a question is graded: all single ones, sets of ticks, numbers around, known orders."""
    places = range(len(paper["options"]))
    match paper["form"]:
        case "choice":
            return [[place] for place in places]
        case "several":
            return [list(each) for size in (1, 2, 3) for each in combinations(places, size)]
        case "number":
            right, room = answers["answer"], answers["room"]
            around = [right, right + 0.99 * room, right - 0.99 * room, right + 1.02 * room, right - 1.02 * room]
            return around + [each["answer"] for each in answers["slips"]]
        case "order":
            return [answers["answer"], *(each["answer"] for each in answers["slips"])]
    return []  # lines that are typed are for the teacher to judge, in every other system


# Moodle


@cache
def moodle_file() -> ET.Element:
    return ET.fromstring(moodle(bank()))


def texts(element: ET.Element, path: str) -> list[str]:
    return [each.text or "" for each in element.findall(path)]


def test_moodle_has_every_question_once_in_its_template_s_category() -> None:
    found: dict[str, str] = {}
    place = ""
    for each in moodle_file():
        assert each.tag == "question"
        if each.get("type") == "category":
            place = texts(each, "category/text")[0]
            assert place.startswith("$course$/top/Talweg/")
            assert len(place.replace("//", "").split("/")) == 5
            continue
        name = texts(each, "idnumber")[0]
        assert name not in found
        assert len(name) <= 100
        assert place.endswith("/" + name.rpartition("-")[0])
        found[name] = place
    assert found.keys() == questions().keys()


def test_moodle_gets_sound_questions() -> None:
    for each in moodle_file().iterfind("question"):
        if each.get("type") == "category":
            continue
        question = questions()[texts(each, "idnumber")[0]]
        assert each.get("type") == MOODLE[question.asked["form"]]
        assert texts(each, "name/text")[0]
        assert len(texts(each, "name/text")[0]) <= 255
        assert texts(each, "defaultgrade") == ["1"]
        assert texts(each, "generalfeedback/text")[0].startswith("<p>")
        assert len(texts(each, "tags/tag/text")) == 3
        for part in each.iter():
            assert (part.text or "").count("\\(") == (part.text or "").count("\\)")
            assert "<math" not in (part.text or "")
        shown = texts(each, "questiontext/text")[0]
        files = {file.get("name"): file.text or "" for file in each.iterfind("questiontext/file")}
        assert set(re.findall(r'@@PLUGINFILE@@/([^"]+)"', shown)) == files.keys()
        assert bool(files) == bool(question.asked["figure"])
        for body in files.values():
            assert b"<svg xmlns=" in base64.b64decode(body, validate=True)


def moodle_credit(each: ET.Element, response: Any) -> float:
    """What Moodle's grading makes of a response: answers in their order, the first number within its tolerance."""
    answers = each.findall("answer")
    match each.get("type"):
        case "multichoice":
            total = sum(float(answers[place].get("fraction", "")) for place in response)
            return max(0.0, total / 100)
        case "numerical":
            for one in answers:
                if abs(response - float(texts(one, "text")[0])) <= float(texts(one, "tolerance")[0]):
                    return float(one.get("fraction", "")) / 100
            return 0.0
    places = texts(each, "subquestion/answer/text")
    return float(all(places[step] == str(at) for at, step in enumerate(response, start=1)))


def test_moodle_grades_as_the_course_does() -> None:
    checked = 0
    for each in moodle_file().iterfind("question"):
        if each.get("type") == "category":
            continue
        question = questions()[texts(each, "idnumber")[0]]
        for response, credit in question.credits:
            assert moodle_credit(each, response) == pytest.approx(credit, abs=1e-5), response
            checked += 1
        if each.get("type") == "multichoice":
            fractions = [float(one.get("fraction", "")) for one in each.iterfind("answer")]
            assert all(min(abs(abs(one) - legal) for legal in FRACTIONS) < 1e-4 for one in fractions)
            assert sum(one for one in fractions if one > 0) == pytest.approx(100, abs=1e-3)
            assert texts(each, "single") == [str(question.asked["form"] == "choice").lower()]
    assert checked > 1000


def test_moodle_knows_a_slip_as_near_as_the_course_does() -> None:
    for each in moodle_file().iterfind("question[@type='numerical']"):
        answers = questions()[texts(each, "idnumber")[0]].key
        rooms = [answers["room"], *(slip["room"] for slip in answers["slips"])]
        tolerances = [float(one) for one in texts(each, "answer/tolerance")]
        assert tolerances == pytest.approx(rooms, rel=1e-9)


def test_moodle_keeps_the_why_of_every_wrong_answer() -> None:
    for each in moodle_file().iterfind("question"):
        if each.get("type") in ("category", "matching", "essay"):
            continue
        answers = questions()[texts(each, "idnumber")[0]].key
        whys = texts(each, "answer/feedback/text")
        wrong = [one["why"] for one in answers.get("options", answers.get("slips")) if not one["right"]]
        worth = [float(one.attrib["fraction"]) for one in each.iterfind("answer")]
        said = [why for why, one in zip(whys, worth, strict=True) if one <= 0]
        assert len(said) == len(wrong)
        for ours, theirs in zip(wrong, said, strict=True):
            assert without_formulas(ours) == without_formulas(theirs)


# Canvas


@cache
def package() -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(canvas(bank())))


@cache
def items() -> dict[str, ET.Element]:
    quiz = next(each for each in package().namelist() if re.fullmatch(r"(talweg_\w+)/\1\.xml", each))
    root = ET.fromstring(package().read(quiz))
    return {each.attrib["title"]: each for each in root.iter(f"{QTI}item")}


def inside(element: ET.Element, path: str) -> list[ET.Element]:
    return element.findall("/".join(QTI + part if part[0].isalpha() else part for part in path.split("/")))


def field(item: ET.Element, label: str) -> str:
    found = [each for each in item.iter(f"{QTI}qtimetadatafield") if each[0].text == label]
    return found[0][1].text or ""


def test_the_package_names_all_its_files_and_no_others() -> None:
    root = ET.fromstring(package().read("imsmanifest.xml"))
    named = {each.attrib["href"] for each in root.iter(f"{PACKAGE}file")}
    assert named | {"imsmanifest.xml"} == set(package().namelist())
    idents = [each.attrib["identifier"] for each in root.iter(f"{PACKAGE}resource")]
    assert len(set(idents)) == len(idents)
    assert {each.attrib["identifierref"] for each in root.iter(f"{PACKAGE}dependency")} <= set(idents)
    assert [each.get("type") for each in root.iter(f"{PACKAGE}resource")][:2] == [
        "imsqti_xmlv1p2",
        "associatedcontent/imscc_xmlv1p1/learning-application-resource",
    ]


def test_canvas_gets_every_question_and_draws_one_of_a_template() -> None:
    assert items().keys() == questions().keys()
    quiz = next(each for each in package().namelist() if re.fullmatch(r"(talweg_\w+)/\1\.xml", each))
    groups = inside(ET.fromstring(package().read(quiz)), "assessment/section/section")
    single = sum(len(each.variants) == 1 for each in bank().groups)
    assert len(groups) == len(BANK) - single
    for each in groups:
        assert len(inside(each, "item")) == 2
        assert [one.text for one in inside(each, "selection_ordering/selection/selection_number")] == ["1"]


def test_canvas_gets_sound_questions() -> None:
    for name, item in items().items():
        question = questions()[name]
        assert field(item, "question_type") == CANVAS[question.asked["form"]]
        assert field(item, "points_possible") == "1.0"
        assert [each.tag.removeprefix(QTI) for each in item][:3] == ["itemmetadata", "presentation", "resprocessing"]
        given = {each.attrib["ident"] for each in inside(item, "itemfeedback")}
        used = {each.attrib["linkrefid"] for each in item.iter(f"{QTI}displayfeedback")}
        assert given == used
        for each in item.iter(f"{QTI}mattext"):
            assert "<math" not in (each.text or "")
            assert "\\(" not in (each.text or "")
        pictures = [path for each in item.iter(f"{QTI}mattext")
                    for path in re.findall(r'src="%24IMS-CC-FILEBASE%24/([^"]+)"', each.text or "")]  # fmt: skip
        assert len(pictures) == bool(question.asked["figure"])
        assert all(b"<svg xmlns=" in package().read(path) for path in pictures)


def canvas_credit(item: ET.Element, response: Any) -> float:
    """What the item's own processing makes of a response."""
    labels = {each.attrib["ident"]: each for each in item.iter(f"{QTI}response_label")}
    given: dict[str, Any]
    match field(item, "question_type"):
        case "numerical_question":
            given = {"response1": response}
        case "matching_question":
            letter = {(each.findtext(f".//{QTI}mattext") or ""): ident for ident, each in labels.items()}
            answers = field(item, "original_answer_ids").split(",")
            given = {
                f"response_{answer}": {letter["abcdefghij"[step]]}
                for answer, step in zip(answers, response, strict=True)
            }
        case _:
            given = {"response1": {list(labels)[place] for place in response}}
    score = 0.0
    for condition in item.iter(f"{QTI}respcondition"):
        for points in condition.iter(f"{QTI}setvar"):
            if holds(condition[0][0], given):
                added = float(points.text or "")
                score = score + added if points.get("action") == "Add" else added
    return score / 100


def holds(test: ET.Element, given: dict[str, Any]) -> bool:
    value = given.get(test.get("respident", ""))
    match test.tag.removeprefix(QTI):
        case "and":
            return all(holds(each, given) for each in test)
        case "or":
            return any(holds(each, given) for each in test)
        case "not":
            return not holds(test[0], given)
        case "vargte":
            return bool(value >= float(test.text or ""))
        case "varlte":
            return bool(value <= float(test.text or ""))
    if isinstance(value, float):
        return value == float(test.text or "")
    return value is not None and test.text in value


def test_canvas_grades_as_the_course_does() -> None:
    checked = 0
    for name, item in items().items():
        for response, credit in questions()[name].credits:
            theirs = canvas_credit(item, float(response) if isinstance(response, int | float) else response)
            assert (theirs > 0.999) == (credit == 1), (name, response)
            checked += 1
    assert checked > 1000


def test_canvas_takes_no_wrong_number_for_a_right_one() -> None:
    """Canvas makes an answer of every condition with a number in it, so there may be the right one only."""
    for item in items().values():
        if field(item, "question_type") == "numerical_question":
            assert len(list(item.iter(f"{QTI}varequal"))) == 1


def test_canvas_says_every_why() -> None:
    for name, item in items().items():
        answers = questions()[name].key
        said = " ".join(each.text or "" for one in inside(item, "itemfeedback") for each in one.iter(f"{QTI}mattext"))
        plain = without_formulas(said)
        for each in answers.get("options", answers.get("slips")):
            if not each["right"]:
                assert without_formulas(each["why"]) in plain


def test_the_same_selection_is_the_same_package() -> None:
    assert canvas(select(["code"])) == canvas(select(["code"]))
    assert canvas(select(["code"])) != canvas(select(["code"], seed=1))
