"""One try at one delivery: look whether it was done, do it, write down what came of it."""

import random
from typing import Final

import msgspec
import structlog

from spine.events.note import AnyNote, WorkflowDead, WorkflowDone, WorkflowSkipped, WorkflowTried
from spine.log.note import Where, note
from workflows.account import NeedsPersonError, NothingToDoError, NotYetError, find_account
from workflows.cue import Cue, Run, cue_of
from workflows.letter import is_address, message_id, write_letter
from workflows.mail.port import Handed
from workflows.office import Office
from workflows.retry import wait_s
from workflows.standing import Standing, standing_of

log: Final = structlog.get_logger()
NO_ADDRESS: Final = "no letter can be sent to an address of this business"


class Verdict(msgspec.Struct, frozen=True):
    """What a try leaves to be done."""

    again_s: float | None = None
    """None: nothing; it has an outcome."""
    taken: tuple[int, ...] = ()
    """Which of the addresses need no other try, by their place in the configuration."""


def try_once(office: Office, run: Run, taken: tuple[int, ...] = ()) -> Verdict:
    """Try once, unless this workflow has an outcome.

    Done and then not written down (the process died between) is done again: at least once, with
    the same Message-ID. The outcome is looked for first, so not once more after that.
    """
    attempt = _Attempt(office, run)
    if attempt.standing.settled:
        return Verdict()
    try:
        return attempt.deliver(taken)
    except NothingToDoError as nothing:
        return attempt.end(WorkflowSkipped(why=str(nothing)))
    except NeedsPersonError as missing:
        return attempt.end(WorkflowDead(why=str(missing)))
    except NotYetError as not_yet:
        return attempt.later(str(not_yet), taken)
    except Exception as error:  # noqa: BLE001 - an edge: one letter's trouble is no other's
        log.warning("a try broke", delivery=run.stream_id, error=type(error).__name__)
        return attempt.later(f"it could not be put together ({type(error).__name__})", taken)


class _Attempt:
    def __init__(self, office: Office, run: Run) -> None:
        self._office = office
        self._run = run
        self._cue: Cue = cue_of(run.stream_id)
        stored = office.log.read_stream("workflow", run.stream_id)
        self.standing: Standing = standing_of(stored)

    def deliver(self, taken: tuple[int, ...]) -> Verdict:
        """Write the letter and hand it to whoever has not got it yet."""
        office = self._office
        matter, told = find_account(office, self._cue)
        fit = {place: one for place, one in enumerate(told.emails) if is_address(one)}
        asked = {place: one for place, one in fit.items() if place not in taken}
        if not asked:
            return self.end(WorkflowDead(why=NO_ADDRESS))
        letter = write_letter(
            matter,
            told,
            sender=office.sender,
            recipients=tuple(fit.values()),
            now=office.now(),
        )
        handed = office.mailer.send(letter, tuple(asked.values()))
        got = tuple(place for place, one in asked.items() if one in handed.taken)
        return self._conclude(handed, (*taken, *got))

    def _conclude(self, handed: Handed, taken: tuple[int, ...]) -> Verdict:
        if handed.later:
            return self.later(handed.why, taken)
        if not taken:
            self._tried(handed.why)
            return self.end(WorkflowDead(why=handed.why))
        if handed.refused:
            self._tried(f"{len(handed.refused)} of the addresses refused: {handed.why}")
        return self._done(taken)

    def later(self, why: str, taken: tuple[int, ...]) -> Verdict:
        """Write down a failed try and say when the next one is; after the last, give up.

        Whoever got the letter has got it: then it is done, with fewer recipients than were asked.
        """
        failed = self._tried(why)
        again_s = wait_s(failed, self._office.waits_s, random.random())
        if again_s is not None:
            return Verdict(again_s, taken)
        return self._done(taken) if taken else self.end(WorkflowDead(why=why))

    def _tried(self, why: str) -> int:
        failed = self.standing.attempts + 1
        self._note(WorkflowTried(attempt=failed, why=why))
        return failed

    def _done(self, taken: tuple[int, ...]) -> Verdict:
        reference = message_id(self._run.stream_id, self._office.sender)
        return self.end(WorkflowDone(reference=reference, recipients=len(taken)))

    def end(self, outcome: AnyNote) -> Verdict:
        """Write the outcome down."""
        self._note(outcome)
        return Verdict()

    def _note(self, event: AnyNote) -> None:
        where = Where(
            stream="workflow",
            stream_id=self._run.stream_id,
            tenant=self._run.tenant,
            config=self.standing.config,
        )
        note(self._office.log, where, event, now=self._office.now())
