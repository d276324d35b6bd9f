"""Phone numbers, as people say and recognisers write them, come back digit for digit."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import Context, FieldState, Heard, Outlook
from agent_worker.voice_core.capture.phone_plan import spoken
from cli.capture_cases import Case, run
from tests.property.speech import phone as speech
from tests.property.speech.kinds import e164

LOCALE = read_locale()
CONTEXT = Context(locale=LOCALE, local_time="2026-11-23T09:00:00+11:00")
PHONE = PRIMITIVES["phone"]


def _national(e164: str) -> str:
    return e164[3:] if e164[3] == "1" else f"0{e164[3:]}"


numbers = st.integers(0, 2**32).map(lambda seed: e164(speech.random_number(Random(seed))))


@given(number=numbers, level=st.sampled_from([1, 2]))
def test_a_read_back_says_the_number_it_is_of(number: str, level: int) -> None:
    state, _ = PHONE.step(FieldState(), Heard((spoken(number, level),)), CONTEXT)
    assert state.value == number


def test_nearly_every_rendering_is_found_and_hardly_any_other_number() -> None:
    random = Random(11)
    missed = wrong = 0
    for at in range(1_000):
        number = e164(speech.random_number(random))
        said = speech.render(_national(number), random)
        value = run(Case(id=str(at), primitive="phone", turns=said.turns), LOCALE).value
        missed += value != number
        wrong += value not in {number, None}
    assert missed <= 10
    assert wrong <= 10


@given(number=numbers, filler=st.sampled_from(["um ", "yeah ", "it's ", "so "]))
def test_a_filler_and_thanks_change_nothing(number: str, filler: str) -> None:
    said = f"{filler}{spoken(number, 1)}, thanks"
    assert run(Case(id="1", primitive="phone", turns=(said,)), LOCALE).value == number


@given(number=numbers, cut=st.integers(1, 9), separator=st.sampled_from(["-", " ", ",", ". ", ":"]))
def test_separators_carry_no_meaning(number: str, cut: int, separator: str) -> None:
    national = _national(number)
    said = national[:cut] + separator + national[cut:]
    assert run(Case(id="1", primitive="phone", turns=(said,)), LOCALE).value == number


@given(number=numbers, cut=st.integers(1, 20))
def test_a_turn_split_at_any_pause_never_gives_another_number(number: str, cut: int) -> None:
    words = " ".join(_national(number)).split()
    turns = (" ".join(words[:cut]), " ".join(words[cut:]))
    assert run(Case(id="1", primitive="phone", turns=turns), LOCALE).value in {number, None}


@settings(max_examples=300)
@given(turns=st.lists(st.text(max_size=300), max_size=4))
def test_no_text_raises(turns: list[str]) -> None:
    for name in PRIMITIVES:
        run(Case(id="1", primitive=name, turns=tuple(turns)), LOCALE)
        PRIMITIVES[name].outlook(FieldState(), " ".join(turns), CONTEXT)


@given(number=numbers)
def test_the_outlook_of_a_growing_number_is_a_prefix_until_it_is_complete(number: str) -> None:
    words = " ".join(_national(number)).split()
    outlooks = [
        PHONE.outlook(FieldState(), " ".join(words[:size]), CONTEXT)
        for size in range(1, len(words) + 1)
    ]
    assert set(outlooks[:-1]) <= {Outlook.PREFIX, Outlook.OPEN}
    assert outlooks[-1] is Outlook.COMPLETE
