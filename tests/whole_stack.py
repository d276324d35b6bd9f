"""One whole stack for all the tests of a session, and what a test needs to look into it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from cli.stack.control import down, look, up
from cli.stack.state import PartState, StackState, Wanted
from cli.up.page import page_ready
from platform_api.links.inviting import invite
from spine.home import VARIABLE, Home
from spine.ids import NOBODY, TenantId
from spine.log.open import open_log
from spine.log.sql import SqlCallLog
from spine.settings import Api, Spine


class Whole(msgspec.Struct, frozen=True):
    """A stack that is up: its addresses are in `state`, its files in `home`."""

    home: Home
    state: StackState

    def log(self) -> SqlCallLog:
        """Open the log in PostgreSQL; the caller closes it."""
        return open_log(self.home, Spine(log_url=self.state.log_url, kafka=self.state.kafka))

    def part(self, name: str) -> PartState:
        """Return how one part is now."""
        with named(self.home):
            return next(part for part in look(self.state.name).parts if part.name == name)

    def link(self, tenant: TenantId = NOBODY) -> str:
        """Make a one-time link: an operator's, or a customer's of one tenant."""
        host, _, port = self.state.api.removeprefix("http://").partition(":")
        log = self.log()
        try:
            role: Any = "operator" if tenant == NOBODY else "customer"
            return invite(log, Api(host=host, port=int(port)), role, tenant, by="test").url
        finally:
            log.close()

    def client(self, tenant: TenantId = NOBODY) -> httpx.Client:
        """Return a client of the API that has signed in by a link; the caller closes it."""
        opened = {"link": self.link(tenant).partition("#")[2]}
        signed_in = httpx.post(f"{self.state.api}/api/session", json=opened, timeout=30)
        signed_in.raise_for_status()
        return httpx.Client(
            base_url=self.state.api,
            timeout=30,
            cookies=signed_in.cookies,
            headers={"x-csrftoken": signed_in.cookies["csrftoken"]},
        )


@contextmanager
def named(home: Home) -> Iterator[None]:
    """Let `SPOTFUNNEL_HOME` name a state folder; in between a test may name its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(home.root))
        yield


@contextmanager
def running_whole_stack(root: Path, *, workers: int = 2) -> Iterator[Whole]:
    """Start a stack from empty stores; everything of it is gone afterwards."""
    page_ready(print)
    home, name = Home(root), f"whole-{secrets.token_hex(3)}"
    with named(home):
        wanted = Wanted(name=name, whole=True, workers=workers, owner_pid=os.getpid())
        state = up(wanted, tell=lambda _: None)
    try:
        yield Whole(home, state)
    finally:
        with named(home):
            down(name)
