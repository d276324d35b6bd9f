"""After a read-back: a yes confirms what was read back, a correction is applied and read back."""

import msgspec

from agent_worker.voice_core.capture import asking, control, rivalry
from agent_worker.voice_core.capture.consent import Answer, Judged, judge
from agent_worker.voice_core.capture.contract import (
    Ask,
    Context,
    FieldState,
    NoteHeard,
    NoteRepaired,
    Outlook,
    Status,
    Step,
)
from agent_worker.voice_core.capture.control import Control
from agent_worker.voice_core.capture.grammar import Grammar, Reading
from agent_worker.voice_core.redaction import NOTHING, redact

replace = msgspec.structs.replace


def answered(grammar: Grammar, state: FieldState, texts: list[str], context: Context) -> Step:
    """Take the caller's answer to a read-back."""
    wish = control.spot(texts[0], context.locale)
    if wish is Control.RESTART:
        return asking.refused(grammar, state, context)
    repaired = _repaired(grammar, state, texts, context)
    if repaired is not None and _differs(repaired, state):
        return _corrected(grammar, state, texts[0], repaired, context)
    if repaired is not None:
        state = replace(state, rivals=repaired.rivals)
    if wish is Control.DECLINE:
        return asking.declined(state)
    return _yes_or_no(grammar, state, texts, context, same=repaired is not None)


def _yes_or_no(
    grammar: Grammar, state: FieldState, texts: list[str], context: Context, *, same: bool
) -> Step:
    judged = judge(texts[0], context.locale)
    answer = judged.answer
    if answer is Answer.YES and (judged.takes_back or _denied(texts[1:], context)):
        answer = Answer.UNCLEAR
    if answer is Answer.YES:
        if state.pending:
            return asking.yes(grammar, state)
        return asking.read_back_again(grammar, state, context)
    if answer is Answer.NO:
        return _denied_once(grammar, state, context, same=same)
    return _unclear(grammar, state, judged, context)


def heard_whole(state: FieldState, readback: int) -> FieldState:
    """From now on a yes confirms the value: the caller has heard this read-back, and it stands."""
    if readback != state.readback or state.status is not Status.HEARD:
        return state
    return replace(state, pending=True)


def _denied_once(grammar: Grammar, state: FieldState, context: Context, *, same: bool) -> Step:
    """Take a no; one that says our value again ("no, at six") has it read back more clearly."""
    refusals = state.refusals + 1
    if not same or refusals >= asking.MAX_REFUSALS:
        return asking.refused(grammar, state, context)
    return asking.read_back_again(grammar, replace(state, refusals=refusals), context, rung=1)


def _differs(repaired: Reading, state: FieldState) -> bool:
    """Whether a correction changes anything."""
    return (repaired.value, repaired.extra) != (state.value, state.extra)


def _denied(others: list[str], context: Context) -> bool:
    """Whether another hypothesis of the recogniser is a no."""
    return any(judge(text, context.locale).answer is Answer.NO for text in others)


def _repaired(
    grammar: Grammar, state: FieldState, texts: list[str], context: Context
) -> Reading | None:
    """Return the first hypothesis that corrects to something valid, else the first correction.

    A turn of nothing but assent and hedges ("maybe") corrects nothing. What is heard a second time
    beside other things is likelier than these, unless the caller has said no to it.
    """
    found = [
        grammar.repair(text, state, context) for text in texts if judge(text, context.locale).rest
    ]
    repairs = [reading for reading in found if reading is not None]
    valid = rivalry.ranked(repairs)
    if not valid:
        return next(iter(repairs), None)
    weighs = grammar.plan.weighs and judge(texts[0], context.locale).answer is not Answer.NO
    return rivalry.weighed(valid, (state.value or "", *state.rivals) if weighs else ())


def _corrected(
    grammar: Grammar, state: FieldState, raw: str, repaired: Reading, context: Context
) -> Step:
    safe, _ = redact(raw, NOTHING, context.locale)
    note = NoteHeard(raw=safe, value=repaired.value, inferred=repaired.inferred)
    made = NoteRepaired(operation=repaired.operation, value=repaired.value)
    state = replace(state, method="voice" if state.method == "caller_id" else state.method)
    if repaired.value is not None:
        state, actions = asking.read_back(grammar, state, repaired, context)
    elif repaired.buffer:
        state, actions = asking.more(grammar, state, repaired)
    else:
        state, actions = asking.failed_attempt(grammar, state, repaired, context)
    return state, (note, made, *actions)


def _unclear(grammar: Grammar, state: FieldState, judged: Judged, context: Context) -> Step:
    """Neither yes nor no: say it again more clearly, then offer the keys 1 and 2."""
    if judged.asks:
        return asking.read_back_again(grammar, state, context, rung=1)
    state = replace(state, unclear=state.unclear + 1)
    if state.unclear > asking.MAX_UNCLEAR + 1:
        return asking.other_method(grammar, state, context)
    if state.unclear >= asking.MAX_UNCLEAR:
        return replace(state, asking=asking.YES_OR_NO), (Ask(phrase="press_yes_or_no"),)
    if not state.pending:
        return asking.read_back_again(grammar, state, context)
    return state, (Ask(phrase="yes_or_no"),)


def keyed(grammar: Grammar, state: FieldState, key: str, context: Context) -> Step:
    """Take 1 for yes and 2 for no, once they were offered."""
    if key == "1":
        if state.pending:
            return asking.yes(grammar, state)
        return asking.read_back_again(grammar, state, context)
    return asking.refused(grammar, state, context)


def outlook(grammar: Grammar, state: FieldState, text: str, context: Context) -> Outlook:
    """Judge a partial answer: a yes is complete, a no often goes on."""
    judged = judge(text, context.locale)
    repaired = grammar.repair(text, state, context)
    if repaired is not None and _differs(repaired, state):
        return repaired.outlook
    if judged.answer is Answer.YES and not judged.takes_back:
        return Outlook.COMPLETE
    return Outlook.OPEN
