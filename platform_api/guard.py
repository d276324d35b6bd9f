"""Deny by default: a route says who may, or nobody may."""

import hmac
from typing import Any, Final, Literal

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler

from platform_api.access.authenticate import CSRF_HEADER
from platform_api.access.tokens import csrf_of
from platform_api.identity import Identity
from platform_api.problems import Refused, documented

May = Literal["public", "signed_in", "operator"]
OPT: Final = "may"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ALWAYS: Final = (400, 401, 403, 500)


def route(may: May, *refusals: int, blocks: bool = True) -> dict[str, Any]:
    """Return a route's arguments: who may call it, and how it may refuse.

    Args:
        may: Who.
        refusals: Statuses besides 400, 401, 403 and 500.
        blocks: Whether it is a plain function, to be run in a thread.
    """
    always = (400, 500) if may == "public" else _ALWAYS
    return {
        "opt": {OPT: may},
        "responses": documented(*always, *refusals),
        "raises": [],
        "security": [{}] if may == "public" else [{"session": []}, {"key": []}],
    } | ({"sync_to_thread": True} if blocks else {})


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let through who may.

    Raises:
        Refused: 401 without a session or key, 403 without the role or the page's own proof.
    """
    may = handler.opt.get(OPT)
    if may == "public":
        return
    who: Identity | None = connection.user
    if may not in {"signed_in", "operator"}:
        raise Refused(403, "access.closed", "nobody may do this")
    if who is None:
        headers = {"WWW-Authenticate": 'Bearer realm="spotfunnel"'}
        raise Refused(401, "access.unknown", "sign in with a link, or send a key", headers)
    if may == "operator" and not who.operates:
        raise Refused(403, "access.operators_only", "this is for operators")
    if who.via == "session" and connection.scope["type"] == ScopeType.HTTP:
        _check_csrf(connection)


def _check_csrf(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """A cookie comes along with a stranger's form; what the page itself knows does not."""
    if connection.scope.get("method", "") in _SAFE:
        return
    sent = connection.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(sent.encode(), csrf_of(connection.auth or "").encode()):
        raise Refused(403, "access.csrf", f"send the csrftoken cookie's value as {CSRF_HEADER}")
