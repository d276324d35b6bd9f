"""Sounds without words, for ever: a television, a motor, a recogniser that hears nothing."""

from pathlib import Path

import pytest

from agent_worker.voice_core import timers
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph
from tests.fakes.held_call import HeldCall

pytestmark = pytest.mark.looptime


@pytest.fixture
def call(core: Core, plumbing: Graph, tmp_path: Path) -> HeldCall:
    return HeldCall(core, plumbing, tmp_path)


async def test_a_caller_who_talks_on_and_is_never_understood_is_asked_again_and_let_go(
    call: HeldCall,
) -> None:
    def talks(one: HeldCall) -> None:
        one.say("", 1_000)
        one.later(2.5, talks)

    call.over["reason_ask"] = (1.5, talks)
    call.says.clear()
    await call.hold()

    assert call.phrases.count("reason_ask") > 1
    assert call.ended.outcome == "silent"
    assert call.ended.at_ms < 120_000


async def test_a_sound_that_never_ends_does_not_hang_the_call(call: HeldCall) -> None:
    call.over["reason_ask"] = (1.5, lambda one: one.say("", 10_000_000))
    call.says.clear()
    await call.hold()

    assert call.ended.at_ms < timers.LIMIT_MS // 3
