"""What a configuration tells of one kind of field: the shapes of a code, what a number counts."""

from typing import Any, Final

import pytest

from objective_engine.directives import Capture
from objective_engine.english import explain
from objective_engine.graph import Graph, to_bytes
from spine.events.call import CaptureConfirmed
from stress.trials import run_trials, trials_of
from tests.fakes.core_call import CoreCall
from tests.fakes.pushed import business, core

PHONE: Final[dict[str, Any]] = {"kind": "capture", "name": "phone", "primitive": "phone"}
EVERY: Final = (
    {"primitive": "spelling", "shapes": ["AAA 99A", "9AA 9AA", "WO 9999"]},
    {"primitive": "spelling"},
    {"primitive": "quantity", "unit": "bedrooms"},
    {"primitive": "quantity"},
    {"primitive": "digits"},
    {"primitive": "birth_date"},
)


def asking(*steps: dict[str, Any]) -> Graph:
    """A business that asks for these, after a number to ring."""
    own = [{"kind": "capture", "name": f"own_{at}", **one} for at, one in enumerate(steps)]
    return business(objectives={"outcome": "lead", "steps": [*own, PHONE]})


def kept(graph: Graph, *turns: str) -> tuple[dict[str, str], list[str]]:
    """Hold the first turns of a call; return what was confirmed, and what was said."""
    call = CoreCall(core(), graph)
    call.answered()
    said = [call.said]
    for turn in turns:
        call.says(turn)
        said.append(call.said)
        call.play_out()
    return {str(one.field): one.value for one in call.of(CaptureConfirmed)}, said


def test_a_number_is_asked_for_and_kept_with_what_it_counts() -> None:
    values, said = kept(asking(EVERY[2]), "four", "yes")

    assert said[:2] == ["How many bedrooms would that be?", "four bedrooms. Is that right?"]
    assert values == {"own_0": "4 bedrooms"}


def test_a_number_that_was_not_understood_is_asked_for_by_what_it_counts() -> None:
    _, said = kept(asking(EVERY[2]), "quite a few")

    assert said[-1] == "Sorry, how many bedrooms was that?"


@pytest.mark.parametrize(
    ("shapes", "value"), [(["A9 A9"], "O0I1"), (["99 99"], "0011"), (["AA AA"], "OOII")]
)
def test_a_shape_tells_letters_from_the_digits_that_sound_like_them(
    shapes: list[str], value: str
) -> None:
    values, said = kept(asking({"primitive": "spelling", "shapes": shapes}), "oh zero i one", "yes")

    assert said[0] == "What's the own 0? Please spell it."
    assert values == {"own_0": value}


def test_what_says_nothing_about_a_field_is_no_part_of_its_graph() -> None:
    assert b"shapes" not in to_bytes(asking(EVERY[1], EVERY[3]))
    assert b"unit" not in to_bytes(asking(EVERY[1], EVERY[3]))
    assert "shapes" in Capture.__struct_fields__


def test_the_operator_is_told_of_both() -> None:
    told = " ".join(explain(asking(*EVERY)))

    assert "asks how many bedrooms." in told
    assert "(like AAA 99A or 9AA 9AA or WO 9999)" in told


def test_trial_callers_can_give_every_kind_of_field() -> None:
    graph = asking(*EVERY)

    assert run_trials(core(), graph) == len(list(trials_of(graph)))
