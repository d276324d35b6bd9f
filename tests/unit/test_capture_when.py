"""Days and times between a turn and a value."""

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES, date_say
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.when import EMPTY, of_value, printed

LOCALE = read_locale()


def test_nothing_said_has_no_value_and_back() -> None:
    assert printed(EMPTY) == ""
    assert of_value("") == EMPTY


def test_a_whole_century_is_said_in_hundreds() -> None:
    assert date_say.year(1900) == "nineteen hundred"


@pytest.mark.parametrize(
    ("said", "outlook"),
    [
        ("at two", Outlook.OPEN),
        ("between two and four", Outlook.OPEN),
        ("Thursday", Outlook.OPEN),
        ("at two on Thursday", Outlook.COMPLETE),
        ("in the afternoon", Outlook.PREFIX),
    ],
)
def test_whoever_has_not_named_the_day_is_given_time_to(said: str, outlook: Outlook) -> None:
    context = Context(locale=LOCALE, local_time="2026-11-23T09:00:00+11:00")
    assert PRIMITIVES["datetime"].outlook(FieldState(), said, context) is outlook
