"""Days and times between a turn and a value."""

from agent_worker.voice_core.capture import date_say
from agent_worker.voice_core.capture.when import EMPTY, of_value, printed


def test_nothing_said_has_no_value_and_back() -> None:
    assert printed(EMPTY) == ""
    assert of_value("") == EMPTY


def test_a_whole_century_is_said_in_hundreds() -> None:
    assert date_say.year(1900) == "nineteen hundred"
