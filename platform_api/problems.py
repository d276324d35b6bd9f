"""Every refusal is a problem (RFC 9457): what it is, in words and by a code that stays.

None has a stack, a statement or a value that was said in a call in it.
"""

import http
from collections.abc import Mapping
from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    InternalServerException,
    TooManyRequestsException,
    ValidationException,
)
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy.exc import DBAPIError

from platform_api.model import Model
from spine.errors import EnvironmentNeedsError, RequestError

MEDIA: Final = "application/problem+json"
NOT_FOUND_EXIT: Final = 3
CONFLICT_EXIT: Final = 4
DECODER: Final = "msgspec_hooks.py:"
"""Where the framework reads bodies."""
WAIT_S: Final = 2
"""Advised when the store is away."""

log = structlog.get_logger()


class Fault(Model, frozen=True):
    """One thing that is wrong with a request."""

    pointer: str
    """Where: `query/limit`, `body/tenant`."""
    detail: str


class Problem(Model, frozen=True):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    """The status in words."""
    status: int
    code: str
    """Stable; what a program decides by."""
    detail: str
    errors: tuple[Fault, ...]


class Refused(HTTPException):
    """A refusal with a code of its own."""

    def __init__(
        self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail=detail, status_code=status, headers=dict(headers or {}))
        self.code = code


def not_found(what: str) -> Refused:
    """Return the refusal for what is not there or is somebody else's: nobody learns which."""
    return Refused(404, f"{what}.not_found", f"there is no such {what}")


def too_many(code: str, wait_s: int) -> Refused:
    """Return the refusal for one who asks too often."""
    detail = f"too many requests: try again in {wait_s} s"
    return Refused(429, code, detail, {"Retry-After": str(wait_s)})


def documented(*statuses: int) -> dict[int, ResponseSpec]:
    """Return what a route says of its refusals in the OpenAPI document."""
    return {
        status: ResponseSpec(
            Problem,
            media_type=MEDIA,
            description=http.HTTPStatus(status).phrase,
            generate_examples=False,
        )
        for status in sorted(statuses)
    }


def on_http(_: Request[Any, Any, Any], exc: HTTPException) -> Response[Problem]:
    """Answer a refusal, ours or the framework's."""
    status = exc.status_code
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(exc, Refused):
        return _failed(exc)
    code = exc.code if isinstance(exc, Refused) else _code_of(exc, status)
    faults = _faults(exc) if isinstance(exc, ValidationException) else ()
    detail = "the request is not as documented" if faults else _detail_of(exc, status)
    return _answer(status, code, detail, faults, exc.headers)


def on_request_error(_: Request[Any, Any, Any], exc: RequestError) -> Response[Problem]:
    """Answer what the sender can fix."""
    kinds = {NOT_FOUND_EXIT: 404, CONFLICT_EXIT: 409}
    return _answer(kinds.get(getattr(exc, "exit_code", 0), 422), exc.code, str(exc))


def on_need(_: Request[Any, Any, Any], exc: EnvironmentNeedsError) -> Response[Problem]:
    """Answer where the machine lacks something: which is for our log, not for a stranger."""
    log.error("api.needs", code=exc.code)
    return _answer(503, exc.code, "something that this needs is not there; our log says what")


def on_store(_: Request[Any, Any, Any], exc: DBAPIError) -> Response[Problem]:
    """Answer while the database is away."""
    log.error("api.store_away", kind=type(exc).__name__)
    headers = {"Retry-After": str(WAIT_S)}
    return _answer(503, "store.away", "the store does not answer: try again", (), headers)


def on_unreadable(
    _: Request[Any, Any, Any], exc: UnicodeDecodeError | RecursionError
) -> Response[Problem]:
    """Answer a body that is no text, or nests without end: the framework lets both through."""
    if not _place(exc).startswith(DECODER):
        return _failed(exc)
    return _answer(400, "request.unreadable", "the body is not JSON that we read")


def on_any(_: Request[Any, Any, Any], exc: Exception) -> Response[Problem]:
    """Answer a fault of ours: an edge; the log has where, and nobody has what was in it."""
    return _failed(exc)


HANDLERS: Final[dict[int | type[Exception], Any]] = {
    HTTPException: on_http,
    RequestError: on_request_error,
    EnvironmentNeedsError: on_need,
    DBAPIError: on_store,
    UnicodeDecodeError: on_unreadable,
    RecursionError: on_unreadable,
    Exception: on_any,
}


def _failed(exc: Exception) -> Response[Problem]:
    cause: BaseException = exc
    if isinstance(exc, InternalServerException) and exc.__cause__ is not None:
        cause = exc.__cause__
    log.error("api.failed", kind=type(cause).__name__, at=_place(cause))
    return _answer(500, "internal", "something is wrong on our side")


def _answer(
    status: int,
    code: str,
    detail: str,
    faults: tuple[Fault, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Response[Problem]:
    title = http.HTTPStatus(status).phrase
    problem = Problem(
        type="about:blank", title=title, status=status, code=code, detail=detail, errors=faults
    )
    return Response(problem, status_code=status, media_type=MEDIA, headers=dict(headers or {}))


def _code_of(exc: HTTPException, status: int) -> str:
    if isinstance(exc, ValidationException):
        return "request.invalid"
    if isinstance(exc, TooManyRequestsException):
        return "request.too_many"
    return f"request.{http.HTTPStatus(status).phrase.lower().replace(' ', '_')}"


def _detail_of(exc: HTTPException, status: int) -> str:
    """Return our own words: the framework's may repeat what was sent."""
    if isinstance(exc, Refused):
        return exc.detail
    return http.HTTPStatus(status).description or http.HTTPStatus(status).phrase


def _faults(exc: ValidationException) -> tuple[Fault, ...]:
    listed = exc.extra if isinstance(exc.extra, list) else []
    return tuple(
        Fault(pointer=_pointer(one), detail=str(one.get("message", "")))
        for one in listed
        if isinstance(one, dict)
    )


def _pointer(fault: Mapping[str, Any]) -> str:
    source = getattr(fault.get("source", ""), "value", fault.get("source", ""))
    return "/".join(str(part) for part in (source, fault.get("key", "")) if part)


def _place(exc: BaseException) -> str:
    """Return file and line of what raised, without what it said."""
    trace = exc.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
