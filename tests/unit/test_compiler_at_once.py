"""All mistakes at once, none of them caused by another; and circles of conditions."""

from pathlib import Path
from typing import Any, Final

import pytest

from cli.config.commands import compile_file, show_file
from objective_engine.compiler import check_config
from tests.unit.engine_samples import ABLE, EXAMPLES, MADE_UP, TODAY

PHONE: Final[dict[str, Any]] = {"kind": "capture", "name": "phone", "primitive": "phone"}
NAME: Final[dict[str, Any]] = {"kind": "capture", "name": "name", "primitive": "name"}


def found(*steps: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    data = {**MADE_UP, "objectives": {"steps": list(steps), **more.pop("objectives", {})}, **more}
    return [(one.code, one.pointer) for one in check_config(data, core=ABLE, as_of=TODAY)[1]]


def test_a_value_that_nothing_hangs_on_hides_no_other_mistake() -> None:
    odd = {"kind": "capture", "name": "rego", "primitive": "spelling", "shapes": ["a-9"]}

    assert found(PHONE, odd, {**NAME, "needs": ["fone"]}) == [
        ("SF1106", "/objectives/steps/1/shapes/0"),
        ("SF1210", "/objectives/steps/2/needs/0"),
    ]


def test_a_name_that_is_broken_may_be_the_one_that_is_missed() -> None:
    assert found({**PHONE, "name": "Phone"}, {**NAME, "needs": ["phone"]}) == [
        ("SF1106", "/objectives/steps/0/name"),
    ]


def test_what_is_left_out_twice_is_not_one_word_for_two_things() -> None:
    services = [{"name": "a"}, {"name": "b"}, {"name": "c", "title": "see"}]

    assert found(PHONE, services=services) == [
        ("SF1102", "/services/0"),
        ("SF1102", "/services/1"),
    ]


@pytest.mark.parametrize(
    ("phone", "name"),
    [
        ("name is known", "phone is known"),
        ("open and name is known", "phone met and closed"),
        ("phone is known", "open"),
    ],
)
def test_questions_that_wait_for_each_others_answers_are_a_circle(phone: str, name: str) -> None:
    assert found({**PHONE, "when": phone}, {**NAME, "when": name}) == [
        ("SF1213", "/objectives/steps/0/when"),
    ]


def test_a_branch_that_asks_what_it_hangs_on_is_a_circle() -> None:
    branch = {"name": "some", "when": "name is known", "steps": [NAME]}

    assert found(PHONE, objectives={"branches": [branch]}) == [
        ("SF1213", "/objectives/branches/0/steps/0/name"),
    ]


@pytest.mark.parametrize("when", ["name is known or open", "not name is known", "name over"])
def test_what_may_come_about_otherwise_is_no_circle(when: str) -> None:
    assert found({**PHONE, "when": when}, {**NAME, "when": "phone is known"}) == []


def test_what_a_rule_opens_is_no_circle() -> None:
    rule = {"when": "phone is known", "opens": "name"}
    asked = {**NAME, "when": "name is known"}

    assert found({**PHONE, "rules": [rule]}, asked) == []


def test_a_contact_is_rung_once() -> None:
    contact = {"name": "ann", "title": "Ann", "number": "+61491570006", "rung": "always"}
    route = {"kind": "route", "name": "to_ann", "to": ["ann", "ann"]}

    assert found(PHONE, route, contacts=[contact]) == [("SF1201", "/objectives/steps/1/to/1")]


def test_a_field_chosen_from_a_list_is_a_kind_of_its_own() -> None:
    data = {**MADE_UP, "objectives": {"steps": [PHONE, {**NAME, "primitive": "choice"}]}}
    (one,) = check_config(data, core=ABLE, as_of=TODAY)[1]

    assert (one.code, one.cure) == ("SF1203", "say `kind: choose` with a list of `options`.")


def test_where_nothing_can_be_written_it_is_said_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = EXAMPLES / "top-end-trades.yaml"

    assert compile_file(file, tmp_path) == 1
    assert show_file(file, output=tmp_path / "no" / "such") == 1
    said = capsys.readouterr().err
    assert "Is a directory" in said
    assert "No such file" in said
    assert show_file(tmp_path / "none.graph") == 5
    assert capsys.readouterr().err == "none.graph: No such file or directory\n"
