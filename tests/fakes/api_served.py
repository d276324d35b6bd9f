"""A house's API on a real port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from platform_api.serving import listen, serve
from spine.settings import Api
from tests.fakes.api_house import PATIENCE_S, House


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
