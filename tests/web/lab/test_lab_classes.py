"""An experiment shown to a class: by its teacher alone, to that class alone, to look at and not to stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from talweg.web.app import create_app

from .conftest import eventually
from class_site import Browser, hasten, learner_browser, new_class, teacher_browser

ASKED = {"problem": "valley", "rules": ["sgd", "adam"], "budget": 1, "seeds": 2, "steps": 20}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A class site whose lab is open, with a teacher, two classes, and a learner in each."""
    folder = tmp_path_factory.mktemp("lab")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALWEG_DATA", str(folder))
        app = create_app(f"sqlite:///{folder / 'class.db'}", class_mode=True, lab=True)
    hasten(app.state.store())
    teacher = teacher_browser(app)
    rooms = [new_class(teacher, name) for name in ("7b", "8a")]
    ada, bob = (learner_browser(app, room.join_code, name)[0] for room, name in zip(rooms, ("Ada", "Bob"), strict=True))
    yield {"app": app, "teacher": teacher, "rooms": rooms, "Ada": ada, "Bob": bob}
    app.state.store().close()


@pytest.fixture(scope="module")
def name(people: dict[str, Any]) -> str:
    """An experiment that Ada has begun."""
    found = people["Ada"].post("/api/lab/experiments", ASKED)
    assert found.status_code == 201, found.text
    lab, name = people["app"].state.lab, found.json()["id"]
    eventually(lambda: lab.events(name))
    return str(name)


def shown(who: Browser, title: str = "sgd, adam on Valley") -> bool:
    return title in who.get("/lab").text


def test_a_class_is_shown_what_its_teacher_shows_it(people: dict[str, Any], name: str) -> None:
    teacher, (first, second), ada, bob = people["teacher"], people["rooms"], people["Ada"], people["Bob"]
    path = f"/api/lab/experiments/{name}/classes"
    assert not shown(ada)
    for who, room in ((ada, first), (bob, first)):
        assert who.post(path, {"classroom": room.id, "shown": True}).status_code == 403
    for body, status in (({"classroom": 10**6, "shown": True}, 403), ({"classroom": "../7"}, 422), ({"shown": 1}, 422)):
        assert teacher.post(path, body).status_code == status
    assert not any(map(shown, (ada, bob, teacher)))
    assert teacher.post(path, {"classroom": first.id, "shown": True}).json()["classes"] == [first.id]
    assert teacher.get(f"/api/lab/experiments/{name}").json()["classes"] == [first.id]
    assert ada.get(f"/api/lab/experiments/{name}").json()["classes"] == [], "whom else it is shown to is not theirs"
    assert [*map(shown, (ada, bob, teacher))] == [True, False, True]
    for again in (False, False):
        assert teacher.post(path, {"classroom": first.id, "shown": again}).json()["classes"] == []
    assert not shown(ada)
    assert teacher.post(path, {"classroom": second.id, "shown": True}).status_code == 200
    assert [*map(shown, (ada, bob))] == [False, True]
    assert (
        teacher.post(f"/api/lab/experiments/{'x' * 22}/classes", {"classroom": first.id, "shown": True}).status_code
        == 404
    )


def test_whoever_has_the_link_looks_on_and_stops_nothing(people: dict[str, Any], name: str) -> None:
    ada, bob = people["Ada"], people["Bob"]
    assert [who.get(f"/api/lab/experiments/{name}").json()["mine"] for who in (ada, bob)] == [True, False]
    refused = bob.post(f"/api/lab/experiments/{name}/stop")
    assert refused.status_code == 404
    assert "not yours" in refused.json()["detail"]


def test_a_link_leads_through_the_login_to_what_it_shows(people: dict[str, Any], name: str) -> None:
    stranger = Browser(people["app"])
    led = stranger.get(f"/lab?experiment={name}")
    assert led.status_code == 303
    assert led.headers["location"] == f"join?next=lab%3Fexperiment%3D{name}"
    page = stranger.get(f"/{led.headers['location']}").text
    assert f"login?next=lab%3Fexperiment%3D{name}" in page
    joined = stranger.fill(
        "/join",
        at=f"/{led.headers['location']}",
        code=people["rooms"][0].join_code,
        name="Eve",
        next=f"lab?experiment={name}",
    )
    assert f'href="lab?experiment={name}"' in joined.text
    for strange in (f"lab?experiment={name}&x=1", "lab?experiment=//evil.example/", "lab?x", "http://evil.example"):
        page = Browser(people["app"]).get("/join", params={"next": strange}).text
        assert 'name="next"' not in page, strange
