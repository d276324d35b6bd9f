"""Every primitive: what is read back is what was meant, however it was said."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import Context, FieldState, Heard, Outlook
from agent_worker.voice_core.capture.life import Life
from cli.capture_cases import Case, run
from tests.property.speech import address, date_time, email
from tests.property.speech.phone import Said

LOCALE = read_locale()
CONTEXT = Context(locale=LOCALE, local_time="2026-11-23T09:00:00+11:00")
NAMES = (
    "Tom",
    "Siobhan",
    "O'Brien",
    "McDonald",
    "Smith-Jones",
    "Nguyen",
    "Li",
    "van",
    "Patel",
    "Jo",
)


def random_code(random: Random) -> str:
    size = random.randrange(2, 9)
    return "".join(random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=size))


def random_birth(random: Random) -> str:
    return (date(1908, 1, 1) + timedelta(days=random.randrange(43_000))).isoformat()


def random_name(random: Random) -> str:
    return " ".join(random.sample(NAMES, random.randrange(1, 4)))


def random_quantity(random: Random) -> str:
    return str(random.choice((random.randrange(100), random.randrange(100_000))))


VALUES: dict[str, Callable[[Random], str]] = {
    "email": email.random_email,
    "address": address.random_address,
    "datetime": date_time.random_time,
    "spelled": random_code,
    "dob": random_birth,
    "name": random_name,
    "quantity": random_quantity,
}
SPOKEN: dict[str, tuple[Callable[[Random], str], Callable[[str, Random], Said]]] = {
    "email": (email.random_email, email.render),
    "address": (address.random_address, address.render),
    "datetime": (date_time.random_time, date_time.render),
}


def value_of(primitive: str, *turns: str) -> str | None:
    return run(Case(id="1", primitive=primitive, turns=turns), LOCALE).value


@pytest.mark.parametrize("primitive", VALUES)
@given(seed=st.integers(0, 2**32), level=st.sampled_from([1, 2, 3]))
def test_a_read_back_says_the_value_it_is_of(primitive: str, seed: int, level: int) -> None:
    value = VALUES[primitive](Random(seed))
    life = PRIMITIVES[primitive]
    assert isinstance(life, Life)
    said = life.grammar.spoken(value, min(level, life.grammar.plan.top_level), CONTEXT)
    state, _ = life.step(FieldState(), Heard((said,)), CONTEXT)
    assert state.value == value, said


@pytest.mark.parametrize("primitive", SPOKEN)
def test_nearly_every_rendering_is_found_and_hardly_any_other_value(primitive: str) -> None:
    random = Random(23)
    make, render = SPOKEN[primitive]
    missed = 0
    for _ in range(400):
        value = make(random)
        missed += value_of(primitive, *render(value, random).turns) != value
    assert missed <= 2


@pytest.mark.parametrize("primitive", SPOKEN)
@given(seed=st.integers(0, 2**32), before=st.sampled_from(["um ", "yeah ", "so "]))
def test_a_filler_and_thanks_change_nothing(primitive: str, seed: int, before: str) -> None:
    random = Random(seed)
    make, render = SPOKEN[primitive]
    turns = render(make(random), random).turns
    changed = (*turns[:-1], turns[-1].rstrip(".?") + ", thanks")
    assert value_of(primitive, before + changed[0], *changed[1:]) == value_of(primitive, *turns)


@pytest.mark.parametrize("primitive", SPOKEN)
@given(seed=st.integers(0, 2**32))
def test_the_same_turns_give_the_same_state(primitive: str, seed: int) -> None:
    random = Random(seed)
    make, render = SPOKEN[primitive]
    case = Case(id="1", primitive=primitive, turns=render(make(random), random).turns)
    assert run(case, LOCALE) == run(case, LOCALE)


@given(seed=st.integers(0, 2**32), cut=st.integers(1, 40))
def test_an_address_broken_off_anywhere_is_never_another_whole_one(seed: int, cut: int) -> None:
    random = Random(seed)
    value = address.random_address(random)
    said = address.render(value, random).turns[0].split()
    outlook = PRIMITIVES["address"].outlook(FieldState(), " ".join(said[:cut]), CONTEXT)
    assert outlook in set(Outlook)
