"""The core under any inputs in any order: `tests.fakes.core_walk.Walk` says what must hold."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from agent_worker.core_files import read_core
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.turns import Turn
from objective_engine.graph import Graph, nobodys
from spine.events import inputs as happened
from spine.events.call import CaptureStarted
from tests.fakes.core_walk import SAID, TIMERS, Move, digest, graph, walked

pytestmark = pytest.mark.timeout(240)


@cache
def core() -> Core:
    return read_core()


@cache
def plumbing() -> Graph:
    return graph()


texts = st.one_of(st.sampled_from(SAID), st.text(max_size=30))
gaps_ms = st.sampled_from((0, 1, 20, 150, 400, 1_000, 7_000))


def fails(kind: type) -> object:
    return lambda at_ms: kind(at_ms=at_ms, code="test")


RARE = {
    "hung_up": happened.CallerHungUp,
    "deaf": fails(happened.HearingFailed),
    "lost": fails(happened.MediaLost),
    "unrecorded": fails(happened.RecordingStopped),
    "known": lambda at_ms: happened.CallerIdSeen(at_ms=at_ms, number="+61491570157"),
    "billed": lambda at_ms: happened.UsageMetered(at_ms=at_ms, provider="x", unit="y", quantity=1),
}


def keyed(key: str) -> object:
    return lambda at_ms: happened.KeyPressed(at_ms=at_ms, key=key)


whats = st.one_of(
    st.tuples(st.just("turn"), gaps_ms, st.sampled_from(SAID)),
    st.tuples(st.just("played"), gaps_ms, st.none()),
    st.tuples(st.just("played"), gaps_ms, st.none()),
    st.tuples(st.just("due"), gaps_ms, st.none()),
    st.tuples(st.just("start"), gaps_ms, st.none()),
    st.tuples(st.just("end"), gaps_ms, st.sampled_from((0, 250, 9_000))),
    st.tuples(st.just("partial"), gaps_ms, st.tuples(st.integers(0, 2), texts)),
    st.tuples(
        st.just("final"),
        gaps_ms,
        st.tuples(st.integers(0, 2), st.lists(texts, max_size=3).map(tuple)),
    ),
    st.tuples(st.just("stopped"), gaps_ms, st.integers(0, 4)),
    st.tuples(st.just("timer"), gaps_ms, st.sampled_from(TIMERS)),
    st.tuples(st.just("key"), gaps_ms, st.sampled_from("0123456789*#").map(keyed)),
)
rare = st.one_of(
    st.tuples(st.just("answers"), gaps_ms, st.integers(0, 1)),
    st.tuples(st.just("rings_out"), gaps_ms, st.integers(0, 1)),
    st.tuples(st.just("rings_out"), gaps_ms, st.just(0)),
    st.tuples(st.just("unsaid"), gaps_ms, st.none()),
    st.tuples(st.just("answered"), gaps_ms, st.none()),
    *(st.tuples(st.just(name), gaps_ms, st.just(what)) for name, what in RARE.items()),
)
moves = st.lists(st.one_of(whats, whats, whats, whats, whats, whats, rare), max_size=40)
ANSWERED: Move = ("answered", 0, None)


@given(moves)
def test_whatever_happens_in_a_call_the_core_keeps_its_promises(drawn: list[Move]) -> None:
    walk = walked(core(), plumbing(), [ANSWERED, *drawn])
    event(f"ends {walk.state.turn is Turn.OVER}")


@cache
def trade() -> Graph:
    return graph("trades/harbourside-plumbing")


@given(moves)
def test_a_trade_that_asks_for_everything_keeps_them_too(drawn: list[Move]) -> None:
    walk = walked(core(), trade(), [ANSWERED, *drawn])
    event(f"rings {walk.rings}, ends {walk.state.turn is Turn.OVER}")


@given(moves)
def test_left_alone_a_trades_call_ends_too(drawn: list[Move]) -> None:
    walk = walked(core(), trade(), [ANSWERED, *drawn])
    for _ in range(150):
        walk.take(("due" if walk.playing is None else "played", 0, None))

    assert walk.state.turn is Turn.OVER


@given(moves)
def test_whatever_happens_before_the_answer_the_core_does_not_break(drawn: list[Move]) -> None:
    walked(core(), plumbing(), drawn)


@given(moves)
def test_a_call_for_nobody_keeps_them_too(drawn: list[Move]) -> None:
    nobody = nobodys(core=core().digest)
    walk = walked(core(), nobody, [ANSWERED, *drawn])
    assert not any(isinstance(one, CaptureStarted) for one in walk.events)


@given(moves)
def test_after_the_end_nothing_is_decided(drawn: list[Move]) -> None:
    hung_up: Move = ("hung_up", 0, happened.CallerHungUp)
    walk = walked(core(), plumbing(), [ANSWERED, hung_up])
    before = len(walk.events)
    for move in drawn:
        walk.take(move)

    assert len(walk.events) == before


@given(moves)
def test_left_alone_with_its_timers_every_call_ends(drawn: list[Move]) -> None:
    walk = walked(core(), plumbing(), [ANSWERED, *drawn])
    for _ in range(60):
        walk.take(("due" if walk.playing is None else "played", 0, None))

    assert walk.state.turn is Turn.OVER


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_order_of_hashes_decides_nothing(seed: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from tests.fakes.core_walk import digest; print(digest())"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == digest()
