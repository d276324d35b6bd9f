"""Reads a call for a letter: verifies it, opens it, and says why where that can't be."""

from collections.abc import Iterable
from urllib.parse import quote

from spine.artefacts import ArtefactChangedError, ArtefactMissingError, find_graph
from spine.events.call import CaptureReadBack, EmergencyFlagged, RecordingStarted
from spine.events.personal import Recorded
from spine.home import UnsafeNameError
from spine.ids import CallId
from spine.keys import KeyErasedError, KeyMissingError, KeyRing, KeyUnreadableError
from spine.projections.call import summarise
from spine.reading import ChainBrokenError, Entry, events_of, read_entries
from workflows.cue import Cue
from workflows.letter import Matter
from workflows.office import Office
from workflows.told import Told, ToldUnreadableError, read_told


class NothingToDoError(Exception):
    """There is nothing to tell, or nothing that could be told."""


class NeedsPersonError(Exception):
    """Something is missing that a person can bring back."""


class NotYetError(Exception):
    """It will be there, just not now."""


def find_account(office: Office, cue: Cue) -> tuple[Matter, Told]:
    """Return what is told of a call, and who is told.

    Raises:
        NothingToDoError: If it was erased, cannot be read, or nobody wants to know.
        NeedsPersonError: If its key or its configuration is not here.
        NotYetError: If some of its events are not in the log yet.
    """
    entries = _read(office, cue.call)
    events = events_of(entries)
    call = summarise(events)
    told = find_told(office, entries[0].envelope.config)
    if not told.wants(call.outcome):
        raise NothingToDoError(f"nobody is told of the outcome {call.outcome[:30]}")
    matter = Matter(
        call=cue.call,
        reference=cue.stream_id,
        outcome=call.outcome,
        began_unix_ms=entries[0].envelope.occurred_at_ms,
        duration_ms=call.duration_ms,
        dialled=call.dialled,
        fields=call.fields,
        read_back=frozenset(
            (event.field, event.value) for event in events if isinstance(event, CaptureReadBack)
        ),
        hazard=_hazard(events),
        recorded=any(isinstance(event, RecordingStarted) for event in events),
        link=_link(office, cue.call),
    )
    return matter, told


def find_told(office: Office, config: str) -> Told:
    """Return who is told of calls held with a configuration.

    Raises:
        NothingToDoError: If it does not say so.
        NeedsPersonError: If it is not here, or not what it was.
    """
    try:
        return read_told(find_graph(office.home, config))
    except (ToldUnreadableError, UnsafeNameError) as exc:
        raise NothingToDoError("the call's configuration cannot be read") from exc
    except (ArtefactMissingError, ArtefactChangedError, OSError) as exc:
        raise NeedsPersonError("the call's configuration is not kept here any more") from exc


def _read(office: Office, call: CallId) -> tuple[Entry, ...]:
    stored = office.log.read(call)
    if not stored or office.log.gaps(call):
        raise NotYetError("some of the call's events are not in the log yet")
    try:
        key = KeyRing(office.home.keys).find(call)
        return read_entries(stored, key)
    except KeyErasedError as exc:
        raise NothingToDoError(f"what was said was erased at {exc.erased_at}") from exc
    except (KeyMissingError, KeyUnreadableError) as exc:
        raise NeedsPersonError("the call's key is not in this installation") from exc
    except ChainBrokenError as exc:
        raise NothingToDoError(f"the call cannot be read: event {exc.seq} is broken") from exc
    except UnsafeNameError as exc:
        raise NothingToDoError("the call's id is no name") from exc


def _hazard(events: Iterable[Recorded]) -> str:
    return next((event.hazard for event in events if isinstance(event, EmergencyFlagged)), "")


def _link(office: Office, call: CallId) -> str:
    base = office.public_url.rstrip("/")
    return f"{base}/calls/{quote(call, safe='')}" if base else ""
