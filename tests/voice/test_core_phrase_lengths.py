"""Each phrase, said by the offline voice with its longest slots, takes no longer than it may."""

from pathlib import Path

import pytest

from agent_worker.core_files import read_core
from agent_worker.runtime.audio import RATE_HZ
from agent_worker.runtime.phrase_store import PhraseStore
from agent_worker.runtime.providers.hibari import HibariTTS
from agent_worker.runtime.speaking import Speaking
from agent_worker.voice_core.phrases import render

LOCALE = read_core().locale
LONGEST = {
    "business": "Spark Line Electrical",
    "label": "best mobile number",
    "unit": "square metres of carpet",
    "contact": "whoever is on call tonight",
    "answer": "The main tap is usually at the water meter, near the front of the property.",
    "service": "poisons information",
    "line": "eighteen hundred, four two seven, five three two",
    "phone": "oh four nine one, five seven oh, one five six",
    "dtmf": "oh four nine one, five seven oh one, five six",
    "name": "Alexandra Papadopoulos, P A P A D O P O U L O S",
    "changed": "one five six",
    "email": "alexandra dot p at harbour plumbing dot com dot au",
    "domain": "harbour plumbing dot com dot au",
    "address": "unit fourteen, two hundred and fifty six Old Northern Road, Castle Hill, "
    "New South Wales, two one five four",
    "datetime": "Wednesday the twenty third of September at a quarter to eleven in the morning",
    "slot": "Wednesday the twenty third of September at a quarter to eleven in the morning",
    "dob": "the twenty third of September, nineteen seventy seven",
    "choices": "a blocked drain, a leaking tap, hot water, or something else",
    "choice": "a blocked drain",
    "number": "two hundred and fifty six",
    "quantity": "twenty five",
    "spelled": "P A P A D O P O U L O S",
    "states": "New South Wales or Victoria",
}
OTHERWISE = {
    "name_rest": {"name": "Alexandra Papadopoulos"},  # pieces are never spelled
    "address_unit": {"unit": "fourteen"},
}


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Speaking:
    voice = HibariTTS(threads=2)
    voice.prewarm()
    folder: Path = tmp_path_factory.mktemp("phrases")
    return Speaking([voice], PhraseStore(folder, voice="hibari", core="0" * 16))


@pytest.mark.parametrize("name", sorted(LOCALE.phrases))
async def test_a_phrase_takes_no_longer_than_it_may(speaking: Speaking, name: str) -> None:
    entry = LOCALE.phrases[name]
    slots = {part.split("}")[0] for part in entry.text.split("{")[1:]}
    longest = LONGEST | OTHERWISE.get(name, {})
    lines = render(LOCALE, name, [(slot, longest[slot]) for slot in slots])
    sound = await speaking.render(lines)

    took_ms = len(sound.pcm) * 1_000 // RATE_HZ
    assert took_ms <= entry.max_ms
