"""Whatever is sent to the API, valid or not, it answers as its own description says, and never with a server error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from talweg.web.app import create_app

from conftest import serving
from exams import TRIAL

DESCRIBED = create_app().openapi()
OPERATIONS = [(path, method) for path, methods in DESCRIBED["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("described")
    (folder / "blueprints").mkdir()
    (folder / "blueprints/trial.toml").write_text(TRIAL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALWEG_DATA", str(folder))
        with serving(create_app()) as served:
            yield served


@pytest.fixture(scope="module")
def described() -> Any:
    """The description as schemathesis reads it, by path and method."""
    import schemathesis  # takes seconds: not where tests are only collected

    return schemathesis.openapi.from_dict(DESCRIBED)


@pytest.mark.slow
@pytest.mark.parametrize("path, method", OPERATIONS)
def test_the_api_is_what_it_says(path: str, method: str, described: Any, address: str) -> None:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks as specified

    conforming = [
        not_a_server_error,
        specified.status_code_conformance,
        specified.content_type_conformance,
        specified.response_schema_conformance,
    ]
    operation = described[path][method]

    @settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), ours=strategies.booleans())
    def answers(case: Any, ours: bool) -> None:
        if ours and "id" in (case.path_parameters or {}):  # an id that is drawn is nobody's
            begun = httpx.post(f"{address}/api/sittings", json={"blueprint": "trial"})
            case.path_parameters["id"] = begun.json()["id"]
        case.call_and_validate(base_url=address, checks=conforming)

    answers()


def test_the_description_holds_the_api_and_no_page() -> None:
    assert len(OPERATIONS) == 17
    assert all(path.startswith("/api/") for path in DESCRIBED["paths"])
    for methods in DESCRIBED["paths"].values():
        for operation in methods.values():
            assert {"404", "409", "422", "503"} <= operation["responses"].keys()
            good = next(each for status, each in operation["responses"].items() if status.startswith("2"))
            assert "$ref" in json.dumps(good), "every answer has a model"
