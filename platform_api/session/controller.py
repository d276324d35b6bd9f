import asyncio
from datetime import UTC, datetime
from typing import Any

from litestar import Controller, Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from platform_api.access.authenticate import cookie_name
from platform_api.access.cookies import cleared, handed_out
from platform_api.access.store import Access
from platform_api.guard import route
from platform_api.identity import Identity
from platform_api.limits import Limits, host_of
from platform_api.problems import Refused, too_many
from platform_api.session.models import Session, SignIn
from spine.events.note import SignedIn
from spine.ids import TenantId
from spine.log.note import audit_of, note
from spine.projections.store import Views
from spine.settings import Api


class SessionController(Controller):
    """Signing in by a one-time link, and out."""

    path = "/api/session"
    tags = ("session",)

    @post(operation_id="SignIn", status_code=200, **route("public", 401, 413, 429, blocks=False))
    async def sign_in(
        self,
        request: Request[Identity | None, str | None, Any],
        data: JSONBody[SignIn],
        access: NamedDependency[Access],
        views: NamedDependency[Views],
        api: NamedDependency[Api],
        limits: NamedDependency[Limits],
    ) -> Response[Session]:
        """Use a link up: whoever has it is signed in from now on, under a new session."""
        host = host_of(request)
        if wait_s := limits.sign_in.wait_s(host):
            raise too_many("session.too_many", wait_s)
        token, before = data.link.rpartition("#")[2], request.cookies.get(cookie_name(api))
        opened = await asyncio.to_thread(access.open_session, token, before)
        if opened is None:
            limits.sign_in.take(host)
            raise Refused(401, "session.link", "this link was used, is too old or is none of ours")
        who = opened.identity
        session = await asyncio.to_thread(self._begun, views, who)
        return Response(session, cookies=handed_out(api, opened.token, who.role))

    @get(operation_id="GetSession", **route("signed_in"))
    def show(
        self,
        request: Request[Identity, str | None, Any],
        views: NamedDependency[Views],
    ) -> Session:
        """Return who is signed in."""
        return _shown(views, request.user)

    @delete(operation_id="SignOut", **route("signed_in"))
    def sign_out(
        self,
        request: Request[Identity, str | None, Any],
        access: NamedDependency[Access],
        api: NamedDependency[Api],
    ) -> Response[None]:
        """End the session, here and in the store."""
        if request.auth is not None:
            access.close_session(request.auth)
        return Response(None, cookies=cleared(api))

    @staticmethod
    def _begun(views: Views, who: Identity) -> Session:
        where = audit_of(who.tenant)
        event = SignedIn(role=who.role, tenant=who.tenant)
        note(views.log, where, event, now=datetime.now(UTC))
        return _shown(views, who)


def _shown(views: Views, who: Identity) -> Session:
    row = None if who.operates else views.tenant(TenantId(who.tenant))
    return Session(
        role=who.role,
        tenant=who.tenant,
        name="" if row is None else row.name,
        expires_unix_ms=who.expires_unix_ms,
    )
