"""Writes down what came of a try: again is the same as once, and one outcome is all there is."""

import random
import threading
from typing import Final

import msgspec

from spine.events.note import AnyNote, WorkflowDead, WorkflowDone, WorkflowSkipped, WorkflowTried
from spine.log.note import Where, note
from workflows.attempt import Came
from workflows.cue import Run
from workflows.letter import message_id
from workflows.office import Office
from workflows.retry import wait_s
from workflows.standing import Standing, standing_of

_writing: Final = threading.Lock()
"""What is written depends on what was: in this process, which is the only one, one at a time."""


class Verdict(msgspec.Struct, frozen=True):
    """What a try leaves to be done."""

    again_s: float | None = None
    """None: nothing; it has an outcome."""
    taken: tuple[int, ...] = ()


def write_down(office: Office, run: Run, came: Came) -> Verdict:
    """Note a failed try and an outcome, whichever there are, and say when the next try is.

    After the last try it is given up. Whoever got the letter has got it, though: then it is done,
    with fewer recipients than were asked.

    Raises:
        SQLAlchemyError: If the log is away.
    """
    with _writing:
        stands = standing_of(office.log.read_stream("workflow", run.stream_id))
        if stands.settled or came.how == "settled":
            return Verdict()
        if came.failed and stands.attempts < came.number:
            _note(office, run, stands, WorkflowTried(attempt=came.number, why=came.why))
        again_s = wait_s(came.number, office.waits_s, random.random())
        if came.how == "later" and again_s is not None:
            return Verdict(again_s, came.taken)
        _note(office, run, stands, _outcome(office, run, came))
        return Verdict()


def _outcome(office: Office, run: Run, came: Came) -> AnyNote:
    if came.how == "skipped":
        return WorkflowSkipped(why=came.why)
    if came.taken:
        reference = message_id(run.stream_id, office.sender)
        return WorkflowDone(reference=reference, recipients=len(came.taken))
    return WorkflowDead(why=came.why)


def _note(office: Office, run: Run, stands: Standing, event: AnyNote) -> None:
    where = Where(
        stream="workflow", stream_id=run.stream_id, tenant=run.tenant, config=stands.config
    )
    note(office.log, where, event, now=office.now())
