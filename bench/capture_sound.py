"""What telephone and recogniser take from the capture cases: `python -m bench.capture_sound`.

Own cases are spoken by two synthesised callers, half through A-law and half through µ-law at 8 kHz,
heard by the offline recogniser with the hints of the primitive, and given to the grammar.
"""

import argparse
from collections import Counter

from agent_worker.core_files import read_locale
from agent_worker.runtime.providers.whisper_model import whisper_model
from agent_worker.voice_core.capture import PRIMITIVES, prepare
from agent_worker.voice_core.capture.contract import FieldState
from agent_worker.voice_core.locale import Locale
from bench.capture import SETS, cases
from bench.report import Counted, begin, end
from cli.capture_cases import Case, context_of, run
from stress.voice import CallerVoice

SPOKEN = ("phone", "email", "address", "datetime", "name", "dob", "spelled", "quantity", "confirm")


def spoken_cases() -> list[Case]:
    """Return own cases whose turns are all speech."""
    own = [*cases(SETS["own, seen while building"]), *cases(SETS["own, held back"])]
    return [
        case
        for case in own
        if case.primitive in SPOKEN and all(isinstance(turn, str) for turn in case.turns)
    ]


class Line:
    """Two callers, two codings, one recogniser."""

    def __init__(self) -> None:
        self._voices = (CallerVoice(1, law="alaw"), CallerVoice(3, law="mulaw"))
        self._model = whisper_model(1)

    def heard(self, case: Case, which: int, locale: Locale) -> Case:
        """Return the case as it arrives."""
        hints = PRIMITIVES[case.primitive].hints(FieldState(), context_of(case, locale))
        turns = tuple(
            self._model.decode(self._voices[which](turn), hints).text
            for turn in case.turns
            if isinstance(turn, str)
        )
        return Case(id=case.id, primitive=case.primitive, turns=turns, context=case.context)


def main() -> None:
    """Speak, hear and judge every case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=1_000)
    told = parser.parse_args()
    locale = read_locale()
    prepare(locale)
    measured = begin("capture_sound")
    line = Line()
    total: Counter[str] = Counter()
    exact: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    lost: list[str] = []
    for at, case in enumerate(spoken_cases()[: told.limit]):
        by_text = run(case, locale).value == case.expect
        arrived = line.heard(case, at % 2, locale)
        value = run(arrived, locale).value
        law = "A-law" if at % 2 == 0 else "µ-law"
        for key in ("all", case.primitive, law):
            total[key] += 1
            exact[f"{key} typed"] += by_text
            exact[key] += value == case.expect
            wrong[key] += value not in {None, case.expect}
        if value != case.expect:
            lost.append(f"{case.id}: {case.turns} was heard as {arrived.turns}, {value}")
    figures = []
    for key, count in total.items():
        rates = {
            "exact, typed": exact[f"{key} typed"],
            "exact, through sound": exact[key],
            "another value proposed, through sound": wrong[key],
        }
        for name, number in rates.items():
            rate = 100 * number / count
            figures.append(Counted(name=f"{key}: {name}", value=rate, unit="%", n=count))
    notes = ("What is exact when typed and not through sound is lost to hearing.", *lost[:60])
    end(measured, figures, notes)


if __name__ == "__main__":
    main()
