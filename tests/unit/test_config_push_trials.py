"""Trial calls: made from the graph alone, and wrong in nothing that they say."""

from typing import Any

import msgspec
import pytest

from agent_worker.voice_core import dialogue
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph
from stress.trials import TrialFailedError, run_trials, trials_of
from tests.fakes.pushed import NUMBER, business, core

SERVICES = [
    {"name": "drain", "title": "blocked drain"},
    {"name": "tap", "title": "leaking tap"},
]


def chooser(when: str) -> Graph:
    """A business that asks for an address only for one of its services."""
    steps: list[dict[str, Any]] = [
        {"kind": "choose", "name": "service"},
        {"kind": "capture", "name": "phone", "primitive": "phone"},
        {"kind": "capture", "name": "address", "primitive": "address", "when": when},
    ]
    return business(services=SERVICES, objectives={"outcome": "lead", "steps": steps})


def with_phrase(name: str, text: str) -> Core:
    locale = core().locale
    said = msgspec.structs.replace(locale.phrases[name], text=text)
    locale = msgspec.structs.replace(locale, phrases={**locale.phrases, name: said})
    return Core(version="0", digest="0", locale=locale)


def names(graph: Graph) -> list[str]:
    return [trial.name for trial in trials_of(graph)]


def test_the_graph_says_which_calls_are_made() -> None:
    made = names(business(ask=("reason", "name", "phone", "email", "address")))

    assert made == [
        "tells the truth, closed, 1",
        "tells the truth, closed, 2",
        "tells the truth, closed, 3",
        "gives nothing",
        "corrects name",
        "corrects phone",
        "corrects email",
        "corrects address",
        "hangs up in the middle",
        "says nothing",
        "asks for a person, closed, answered",
        "is in danger, closed, answered",
        "asks for a person, closed, not answered",
        "is in danger, closed, not answered",
        "rang a wrong number",
        "sells something",
        "is abusive",
        "is in a hurry",
        "takes the number back",
    ]


def test_each_kind_of_hours_is_rung_in_and_each_thing_is_chosen_in_it() -> None:
    own = {
        "name": "Alfa",
        "numbers": [NUMBER],
        "time_zone": "Australia/Perth",
        "hours": {"mon": ["07:00-17:00"]},
        "closures": [{"first": "2026-12-25", "why": "Christmas"}],
    }
    made = names(chooser("service is tap"))
    assert [one for one in made if one.startswith("chooses")] == [
        "chooses drain, closed",
        "chooses tap, closed",
    ]

    rung = names(business(business=own))
    assert {one.split(", ")[1] for one in rung if one.startswith("tells")} == {
        "open",
        "closed",
        "holiday",
    }
    assert run_trials(core(), business(business=own)) == len(rung)


@pytest.mark.parametrize("drawn", range(12))
def test_good_businesses_pass_whatever_is_drawn(drawn: int) -> None:
    every = business(f"drawn-{drawn}", ask=("reason", "name", "phone", "email", "address"))

    assert run_trials(core(), every) == len(names(every))
    assert run_trials(core(), chooser("service is tap")) == len(names(chooser("service is tap")))


def test_the_same_graph_makes_the_same_calls() -> None:
    def drawn() -> list[Any]:
        return [(one.name, one.part, one.rings_at) for one in trials_of(business())]

    assert drawn() == drawn()


@pytest.mark.parametrize(
    ("phrase", "text", "trial"),
    [
        ("phone_readback", "Is that right?", "tells the truth"),
        ("email_readback", "{email}, or so. Right?", ""),
        ("name_and_phone", "{name}. Is that right?", "tells the truth"),
        ("address_readback", "Somewhere in Australia. Is that right?", "tells the truth"),
    ],
)
def test_a_read_back_that_does_not_say_the_value_is_found(
    phrase: str, text: str, trial: str
) -> None:
    graph = business(ask=("name", "phone", "email", "address"))
    if phrase == "phone_readback":
        graph = business(ask=("phone",))
    if not trial:
        assert run_trials(with_phrase(phrase, text), graph)
        return
    with pytest.raises(TrialFailedError) as failed:
        run_trials(with_phrase(phrase, text), graph)
    assert failed.value.trial.startswith(trial)
    assert failed.value.transcript[-1].startswith("the call is over")


def test_a_core_that_raises_is_found_and_the_call_is_shown() -> None:
    with pytest.raises(TrialFailedError, match="the call breaks: KeyError") as failed:
        run_trials(with_phrase("phone_ask", "{nothing}?"), business())
    assert any("help" in line for line in failed.value.transcript)


def test_a_core_that_does_not_tell_level_2_what_it_heard_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run_trials(core(), chooser("service is tap"))
    monkeypatch.setattr(dialogue, "_known", lambda _, state: state)

    with pytest.raises(TrialFailedError, match="the configuration wants address"):
        run_trials(core(), chooser("service is tap"))


def test_a_field_that_no_trials_caller_can_give_is_refused() -> None:
    graph = business(ask=("phone",))
    greet, ask, finish = graph.objectives[0], None, graph.objectives[-1]
    for one in graph.objectives:
        if one.name == "phone":
            step = msgspec.structs.replace(one.step, primitive="telepathy")
            ask = msgspec.structs.replace(one, step=step)
    assert ask is not None
    odd = msgspec.structs.replace(graph, objectives=(greet, ask, finish))

    with pytest.raises(TrialFailedError, match="telepathy"):
        run_trials(core(), odd)


async def test_trial_calls_are_held_where_a_loop_is_running_too() -> None:
    assert run_trials(core(), business()) == len(names(business()))
