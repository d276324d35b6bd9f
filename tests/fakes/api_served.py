"""A house's API on a real port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpx import AsyncClient

from platform_api.serving import listen, serve
from spine.events.note import Role
from spine.ids import NOBODY, TenantId
from spine.settings import Api
from tests.fakes.api_house import PATIENCE_S, House


@asynccontextmanager
async def visitor(
    house: House, server: str, role: Role, tenant: TenantId = NOBODY
) -> AsyncIterator[AsyncClient]:
    """Whoever has signed in over the real port."""
    async with AsyncClient(base_url=f"http://{server}", timeout=PATIENCE_S) as made:
        await house.sign_in(made, role, tenant)
        yield made


@asynccontextmanager
async def served(house: House) -> AsyncIterator[str]:
    listening, stop = listen(Api(port=0)), asyncio.Event()
    port = listening.getsockname()[1]
    running = asyncio.create_task(serve(house.app, listening, house.parts.api, stop))
    try:
        yield f"127.0.0.1:{port}"
    finally:
        stop.set()
        await asyncio.wait_for(running, PATIENCE_S)
