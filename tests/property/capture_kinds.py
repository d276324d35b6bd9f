"""Cases of every kind of value, from what callers say and press."""

from collections.abc import Mapping

from cli.capture_cases import Case, CaseContext, Turn
from tests.property.speech.keys import Pressed
from tests.property.speech.kinds import KINDS, TYPED


def spoken_case(kind: str, *turns: str) -> Case:
    """Return a case of turns that were said, with what the business says of this kind."""
    said = KINDS[kind]
    context = CaseContext(choices=_listed(said.choices), shapes=said.shapes, unit=said.unit)
    heard = [Turn(nbest=(text,)) if said.primitive == "dtmf" else text for text in turns]
    return Case(id=kind, primitive=said.primitive, turns=tuple(heard), context=context)


def typed_case(kind: str, pressed: Pressed) -> Case:
    """Return a case of keys that were pressed; a space among them is a pause."""
    typed = TYPED[kind]
    turns: list[Turn] = []
    for keys in pressed.keys.split(" "):
        turns += [Turn(dtmf=keys), Turn(silence_ms=1)] if keys else []
    context = CaseContext(choices=_listed(typed.choices))
    return Case(id=kind, primitive=typed.primitive, turns=tuple(turns), context=context)


def _listed(choices: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {one: list(names) for one, names in choices.items()}
