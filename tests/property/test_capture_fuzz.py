"""Whatever is said: no primitive raises, and none takes long over two thousand characters."""

import sys
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES, prepare
from agent_worker.voice_core.capture.contract import (
    Begin,
    Context,
    FieldState,
    Heard,
    Keyed,
    Outlook,
    Silence,
    Status,
)

LOCALE = read_locale()
CONTEXT = Context(
    locale=LOCALE,
    local_time="2026-11-23T09:00:00+11:00",
    caller_id="+61491570156",
    choices=(("drain", ("Blocked drain", "toilet")), ("tap", ("Leaking tap",))),
)
SHAPED = Context(
    locale=LOCALE, local_time="2026-11-23T09:00:00+11:00", shapes=("AA9 9AA", "A9 9AA")
)
HELD = {
    "phone": "+61491570156",
    "email": "tom.harris@gmail.com",
    "address": "3/12 Smith Street, Richmond VIC 3121",
    "datetime": "2026-11-27T10:00",
    "name": "Tom Harris",
    "spelled": "AB12CD",
    "choice": "tap",
    "dob": "1980-01-02",
    "quantity": "5",
    "dtmf": "4417",
}
WORDS = sorted({word for listed in LOCALE.words.values() for one in listed for word in one.split()})
AGAIN = (
    "one ", "seventy one ", "sorry one ", "street ", "unit 3 of ", "at gmail dot com ", "of ",
    "with a k and a y ", "smith s m i t h ", "(",
)  # fmt: skip
MOST_CALLS = 250_000
"""Of functions, for one turn: what grows with the square of its length is far over it."""

words = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
anything = st.one_of(
    words, st.text(max_size=200), st.tuples(words, st.text(max_size=9)).map(" ".join)
)
events = st.one_of(
    st.tuples(anything, anything).map(lambda texts: Heard(texts=texts)),
    st.sampled_from([Silence(), *map(Keyed, "0123456789*#")]),
)


def states(name: str) -> list[FieldState]:
    """A field that knows nothing, and one whose read-back awaits its yes."""
    held = FieldState(status=Status.HEARD, value=HELD.get(name), pending=True, readback=1)
    return [FieldState(), held] if name in HELD else [FieldState()]


@pytest.mark.parametrize("name", PRIMITIVES)
@settings(max_examples=15)
@given(turns=st.lists(events, max_size=8))
def test_nothing_that_callers_do_raises(name: str, turns: list[Heard | Silence | Keyed]) -> None:
    for context in (CONTEXT, SHAPED):
        state, _ = PRIMITIVES[name].step(FieldState(), Begin(), context)
        for event in turns:
            state, _ = PRIMITIVES[name].step(state, event, context)
        assert state.status in set(Status)


@pytest.mark.parametrize("name", PRIMITIVES)
@settings(max_examples=15)
@given(text=anything)
def test_every_partial_has_an_outlook(name: str, text: str) -> None:
    for state in states(name):
        assert PRIMITIVES[name].outlook(state, text, CONTEXT) in set(Outlook)
    assert PRIMITIVES[name].outlook(FieldState(), " ", CONTEXT) is Outlook.EMPTY


def calls_of(act: Callable[[], object]) -> int:
    """Count the functions that are called: work, whatever the machine is doing besides."""
    count = 0

    def counted(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", PRIMITIVES)
def test_no_turn_of_two_thousand_characters_is_much_work(name: str) -> None:
    prepare(LOCALE)
    mixed = " ".join(Random(7).choices(WORDS, k=400))
    primitive, turns = PRIMITIVES[name], states(name)
    for at, text in enumerate([mixed[:2_000], *[(again * 2_000)[:2_000] for again in AGAIN]]):
        state = turns[at % len(turns)]
        did = calls_of(lambda: primitive.step(state, Heard((text,)), CONTEXT))  # noqa: B023 - at once
        assert did < MOST_CALLS, (text[:40], did)


ABOUT_LETTERS = (
    "with an h",
    "double b",
    "spelled with an e",
    "it's with an i e",
    "two r's",
    "one l",
)


@pytest.mark.parametrize("kind", sorted(PRIMITIVES))
@pytest.mark.parametrize("said", ABOUT_LETTERS)
def test_a_turn_that_only_says_how_something_is_written_is_taken(kind: str, said: str) -> None:
    """The bench's prefixes found an e-mail grammar that broke on a turn with nothing else in it."""
    _, wanted = PRIMITIVES[kind].step(FieldState(), Heard((said,)), CONTEXT)

    assert wanted
