"""The turn table and the page drawn from it."""

import pytest

from agent_worker.voice_core.turns import TRANSITIONS, Signal, Turn, after
from tools.draw_turns import PAGE, drawn


def test_the_page_is_drawn_from_the_table() -> None:
    assert PAGE.read_text("utf-8") == drawn()


@pytest.mark.parametrize("turn", list(Turn))
def test_a_hang_up_ends_every_turn(turn: Turn) -> None:
    assert after(turn, Signal.HUNG_UP) is Turn.OVER


@pytest.mark.parametrize("signal", list(Signal))
def test_nothing_leads_out_of_a_call_that_is_over(signal: Signal) -> None:
    assert after(Turn.OVER, signal) is Turn.OVER


def test_every_turn_can_be_reached() -> None:
    assert set(TRANSITIONS.values()) == set(Turn)


def test_no_sound_of_the_caller_can_take_the_floor_without_words() -> None:
    taken = {
        signal
        for (turn, signal), to in TRANSITIONS.items()
        if to is Turn.CALLER and turn in {Turn.DUCKED, Turn.PAUSED}
    }
    assert taken == {Signal.WORDS, Signal.PLAYOUT_DONE}
