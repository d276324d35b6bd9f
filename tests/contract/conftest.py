"""An installation's API, for the contracts that need one; a file with other wishes has its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from httpx import AsyncClient

from tests.fakes.api_house import HARBOUR, House
from tests.fakes.api_served import served


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


@pytest.fixture
async def server(house: House) -> AsyncIterator[str]:
    """Its address on a real port."""
    async with served(house) as address:
        yield address


@pytest.fixture
async def client(house: House) -> AsyncIterator[AsyncClient]:
    """An operator's, in this process."""
    async with house.client() as made:
        await house.sign_in(made, "operator")
        yield made


@pytest.fixture
async def customer(house: House) -> AsyncIterator[AsyncClient]:
    """A business's own, in this process."""
    async with house.client() as made:
        await house.sign_in(made, "customer", HARBOUR)
        yield made
