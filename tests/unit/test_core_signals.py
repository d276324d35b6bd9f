"""What makes a call another one: understood where it is meant, and in no dictated value."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import msgspec
import pytest

from agent_worker.voice_core import questions, signals
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.locale.lexicon import phrases
from agent_worker.voice_core.locale.tokens import plain
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.step import begin
from objective_engine.directives import Capture
from spine.events.call import Signal
from spine.ids import CallMs, FieldName, ObjectiveName
from tests.fakes.trade_call import OPEN, the_core, trade_graph

replace = msgspec.structs.replace

CASES: Final = Path(__file__).parent / "cases"
LOCALE: Final = the_core().locale
TRADES: Final = ("harbourside-plumbing", "keyside-locksmiths", "gumtree-pest-control")
OTHERS: Final[tuple[Signal, ...]] = ("wrong_number", "sales_call", "abuse", "hurry")
MEANT: Final[tuple[tuple[Signal, str], ...]] = (
    ("wrong_number", "Oh sorry, I've got the wrong number."),
    ("wrong_number", "sorry mate, I must have dialled the wrong number"),
    ("wrong_number", "ah, wrong number, sorry"),
    ("sales_call", "I'm calling about your Google business listing"),
    ("sales_call", "we do SEO services for tradies"),
    ("sales_call", "can I talk to whoever handles your marketing, who handles your marketing?"),
    ("abuse", "oh piss off"),
    ("abuse", "fuck off you stupid machine"),
    ("hurry", "look I'm in a bit of a rush"),
    ("hurry", "I haven't got all day, can we make this quick"),
    ("hurry", "I've only got a minute"),
)
NOT_MEANT: Final = (
    "the fucking pipe burst and it's everywhere",
    "no that's the wrong one, it's four five six",
    "no wrong, four five six",
    "I was given this number by a mate",
    "you did my mum's place last year",
    "it's a business, we run a cafe",
    "we had a quote from another company",
    "the pump's pissing water everywhere",
    "can you come quickly",
    "as soon as you can please, it's urgent",
    "the bloody thing stopped working",
    "google said you were open",
    "I got your number off google",
    "I want to sell my house so I need it fixed before the inspection",
)


@pytest.mark.parametrize(("signal", "text"), MEANT)
def test_it_is_understood(signal: Signal, text: str) -> None:
    assert signals.raises(signal, text, LOCALE)


@pytest.mark.parametrize("text", NOT_MEANT)
def test_what_people_say_about_a_job_raises_nothing(text: str) -> None:
    assert not [one for one in OTHERS if signals.raises(one, text, LOCALE)]


def turns() -> Iterator[str]:
    for file in sorted(CASES.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            for turn in json.loads(line)["turns"] if line.strip() else ():
                yield from [turn] if isinstance(turn, str) else turn.get("nbest", [])


def test_no_dictated_value_is_a_false_alarm() -> None:
    heard = tuple(turns())
    alarms = [(one, turn) for turn in heard for one in OTHERS if signals.raises(one, turn, LOCALE)]

    assert len(heard) > 1_000
    assert alarms == []


@pytest.mark.parametrize("trade", TRADES)
def test_no_dictated_value_is_taken_for_a_question_that_has_an_answer(trade: str) -> None:
    entries = trade_graph(trade).knowledge
    lead = phrases(LOCALE, "question.lead")
    asked = [
        turn
        for turn in turns()
        if lead.search(plain(turn)) and questions.best(turn, entries, LOCALE)
    ]

    assert asked == []


def cases() -> Iterator[tuple[str, str, str | None]]:
    for file in sorted(CASES.glob("*.jsonl")):
        for line in filter(str.strip, file.read_text("utf-8").splitlines()):
            case = json.loads(line)
            for turn in case["turns"] if case["primitive"] in PRIMITIVES else ():
                if isinstance(turn, str):
                    yield case["primitive"], turn, case["expect"]


def test_no_dictated_value_is_taken_for_a_question_that_has_none() -> None:
    moves = Moves(the_core(), trade_graph("harbourside-plumbing"), CallMs(0))
    begun = replace(begin(), local_time=OPEN)
    lost = []
    for primitive, turn, expect in cases():
        asks = Capture(ObjectiveName("x"), FieldName("x"), primitive, required=True)
        state = replace(begun, dialogue=replace(begun.dialogue, directive=asks))
        if questions.asked(moves, state, turn) is not None and expect is not None:
            lost.append((primitive, turn))

    assert lost == []


def test_there_are_words_for_every_signal() -> None:
    own = {"emergency", "person"}  # lists of their own: `emergency.toml`, `person.toml`

    assert set(get_args(Signal)) == own | set(OTHERS)
    assert all(LOCALE.words[f"signals.{one}"] for one in OTHERS)


ASKED: Final = (
    ("harbourside-plumbing", "are you guys licensed", "licensed"),
    ("harbourside-plumbing", "Hi, just wondering, are your plumbers qualified?", "licensed"),
    ("harbourside-plumbing", "where do I turn the water off", "water_meter"),
    ("harbourside-plumbing", "where's the stopcock to shut off the water", "water_meter"),
    ("gumtree-pest-control", "is it safe for my dog", "pets"),
    ("gumtree-pest-control", "how long does it last for", "how_long"),
    ("keyside-locksmiths", "do I need to have some id", "proof"),
)
NOT_ASKED: Final = (
    ("harbourside-plumbing", "do you fix gas heaters"),
    ("harbourside-plumbing", "can you come on Friday"),
    ("harbourside-plumbing", "are you open on Sunday"),
    ("gumtree-pest-control", "is it safe to leave the front door open"),
    ("keyside-locksmiths", "is there a break in the cable"),
)


@pytest.mark.parametrize(("trade", "text", "entry"), ASKED)
def test_a_question_is_matched_by_its_words(trade: str, text: str, entry: str) -> None:
    names = {one.name: one.questions for one in trade_graph(trade).knowledge}
    assert questions.best(text, trade_graph(trade).knowledge, LOCALE) == entry, names


@pytest.mark.parametrize(("trade", "text"), NOT_ASKED)
def test_a_question_about_something_else_is_not_answered(trade: str, text: str) -> None:
    assert questions.best(text, trade_graph(trade).knowledge, LOCALE) == ""
