"""The phrase bank: each sentence can be said with what its slots are given."""

from pathlib import Path

import pytest

from agent_worker.core_files import read_core
from agent_worker.voice_core import timers
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.phrases import SENTENCE_END, bank, render

SLOTS = {
    "business": "Harbour Plumbing",
    "label": "mobile number",
    "phone": "oh four nine one, five seven oh, one five six",
    "name": "Tom Harris",
    "changed": "one five six",
    "email": "tom dot harris at example dot com",
    "domain": "example dot com",
    "answer": "Yes, all our plumbers are licensed.",
}
"""A value for each slot of calls and of the primitives that take what callers say whole."""


class AnySlot(dict[str, str]):
    """Knows every slot: whichever a new phrase has, it is filled."""

    def __missing__(self, slot: str) -> str:
        return slot.replace("_", " ")


NAMES = sorted(read_core().locale.phrases)


@pytest.mark.parametrize("name", NAMES)
def test_a_phrase_is_rendered_with_its_slots_filled(core: Core, name: str) -> None:
    text = core.locale.phrases[name].text
    slots = {part.split("}")[0] for part in text.split("{")[1:]}
    filled = AnySlot(SLOTS)
    lines = render(core.locale, name, [(slot, filled[slot]) for slot in slots])

    assert " ".join(line.text for line in lines) == text.format_map(filled)
    assert all(line.text.strip() and "{" not in line.text for line in lines)
    assert all(line.text[-1] in ".?!" for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_only_a_sentence_with_the_callers_own_words_is_personal(core: Core, name: str) -> None:
    entry = core.locale.phrases[name]
    slots = {part.split("}")[0] for part in entry.text.split("{")[1:]}
    filled = AnySlot(SLOTS)
    lines = render(core.locale, name, [(slot, filled[slot]) for slot in slots])

    for line, sentence in zip(lines, SENTENCE_END.split(entry.text), strict=True):
        assert line.personal == (entry.personal and "{" in sentence)
    assert not slots & {"phone", "name", "changed", "email"} or entry.personal


def test_a_missing_slot_is_our_mistake_and_is_named(core: Core) -> None:
    with pytest.raises(KeyError, match="phone"):
        render(core.locale, "phone_readback")


def test_the_bank_holds_each_sentence_that_has_no_slot_and_no_other(core: Core) -> None:
    lines = bank(core.locale)

    assert {line.phrase for line in lines} <= set(NAMES)
    assert not any("{" in line.text or line.personal for line in lines)
    assert sum(line.text == "Is that right?" for line in lines) >= 3


def test_playouts_watchdog_lets_the_longest_phrase_finish_after_the_emergency(core: Core) -> None:
    lengths_ms = {name: entry.max_ms for name, entry in core.locale.phrases.items()}

    assert all(one >= 1_000 for one in lengths_ms.values())
    assert max(lengths_ms.values()) + lengths_ms["emergency"] < timers.PLAYOUT_MS


def test_every_file_of_phrases_is_read(core: Core) -> None:
    folder = Path(__file__).parents[2] / "agent_worker/voice_core/locale/en_au/phrases"
    named = [
        line.strip("[]\n")
        for file in folder.glob("*.toml")
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("[")
    ]
    assert sorted(named) == NAMES
