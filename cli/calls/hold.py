"""Puts an embedded call together: a caller, a line inside the process, the agent, and its papers."""

import asyncio
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from rich.console import Console

from agent_worker.core_files import read_core
from agent_worker.settings import Settings, read_settings
from agent_worker.voice_core.core import Core
from cli.calls.caller import make_caller
from cli.calls.result import Result, show, take_stock
from cli.calls.view import CallView
from cli.config.facts import installed_core
from cli.config.load import load_business
from objective_engine.graph import Graph, nobodys
from sip.numbers import normalise
from spine.home import PROJECT, find_home
from stress.caller import Caller


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asked for."""

    scenario: str
    say: tuple[str, ...]
    typed: bool
    text: bool
    business: Path | None
    number: str | None
    law: Literal["alaw", "mulaw"] | None
    seed: int | None
    json: bool
