"""Whole calls on virtual time: the real runtime and core, fakes at the edges."""

from pathlib import Path

import pytest

from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph
from spine.events.call import CaptureConfirmed
from tests.fakes.held_call import HeldCall

pytestmark = pytest.mark.looptime


@pytest.fixture
def call(core: Core, plumbing: Graph, tmp_path: Path) -> HeldCall:
    return HeldCall(core, plumbing, tmp_path)


async def test_a_call_captures_what_was_asked_for_and_leaves_nothing_behind(call: HeldCall) -> None:
    await call.hold()

    assert (call.ended.outcome, call.ended.by) == ("lead", "agent")
    values = {one.field: one.value for one in call.of(CaptureConfirmed)}
    assert values["phone"] == "+61491570156"
    assert values["name"] == "Tom Harris"
    assert call.line.hung_up == 1
    assert not call.tasks_left
    assert not call.timers_left
