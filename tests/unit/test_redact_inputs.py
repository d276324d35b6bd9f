"""Card numbers go no further than the ear; telephone numbers said again do."""

from agent_worker.voice_core.core import Core
from agent_worker.voice_core.redact_inputs import redact_input
from agent_worker.voice_core.redaction import NOTHING
from spine.events.inputs import FinalHeard, PartialHeard
from spine.ids import CallMs, SegmentId


def heard(core: Core, *turns: str) -> list[str]:
    memory = NOTHING
    kept: list[str] = []
    for turn in turns:
        said = FinalHeard(at_ms=CallMs(0), segment=SegmentId(1), texts=(turn,))
        clean, memory = redact_input(said, memory, core.locale)
        assert isinstance(clean, FinalHeard)
        kept += clean.texts
    return kept


def test_a_number_that_is_said_again_and_again_is_no_card(core: Core) -> None:
    said = "it's o four nine one five seven one no story five seven oh one five six"
    again = "no it's oh four nine one five seven oh one five six"

    assert heard(core, said, again, again, again)[1:] == [again, again, again]


def test_a_card_read_out_over_two_turns_is_hidden(core: Core) -> None:
    kept = heard(core, "it's four one one one, one one one one", "one one one one, one one one one")

    assert "[card number]" in kept[1]


def test_a_guess_at_a_card_is_hidden_too(core: Core) -> None:
    guess = PartialHeard(at_ms=CallMs(0), segment=SegmentId(1), text="4111 1111 1111 1111")
    clean, _ = redact_input(guess, NOTHING, core.locale)

    assert isinstance(clean, PartialHeard)
    assert "1111" not in clean.text
