"""Level 3 while a test looks on: in a thread, or as a process that can be killed."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from spine.home import PROJECT, Home
from spine.log.call_log import CallLog
from spine.log.sql import SqlCallLog
from spine.settings import Spine
from tests.fakes.mail_server import MailServer
from tests.fakes.workflow_call import standing
from workflows.cue import Cue
from workflows.mail.port import Handed, Mailer
from workflows.mail.smtp import Patience, SmtpMailer, relay_of
from workflows.main import serve, tables_url
from workflows.office import Office

SOON = (0.01, 0.01, 0.01)
"""Seconds before another try: the shape of the real table is a unit test's to look at."""
SENDER = "SpotFunnel <calls@spotfunnel.example>"


class Never:
    """A mail server that is always busy."""

    def send(self, letter: EmailMessage, recipients: Sequence[str]) -> Handed:
        """Say that it is."""
        return Handed(later=tuple(recipients), why="busy")


def office_of(home: Home, log: CallLog, mailer: Mailer) -> Office:
    """What tries are made with, in a hurry."""
    return Office(home=home, log=log, mailer=mailer, sender=SENDER, waits_s=SOON)


def smtp_to(server: MailServer, patience: Patience | None = None) -> SmtpMailer:
    """The real way out, as patient as ever unless it is told otherwise."""
    return SmtpMailer(relay_of(server.url, {}), patience)


@contextmanager
def running(
    root: Path, mailer: Mailer, log_url: str = "", kind: type[SqlCallLog] = SqlCallLog
) -> Iterator[SqlCallLog]:
    """Level 3 in a thread of this process, on a log of a kind; yields that log, opened again."""
    home = Home(root)
    where = log_url or home.log_db
    seen = SqlCallLog(where)
    stop = threading.Event()
    office = office_of(home, kind(where), mailer)
    url = tables_url(home, Spine(log_url=log_url))
    thread = threading.Thread(target=serve, args=(office, url, stop))
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()
        seen.close()


def start(module: str, root: Path, smtp_url: str) -> subprocess.Popen[bytes]:
    """Start a process of level 3: the real one, or one that is made to die."""
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=PROJECT,
        env={
            **os.environ,
            "SPOTFUNNEL_HOME": str(root),
            "SPOTFUNNEL_MAIL_SMTP_URL": smtp_url,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def until(what: Callable[[], Any], seconds: float = 60) -> None:
    """Wait for something that is going to be so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)


def settled(log: CallLog, cues: Sequence[Cue]) -> Callable[[], bool]:
    """Say whether all of these have an outcome."""
    return lambda: all(standing(log, cue).settled for cue in cues)
