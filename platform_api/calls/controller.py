import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

from litestar import Controller, MediaType, Request, Response, get, head, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter, QueryParameter
from litestar.response import Stream

from platform_api.calls.models import CallDetail, CallList, ErasedCall, Peaks, Timeline, Verdict
from platform_api.calls.service import Calls
from platform_api.calls.sound import Part, Sound, find_sound, part_of, peaks_of, read_part
from platform_api.guard import route
from platform_api.identity import Identity
from platform_api.problems import documented, not_found
from spine.events.note import RecordingHeard
from spine.log.note import audit_of, note
from spine.projections.rows import CallRow

Asker = Request[Identity, str | None, Any]
WAV = "audio/wav"


class CallsController(Controller):
    """Calls, live and over."""

    path = "/api/calls"
    tags = ("calls",)

    @get(operation_id="ListCalls", **route("signed_in", 404))
    def every(
        self,
        request: Asker,
        calls: NamedDependency[Calls],
        tenant: Annotated[str | None, QueryParameter(min_length=1, max_length=100)] = None,
        live: Annotated[bool | None, QueryParameter()] = None,
        cursor: Annotated[str | None, QueryParameter(min_length=1, max_length=400)] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
    ) -> CallList:
        """Return calls, the last begun first."""
        return calls.page(request.user, tenant, live=live, cursor=cursor, limit=limit)

    @get("/{call_id:str}", operation_id="GetCall", **route("signed_in", 404))
    def one(
        self, request: Asker, call_id: FromPath[str], calls: NamedDependency[Calls]
    ) -> CallDetail:
        """Return what was said and captured in a call, so far or for good."""
        return calls.one(request.user, call_id)

    @get("/{call_id:str}/timeline", operation_id="GetTimeline", **route("operator", 404))
    def timeline(
        self, request: Asker, call_id: FromPath[str], calls: NamedDependency[Calls]
    ) -> Timeline:
        """Return every event of a call."""
        return calls.timeline(request.user, call_id)

    @post(
        "/{call_id:str}/replay",
        operation_id="ReplayCall",
        status_code=200,
        **route("operator", 404, 422, 503),
    )
    def replay(
        self, request: Asker, call_id: FromPath[str], calls: NamedDependency[Calls]
    ) -> Verdict:
        """Run a call's inputs again with the core and graph of its day, and compare every byte."""
        return calls.replay(request.user, call_id, datetime.now(UTC))

    @post(
        "/{call_id:str}/erase", operation_id="EraseCall", status_code=200, **route("operator", 404)
    )
    def erase(
        self, request: Asker, call_id: FromPath[str], calls: NamedDependency[Calls]
    ) -> ErasedCall:
        """Destroy what was said, for good; the log and its figures stay."""
        return calls.erase(request.user, call_id, datetime.now(UTC))

    @get("/{call_id:str}/recording/peaks", operation_id="GetPeaks", **route("signed_in", 404))
    def peaks(self, request: Asker, call_id: FromPath[str], calls: NamedDependency[Calls]) -> Peaks:
        """Return a recording's outline."""
        _, sound = _sound(calls, request.user, call_id)
        return peaks_of(sound)


class RecordingController(Controller):
    """A call's sound: caller left, agent right."""

    path = "/api/calls/{call_id:str}/recording"
    tags = ("calls",)

    @get(
        operation_id="GetRecording",
        media_type=WAV,
        **(
            route("signed_in", 404, 416, blocks=False)
            | {
                "responses": documented(400, 401, 403, 404, 416, 500)
                | {
                    200: ResponseSpec(bytes, media_type=WAV, description="the whole of it"),
                    206: ResponseSpec(bytes, media_type=WAV, description="what was asked for"),
                    304: ResponseSpec(None, description="unchanged"),
                }
            }
        ),
    )
    async def sound(
        self,
        request: Asker,
        call_id: FromPath[str],
        calls: NamedDependency[Calls],
        range_: Annotated[str | None, HeaderParameter(name="Range", max_length=200)] = None,
        if_range: Annotated[str | None, HeaderParameter(name="If-Range", max_length=200)] = None,
        if_none: Annotated[
            str | None, HeaderParameter(name="If-None-Match", max_length=200)
        ] = None,
    ) -> Response[Any]:
        """Return the sound, whole or a range of it; of a live call as far as it is written."""
        row, sound = await asyncio.to_thread(_sound, calls, request.user, call_id)
        if if_none is not None and sound.etag in if_none:
            return Response(
                None, status_code=304, media_type=MediaType.TEXT, headers={"ETag": sound.etag}
            )
        part = part_of(sound, range_, if_range)
        if part.first == 0:
            await asyncio.to_thread(_heard, calls, request.user, row)
        return Stream(
            read_part(sound.path, part),
            status_code=200 if part.whole else 206,
            media_type=WAV,
            headers=_headers(sound, part),
        )

    @head(operation_id="HeadRecording", media_type=MediaType.TEXT, **route("signed_in", 404))
    def outline(
        self, request: Asker, call_id: FromPath[str], calls: NamedDependency[Calls]
    ) -> Response[None]:
        """Return what a player wants to know before it asks for sound."""
        _, sound = _sound(calls, request.user, call_id)
        whole = Part(0, sound.size - 1, sound.size, whole=True)
        headers = _headers(sound, whole) | {"Content-Type": WAV}
        return Response(None, media_type=MediaType.TEXT, headers=headers)


def _headers(sound: Sound, part: Part) -> dict[str, str]:
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Length": str(part.length),
        "ETag": sound.etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{sound.path.name}"',
    }
    if not part.whole:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{part.size}"
    return headers


def _sound(calls: Calls, who: Identity, call: str) -> tuple[CallRow, Sound]:
    row = calls.find(who, call)
    sound = find_sound(calls.home.recording_of(row.call))
    if sound is None:
        raise not_found("recording")
    return row, sound


def _heard(calls: Calls, who: Identity, row: CallRow) -> None:
    """Write down who was given a call's sound: once for each time it is begun."""
    where = audit_of(row.tenant)
    event = RecordingHeard(call=row.call, role=who.role)
    note(calls.views.log, where, event, now=datetime.now(UTC))
