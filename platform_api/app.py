"""Puts the API together out of what it is handed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

import structlog
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from sqlalchemy.exc import DBAPIError

from platform_api.access.authenticate import Authenticate
from platform_api.access.store import Access
from platform_api.calls.controller import CallsController, RecordingController
from platform_api.calls.service import Calls
from platform_api.cursors import cursors_of
from platform_api.deliveries.controller import DeliveriesController
from platform_api.document import config
from platform_api.guard import guard
from platform_api.headers import Headers
from platform_api.keys.controller import KeysController
from platform_api.limits import Limits
from platform_api.links.controller import LinksController
from platform_api.live.controller import LiveController
from platform_api.live.service import Live
from platform_api.live.sse import cancelled
from platform_api.numbers.controller import NumbersController
from platform_api.pages.controller import page
from platform_api.pages.service import Pages
from platform_api.parts import Parts
from platform_api.problems import HANDLERS
from platform_api.session.controller import SessionController
from platform_api.status.controller import StatusController
from platform_api.talk.controller import TalkController, Telephone, talk_socket
from platform_api.tenants.controller import TenantsController
from platform_api.today.controller import TodayController
from platform_api.today.service import Days
from spine.projections.store import Views

MOST_BODY: Final = 64 * 1024
PROJECT_EVERY_S: Final = 0.1

log = structlog.get_logger()
Thing = TypeVar("Thing")


def build_app(parts: Parts) -> Litestar:
    """Return the API as an ASGI application. Opens nothing, starts nothing until it is served."""
    access, views = Access(parts.views.log, parts.now_ms), parts.views
    calls = Calls(parts.home, views, parts.replay, cursors_of(parts.home))
    live = Live(calls)
    handed: dict[str, Any] = {
        "about": parts.about,
        "access": access,
        "activate": parts.activate,
        "api": parts.api,
        "calls": calls,
        "days": Days(parts.home, views, lambda zone: parts.now().astimezone(zone)),
        "limits": Limits(),
        "streams": live,
        "pages": Pages(parts.dist),
        "pulse": parts.pulse,
        "telephone": Telephone(parts.talk),
        "views": views,
    }

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None, None]:
        projecting = asyncio.create_task(_project(views)) if parts.projects else None
        yield
        await live.close()
        if projecting is not None:
            await cancelled(projecting)

    return Litestar(
        route_handlers=[
            SessionController,
            LinksController,
            KeysController,
            CallsController,
            RecordingController,
            LiveController,
            TenantsController,
            NumbersController,
            DeliveriesController,
            TodayController,
            StatusController,
            TalkController,
            talk_socket,
            page,
        ],
        guards=[guard],
        middleware=[DefineMiddleware(Authenticate, access=access, api=parts.api)],
        dependencies={name: _provide(thing) for name, thing in handed.items()},
        exception_handlers=HANDLERS,
        before_send=[Headers(parts.api).add],
        request_max_body_size=MOST_BODY,
        openapi_config=config(),
        lifespan=[lifespan],
        state=State({"live": live}),
        logging_config=None,
        debug=False,
    )


def _provide(thing: Thing) -> Provide:
    return Provide(lambda: thing, sync_to_thread=False)


async def _project(views: Views) -> None:
    """Keep the views up to date until cancelled; a store that is away is waited for."""
    while True:
        try:
            await asyncio.to_thread(views.catch_up)
        except (DBAPIError, OSError) as exc:
            log.warning("views.store_away", kind=type(exc).__name__)
        await asyncio.sleep(PROJECT_EVERY_S)
