"""Every primitive: what is read back is what was meant, however it was said or typed."""

import re
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import Context, FieldState, Heard, Outlook
from agent_worker.voice_core.capture.life import Life
from cli.capture_cases import context_of, run
from tests.property.capture_kinds import spoken_case, typed_case
from tests.property.speech import address
from tests.property.speech.kinds import KINDS, TYPED

LOCALE = read_locale()
CONTEXT = Context(locale=LOCALE, local_time="2026-11-23T09:00:00+11:00")
READ_BACK = tuple(kind for kind in KINDS if isinstance(PRIMITIVES[KINDS[kind].primitive], Life))
NO_END = frozenset({"email", "name", "spelled", "dtmf", "confirm", "reason"})
"""Half of these is a value too, and nothing tells that more comes: it is read back for that."""
ALLOWED = {"phone": 1, "spelled with shapes": 2}
"""Halves that are a whole number themselves."""
PAUSE = re.compile(r"(?<![ap]\.m)[,.;] ")


def value_of(kind: str, *turns: str) -> str | None:
    return run(spoken_case(kind, *turns), LOCALE).value


@pytest.mark.parametrize("kind", READ_BACK)
@given(seed=st.integers(0, 2**32), level=st.sampled_from([1, 2, 3]))
def test_a_read_back_says_the_value_it_is_of(kind: str, seed: int, level: int) -> None:
    value = KINDS[kind].normal(KINDS[kind].make(Random(seed)))
    context = context_of(spoken_case(kind), LOCALE)
    life = PRIMITIVES[KINDS[kind].primitive]
    assert isinstance(life, Life)
    said = life.grammar.spoken(value, min(level, life.grammar.plan.top_level), context)
    state, _ = life.step(FieldState(), Heard((said,)), context)
    assert state.value == value, said


@pytest.mark.parametrize("kind", KINDS)
def test_nearly_every_rendering_is_found_and_hardly_any_other_value(kind: str) -> None:
    random = Random(23)
    make, render, normal = KINDS[kind].make, KINDS[kind].render, KINDS[kind].normal
    missed = 0
    for _ in range(400):
        value = make(random)
        missed += value_of(kind, *render(value, random).turns) != normal(value)
    assert missed <= 2


@pytest.mark.parametrize("kind", TYPED)
def test_what_is_typed_is_found_key_for_key(kind: str) -> None:
    random = Random(29)
    make, press, normal = TYPED[kind].make, TYPED[kind].press, TYPED[kind].normal
    for _ in range(400):
        value = make(random)
        assert run(typed_case(kind, press(value, random)), LOCALE).value == normal(value)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "reason"])
@given(seed=st.integers(0, 2**32), before=st.sampled_from(["um ", "yeah ", "so "]))
def test_a_filler_and_thanks_change_nothing(kind: str, seed: int, before: str) -> None:
    random = Random(seed)
    turns = KINDS[kind].render(KINDS[kind].make(random), random).turns
    changed = (*turns[:-1], turns[-1].rstrip(".?!") + ", thanks")
    before = "um " if kind == "confirm" else before  # there a yeah is an answer
    assert value_of(kind, before + changed[0], *changed[1:]) == value_of(kind, *turns)


@given(seed=st.integers(0, 2**32), filler=st.sampled_from(["um", "uh,", "er", "Um...", "hmm,"]))
def test_a_filler_is_no_part_of_a_reason(seed: int, filler: str) -> None:
    reason = KINDS["reason"].make(Random(seed))
    assert value_of("reason", f"{filler} {reason}") == value_of("reason", reason)


@pytest.mark.parametrize(
    ("kind", "separators"),
    [("spelled with shapes", ("-", " ", ", ", ". ")), ("dtmf", ("", "-", " ", ", ", ". "))],
)
@given(seed=st.integers(0, 2**32), at=st.integers(0, 4))
def test_what_stands_between_letters_and_digits_means_nothing(
    kind: str, separators: tuple[str, ...], seed: int, at: int
) -> None:
    value = KINDS[kind].make(Random(seed))
    assert value_of(kind, separators[at % len(separators)].join(value)) == value


@given(seed=st.integers(0, 2**32), sign=st.sampled_from(["/", "-", ".", " ", ", "]))
def test_what_stands_between_the_parts_of_a_birth_date_means_nothing(seed: int, sign: str) -> None:
    value = KINDS["dob"].make(Random(seed))
    year, month, day = value.split("-")
    assert value_of("dob", sign.join((day, month, year))) == value


def halves(kind: str, calls: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield values and a turn that says them, cut at each of its pauses; slips left out."""
    random = Random(31)
    for _ in range(calls):
        value = KINDS[kind].make(random)
        said = KINDS[kind].render(value, random)
        whole = ", ".join(said.turns)
        for pause in PAUSE.finditer(whole) if "self-repair" not in said.operators else ():
            yield value, (whole[: pause.end()], whole[pause.end() :])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in NO_END])
def test_a_turn_split_at_any_pause_gives_no_other_value(kind: str) -> None:
    other = [
        turns
        for value, turns in halves(kind, 150)
        if value_of(kind, *turns) not in {KINDS[kind].normal(value), None}
    ]
    assert len(other) <= ALLOWED.get(kind, 0), other


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 2**32))
def test_the_same_turns_give_the_same_state(kind: str, seed: int) -> None:
    random = Random(seed)
    case = spoken_case(kind, *KINDS[kind].render(KINDS[kind].make(random), random).turns)
    assert run(case, LOCALE) == run(case, LOCALE)


@given(seed=st.integers(0, 2**32), cut=st.integers(1, 40))
def test_an_address_broken_off_anywhere_is_never_another_whole_one(seed: int, cut: int) -> None:
    random = Random(seed)
    value = address.random_address(random)
    said = address.render(value, random).turns[0].split()
    outlook = PRIMITIVES["address"].outlook(FieldState(), " ".join(said[:cut]), CONTEXT)
    assert outlook in set(Outlook)
