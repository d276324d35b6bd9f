"""A stored call, run again: the same, or the first event that is not."""

from typing import Any

import msgspec

from spine.replay import ChainBroken, Differs, Erased, Identical, Stopped, replay
from tests.fakes.recorded import SEALER, as_stored, count_words, pinned, written

BODIES = written()
STORED = as_stored(BODIES)


def test_the_same_core_and_graph_give_every_byte_again() -> None:
    assert replay(STORED, SEALER, pinned()) == Identical(len(BODIES))


def test_another_core_differs_at_the_first_event_that_it_decides_otherwise() -> None:
    outcome = replay(STORED, SEALER, pinned(suffix="!"))

    assert isinstance(outcome, Differs)
    assert (outcome.seq, outcome.type) == (4, "turn.heard.v1")
    assert msgspec.json.decode(outcome.stored)["event"]["texts"] == ["my tap leaks"]
    assert msgspec.json.decode(outcome.replayed)["event"]["texts"] == ["my tap leaks!"]


def test_another_graph_differs_where_it_matters() -> None:
    outcome = replay(STORED, SEALER, pinned(limit=99))

    assert isinstance(outcome, Differs)
    assert (outcome.seq, outcome.type) == (len(BODIES), "call.ended.v1")


def silent(core: str, graph: int, state: int, happening: Any) -> Any:
    state, decided, effects = count_words(core, graph, state, happening)
    return state, decided[:0] if decided and decided[0].at_ms else decided, effects


def test_a_decision_that_is_not_made_any_more_differs_there() -> None:
    outcome = replay(STORED, SEALER, msgspec.structs.replace(pinned(), step=silent))

    assert isinstance(outcome, Differs)
    assert outcome.seq == 4


def test_a_call_without_its_last_decision_differs_and_says_that_there_is_no_more() -> None:
    outcome = replay(STORED[:-1], SEALER, pinned())

    assert isinstance(outcome, Differs)
    assert (outcome.seq, outcome.stored) == (len(BODIES), "")


def breaks(core: str, graph: int, state: int, happening: Any) -> Any:
    if happening.at_ms > 100:
        raise KeyError("gone")
    return count_words(core, graph, state, happening)


def test_a_step_that_raises_is_named_by_its_input() -> None:
    outcome = replay(STORED, SEALER, msgspec.structs.replace(pinned(), step=breaks))

    assert outcome == Stopped(5, "KeyError('gone')")  # type: ignore[arg-type]


def test_after_an_erasure_it_says_erased_and_never_differs() -> None:
    outcome = replay(STORED, None, pinned(suffix="!"), "2026-11-24T00:00:00+00:00")

    assert outcome == Erased("2026-11-24T00:00:00+00:00", len(BODIES))


def test_after_an_erasure_a_changed_byte_is_still_found() -> None:
    body = BODIES[2].replace(b"sealed", b"sEaled")
    changed = [msgspec.structs.replace(one, body=body) if one.seq == 3 else one for one in STORED]

    outcome = replay(changed, None, None, "then")
    assert isinstance(outcome, ChainBroken)
    assert outcome.seq == 3
