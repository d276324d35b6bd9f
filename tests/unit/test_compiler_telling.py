"""What operators are told: in English, as a difference, as a proof, as a picture."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cli.config.commands import all_found, check_file, compile_file, show_file
from cli.config.diagram import mermaid
from cli.config.facts import installed_core
from cli.config.proofs import prove_file
from cli.config.talk import chat_file
from cli.config.telling import diff_files, explain_file
from objective_engine.core_facts import KINDS
from objective_engine.difference import compare
from objective_engine.english import explain, hours
from objective_engine.graph import to_bytes
from objective_engine.hours import classes, classify
from objective_engine.states import LIFE, OVER, machine
from objective_engine.steps import ChangeStep
from spine.ids import FieldName
from tests.unit.engine_samples import (
    EXAMPLES,
    added,
    changed,
    compiled,
    example,
    named,
    small,
    without,
)

PLUMBER = EXAMPLES / "harbourside-plumbing.yaml"
HARBOUR = EXAMPLES.parent / "harbour-plumbing.yaml"
SMALL = small()
COVERS = "call-out and first half hour"
OPTIONAL = ", if the caller is not in a hurry"
RINGS = (
    "When the caller asks for a person, the agent rings the owner, then whoever is on call"
    " in their hours; if nobody answers, it takes an urgent message."
)


def test_an_operator_reads_what_the_agent_will_do() -> None:
    said = list(explain(SMALL))

    for line in (
        "Small Plumbing is answered on +61255501207.",
        "It is open Monday, Tuesday from 7:00 to 17:00.",
        "It is closed on 2026-12-25 to 2026-12-26 (Christmas).",
        "It works in 2300, 2291, Merewether.",
        "whoever is on call (+61491570156) can be rung at any time.",
        RINGS,
        "When enquiry is not complaint, the agent asks for the phone.",
        f"When enquiry is not complaint, the agent asks for the address{OPTIONAL}.",
        "Urgency is urgent when service is burst pipe.",
        "Urgency is standard in all other calls.",
        "Served says whether address is in the area.",
        "Asked “when are you open”, it says: “We are open on Monday and Tuesday.”",
        "After lead, booked, complaint: notify email.",
        "Told by e-mail: owner@example.com.",
        "What was said is kept for 365 days.",
    ):
        assert line in said


def test_every_kind_of_objective_can_be_said() -> None:
    graph = added(SMALL, ChangeStep(field=FieldName("x"), what="cancel"), 20)
    bare = msgspec.structs.replace(graph, week=(), area=(), closures=(), emails=(), triggers=())

    assert "It has no opening hours." in list(explain(bare))
    assert "The agent takes a request to cancel a booking, and reads nothing out." in list(
        explain(bare)
    )
    waits = "When enquiry is not complaint and served is not outside, the agent offers times of"
    assert any(line.startswith(waits) and "after “address”" in line for line in explain(graph))


def test_hours_are_said_as_people_say_them() -> None:
    assert hours(()) == "at no time"
    assert hours(((0, 60), (1440, 1500))) == "Monday, Tuesday from 0:00 to 1:00"


def test_only_what_changes_in_calls_is_a_difference() -> None:
    step = msgspec.structs.replace(named(SMALL, "service").step, required=False)
    made = compare(SMALL, changed(SMALL, "service", step=step))

    assert len(made.gone) == len(made.new) == 1
    assert made.new[0] == made.gone[0][:-1] + ", if the caller is not in a hurry."
    assert {call.caller for call in made.calls} == {
        "a caller in a hurry, while open",
        "a caller in a hurry, while closed",
    }
    assert compare(SMALL, SMALL) == type(made)((), (), ())


def test_a_removed_objective_shows_in_every_call_that_had_it() -> None:
    made = compare(SMALL, without(SMALL, "danger.owner"))

    assert [call.caller for call in made.calls] == ["a caller in danger, while open"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T06:59:59+11:00", ("closed", ("on_call",))),
        ("2026-11-23T07:00:00+11:00", ("open", ("owner", "on_call"))),
        ("2026-11-24T16:59:00+11:00", ("open", ("owner", "on_call"))),
        ("2026-11-24T17:00:00+11:00", ("closed", ("on_call",))),
        ("2026-11-25T12:00:00+11:00", ("closed", ("on_call",))),
        ("2026-12-25T12:00:00+11:00", ("holiday", ("on_call",))),
        ("2026-12-27T12:00:00+11:00", ("closed", ("on_call",))),
        # the clock goes back on 2026-04-05 and forward on 2026-10-04; both are Sundays
        ("2026-04-05T02:30:00+11:00", ("closed", ("on_call",))),
        ("2026-10-05T07:00:00+11:00", ("open", ("owner", "on_call"))),
    ],
)
def test_a_moment_is_what_the_wall_clock_says(moment: str, expected: Any) -> None:
    assert classify(SMALL, moment) == expected
    assert expected in classes(SMALL)


def test_a_kind_of_objective_ends_only_as_it_can() -> None:
    assert ("active", "exhausted") in machine("capture")
    assert ("active", "exhausted") not in machine("route")
    assert set(machine("triage").values()) & OVER == set()
    assert machine("capture").items() <= LIFE.items()


def run(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_prove_shows_every_property_and_exits_by_its_verdict(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert prove_file(HARBOUR, as_json=False, any_core=False) == 0
    said = run(capsys)
    assert "Harbour Plumbing, graph" in said
    assert "✓ every call ends" in said
    assert "left to the Voice Core" in said
    broken = tmp_path / "broken.graph"
    broken.write_bytes(to_bytes(without(SMALL, "person.message", "person.on_call")))
    assert prove_file(broken, as_json=False, any_core=True) == 5
    said = run(capsys)
    assert "✗ a person who is asked for" in said
    assert "caller  I want to speak to a person" in said
    assert prove_file(broken, as_json=True, any_core=True) == 5
    document = json.loads(run(capsys))
    assert document["verdict"] == "refuted"
    assert document["violations"][0]["call"][0] == "agent   says the recording notice"


def test_what_cannot_be_compiled_is_neither_told_nor_proved(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("schema: 2\n")

    assert explain_file(file, any_core=True) == 5
    assert diff_files(file, file, any_core=True) == 5
    assert prove_file(file, as_json=False, any_core=True) == 5


def test_the_installed_core_can_do_all_that_the_templates_ask() -> None:
    assert check_file(PLUMBER, as_json=False, any_core=False) == 0
    assert set(installed_core().directives) == set(KINDS)


def test_a_configuration_ahead_of_its_core_is_refused_by_it_alone() -> None:
    older = msgspec.structs.replace(installed_core(), directives=("greet", "capture", "finish"))
    _, found = all_found(PLUMBER, lambda: older)
    said = " ".join(one.message for one in found if one.code == "SF1204")

    assert "this core version cannot put calls through yet." in said


def test_files_are_compared_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff_files(HARBOUR, PLUMBER, any_core=True) == 0
    assert "+ When the caller asks for a person" in run(capsys)
    assert diff_files(HARBOUR, HARBOUR, any_core=True) == 0
    assert run(capsys) == "No call will go differently.\n"
    assert explain_file(HARBOUR, any_core=False) == 0
    assert "The agent asks for the phone." in run(capsys)


def test_a_graph_is_shown_as_text_json_and_picture(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = tmp_path / "plumber.graph"
    assert compile_file(PLUMBER, made, any_core=True) == 0
    assert compile_file(HARBOUR, None) == 0
    run(capsys)
    assert show_file(made) == 0
    assert "close the call as booked, when" in run(capsys)
    assert show_file(made, how="json") == 0
    assert json.loads(run(capsys))["tenant"] == "harbourside-plumbing"
    assert show_file(made, how="mermaid") == 0
    assert run(capsys).startswith("flowchart TD\n")


def test_the_picture_closes_where_calls_close() -> None:
    assert '(["finish: finish"])' in mermaid(example("top-end-trades"))


def test_prices_are_said_while_they_hold_and_not_after() -> None:
    price = {
        "from_cents": 9900, "to_cents": 18000, "scope": COVERS,
        "effective": "2026-01-01", "expires": "2027-01-01",
    }  # fmt: skip
    fixed = {**price, "to_cents": 9900, "after_hours": True, "minimum_charge": True}
    old = {**price, "effective": "2025-01-01", "expires": "2025-12-31"}
    data = {
        "schema": 2,
        "tenant": "priced-plumbing",
        "business": {
            "name": "Priced Plumbing",
            "numbers": ["+61255501209"],
            "time_zone": "Australia/Hobart",
            "closures": [{"first": "2026-12-25", "why": "Christmas"}],
        },
        "services": [{"name": "drain", "title": "a blocked drain", "prices": [price, fixed, old]}],
        "objectives": {"steps": [{"kind": "capture", "name": "phone", "primitive": "phone"}]},
    }
    said = [entry.answer for entry in compiled(data).knowledge]

    assert said == [
        f"For a blocked drain, {COVERS} is between $99 and $180, including GST.",
        f"For a blocked drain after hours, {COVERS} is $99, as a minimum charge, including GST.",
    ]
    assert "It is closed on 2026-12-25 (Christmas)." in list(explain(compiled(data)))


def test_a_call_can_be_held_in_text_with_what_level_2_made_of_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    turns = ("My tap drips", "Tom Harris", "0491 570 156", "yes")
    assert chat_file(HARBOUR, say=turns, trace=True) == 0
    said = run(capsys)
    assert "agent   Harbour Plumbing here, this call is recorded." in said
    assert "· objective.ended.v1 greet: met: next asks for reason; worth “abandoned”" in said
    assert "the call is over: lead" in said
    file = tmp_path / "broken.yaml"
    file.write_text("schema: 2\n")
    assert chat_file(file, say=turns, trace=False) == 5
