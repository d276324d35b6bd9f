"""Follows the log: a call that ended begins a workflow, a workflow that was begun is run.

A beginning is an event first and work afterwards, so whatever is forgotten outside of the log
(what runs, how far it was followed) is found again in it.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

import structlog

from spine.events.call import CallEnded
from spine.events.envelope import UnreadableError, decode_envelope, decode_event, tag_of, tags_of
from spine.events.note import (
    WorkflowBegun,
    WorkflowDead,
    WorkflowDone,
    WorkflowSkipped,
)
from spine.ids import CallId
from spine.log.call_log import Placed
from spine.log.note import Where, note_first
from workflows.account import NeedsPersonError, NothingToDoError, find_told
from workflows.checkpoint import load, save
from workflows.cue import NOTIFY_EMAIL, Cue, Run
from workflows.office import Office
from workflows.told import Told

log: Final = structlog.get_logger()
BATCH: Final = 500
GRAPHS: Final = 256
"""Configurations that are remembered: each is read once."""


ENDED: Final = tag_of(CallEnded)
BEGUN: Final = tag_of(WorkflowBegun)
OUTCOMES: Final = tags_of(WorkflowDone, WorkflowDead, WorkflowSkipped)


class Follower:
    """One reader of the log; `start` is told of each run at least once."""

    def __init__(self, office: Office, start: Callable[[Run], None], checkpoint: Path) -> None:
        """Go on where the checkpoint says."""
        self._office = office
        self._start = start
        self._path = checkpoint
        self._followed = load(checkpoint, office.log)
        self._told = lru_cache(GRAPHS)(lambda config: find_told(office, config))

    @property
    def open(self) -> tuple[Run, ...]:
        """Return what has no outcome yet."""
        return tuple(self._followed.open.values())

    def catch_up(self) -> int:
        """Take what is new in the log; return how many events that were.

        The checkpoint is written after all that it stands for has been done. A failure in
        between leaves it where it was: the same events are taken once more.
        """
        taken = 0
        while placed := self._office.log.after(self._followed.pos, BATCH):
            before = dict(self._followed.open)
            for one in placed:
                self._take(one)
            for run in self.open:
                if before.get(run.stream_id) != run:
                    self._start(run)
            self._followed.pos, self._followed.hash = placed[-1].pos, placed[-1].hash
            save(self._path, self._followed)
            taken += len(placed)
        return taken

    def _take(self, one: Placed) -> None:
        match one.stream, one.type:
            case "call", kind if kind == ENDED:
                self._begin(one)
            case "workflow", kind if kind == BEGUN:
                run = Run(one.stream_id, one.seq, one.tenant)
                self._followed.open[one.stream_id] = run
            case "workflow", kind if kind in OUTCOMES:
                self._followed.open.pop(one.stream_id, None)
            case _:
                pass

    def _begin(self, one: Placed) -> None:
        """Begin what follows a call; an event that cannot be read is taken up too, to say so."""
        config = ""
        try:
            envelope = decode_envelope(one.body)
            config = envelope.config
            ended = decode_event(envelope.payload)
            if isinstance(ended, CallEnded) and not self._wanted(config, ended.outcome):
                return
        except UnreadableError:
            log.warning("an event cannot be read", stream=one.stream_id, seq=one.seq)
        cue = Cue(NOTIFY_EMAIL, CallId(one.stream_id), one.seq)
        where = Where(stream="workflow", stream_id=cue.stream_id, tenant=one.tenant, config=config)
        begun = WorkflowBegun(workflow=cue.workflow, trigger=cue.trigger, call=cue.call)
        note_first(self._office.log, where, begun, now=self._office.now())

    def _wanted(self, config: str, outcome: str) -> bool:
        try:
            told: Told = self._told(config)
        except (NothingToDoError, NeedsPersonError):
            return True
        return told.wants(outcome)
