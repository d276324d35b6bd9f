"""What is known of calls, for whoever may know it. Blocks."""

import threading
from datetime import datetime
from functools import partial
from typing import Final

import msgspec

from agent_worker.replaying import Report
from platform_api.calls.models import (
    CallCost,
    CallDetail,
    CallList,
    CostLine,
    ErasedCall,
    Timeline,
    Verdict,
    call_row,
    field_value,
    said_line,
)
from platform_api.calls.timeline import entries_of, opener_of
from platform_api.cursors import Cursors
from platform_api.identity import Identity
from platform_api.ports import Replayer
from platform_api.problems import Refused, not_found
from spine.cost import cost_of
from spine.erasure import erase
from spine.errors import RequestError
from spine.events.inputs import UsageMetered
from spine.events.note import CallReplayed
from spine.home import Home, safe_name
from spine.ids import CallId, CallMs
from spine.keys import KeyErasedError, KeyRing
from spine.log.call_log import Stored
from spine.log.note import audit_of, note
from spine.price_book import read_book
from spine.projections import rows
from spine.projections.opened import open_call
from spine.projections.store import Views
from spine.replay import ChainBroken, Differs, Erased, Identical, Replayed, Stopped
from spine.sealing import Sealer

PATIENCE_S: Final = 30.0
"""For one's turn to replay."""


class Calls:
    """The calls of an installation."""

    def __init__(self, home: Home, views: Views, replay: Replayer, cursors: Cursors) -> None:
        """Read from the views and the log, open with the keys of this home."""
        self.home = home
        self.views = views
        self.keys = KeyRing(home.keys)
        self._replay = replay
        self._cursors = cursors
        self._book = read_book()
        self._turn = threading.Lock()

    def page(
        self,
        who: Identity,
        tenant: str | None,
        *,
        live: bool | None,
        cursor: str | None,
        limit: int,
    ) -> CallList:
        """Return a page of calls that this person may see."""
        scope = who.scope(tenant)
        listed = f"calls {who.role} {scope or ''} {live}"
        before = None if cursor is None else self._cursors.read(listed, cursor)
        found = self.views.calls(scope, live=live, before=before, limit=limit + 1)
        shown, more = found[:limit], len(found) > limit
        following = None
        if more:
            following = self._cursors.write(listed, (shown[-1].began_unix_ms, shown[-1].call))
        items = tuple(call_row(row, internals=who.operates) for row in shown)
        return CallList(items=items, next=following)

    def find(self, who: Identity, call: str) -> rows.CallRow:
        """Return a call that this person may see.

        Raises:
            Refused: 404, where there is none, or it is somebody else's.
        """
        try:
            row = self.views.call(CallId(safe_name(call)))
        except RequestError as exc:
            raise not_found("call") from exc
        if row is None or not who.may_see(row.tenant):
            raise not_found("call")
        return row

    def one(self, who: Identity, call: str) -> CallDetail:
        """Return what was said and captured in a call."""
        row = self.find(who, call)
        opened = open_call(self.views, self.keys, row.call)
        return CallDetail(
            call=call_row(row, internals=who.operates),
            transcript=tuple(map(said_line, opened.summary.transcript)),
            fields=tuple(map(field_value, opened.summary.fields)),
            erased_at=opened.erased_at or None,
            degraded=self._degraded(row.call) if who.operates else None,
            cost=self._cost(row.call) if who.operates else None,
        )

    def timeline(self, who: Identity, call: str) -> Timeline:
        """Return every event of a call, opened, up to where it is whole."""
        row = self.find(who, call)
        stored = self.views.log.read(row.call)
        entries, broken = entries_of(stored, opener_of(self.keys, row.call))
        return Timeline(items=entries, broken=broken)

    def replay(self, who: Identity, call: str, now: datetime) -> Verdict:
        """Run a call again, and write down that it was."""
        row = self.find(who, call)
        stored = self.views.log.read(row.call)
        try:
            key, erased_at = self.keys.find(row.call), ""
        except KeyErasedError as erased:
            key, erased_at = None, erased.erased_at
        report = self._alone(row.call, stored, key, erased_at)
        verdict = _verdict(report.outcome, report.core, report.warnings)
        event = CallReplayed(call=row.call, result=verdict.result)
        note(self.views.log, audit_of(row.tenant), event, now=now)
        return verdict

    def erase(self, who: Identity, call: str, now: datetime) -> ErasedCall:
        """Destroy a call's key and its recording; again: when that was first."""
        row = self.find(who, call)
        erased = erase(self.home, self.views.log, row.call, tenant=row.tenant, now=now)
        return ErasedCall(call=row.call, erased_at=erased.at)

    def _alone(
        self, call: CallId, stored: tuple[Stored, ...], key: Sealer | None, erased_at: str
    ) -> Report:
        """Replay one at a time: each takes a whole core, and calls are being held."""
        if not self._turn.acquire(timeout=PATIENCE_S):
            raise Refused(503, "replay.busy", "others are being replayed", {"Retry-After": "5"})
        try:
            return self._replay(call, stored, key, erased_at)
        finally:
            self._turn.release()

    def _degraded(self, call: CallId) -> str | None:
        gaps = self.views.log.gaps(call)
        if not gaps:
            return None
        first, last = gaps[0]
        missing = f"event {first} is" if first == last else f"events {first} to {last} are"
        more = f", and {len(gaps) - 1} more gaps" if len(gaps) > 1 else ""
        return f"{missing} not in the log{more}"

    def _cost(self, call: CallId) -> CallCost:
        used = (
            UsageMetered(at_ms=CallMs(0), provider=provider, unit=unit, quantity=quantity)
            for provider, unit, quantity in self.views.usage(call)
        )
        cost = cost_of(used, self._book)
        lines = (CostLine(**msgspec.structs.asdict(line)) for line in cost.lines)
        return CallCost(
            book=cost.book,
            lines=tuple(lines),
            total_microaud=cost.total_microaud,
            hosted_total_microaud=cost.hosted_total_microaud,
        )


def _verdict(outcome: Replayed, core: str, warnings: tuple[str, ...]) -> Verdict:
    made = partial(Verdict, core=core, warnings=warnings)
    match outcome:
        case Identical(events=events):
            return made(result="identical", events=events)
        case Differs() as differs:
            return made(
                result="differs",
                seq=differs.seq,
                type=differs.type,
                stored=differs.stored,
                replayed=differs.replayed,
            )
        case ChainBroken(seq=seq, why=why):
            return made(result="chain_broken", seq=seq, why=why)
        case Erased(at=at, events=events):
            return made(result="erased", at=at, events=events)
        case Stopped(seq=seq, error=error):
            return made(result="stopped", seq=seq, why=error)
