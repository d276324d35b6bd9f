"""Level 3, a process of its own: follows the log and does what follows a call.

Settings: `[spine] log_url`, `[mail]`, `[api] public_url`; the mail server's user and password in
the environment. It may be away for a day: calls do not know of it, and it goes on where it was.
"""

import os
import signal
import sqlite3
import sys
import threading
from contextlib import closing
from email.utils import parseaddr
from typing import Final

import structlog
from sqlalchemy.exc import OperationalError

from spine.errors import EnvironmentNeedsError, RequestError
from spine.files import make_folder
from spine.home import Home, find_home
from spine.log.open import open_log
from spine.settings import Api, Mail, SettingsError, Spine, read_section
from workflows.durable import Durable
from workflows.follow import Follower
from workflows.letter import is_address
from workflows.mail.folder import FolderMailer
from workflows.mail.port import Mailer
from workflows.mail.smtp import SmtpMailer, relay_of
from workflows.office import Office

POLL_S: Final = 0.25
"""Between two looks at the log; that nobody has to wake us is why no wake-up can be lost."""
SWEEP_S: Final = 60.0
TABLES: Final = "due.db"
"""DBOS's, where the log is a file too."""
PATIENCE_S: Final = 5.0
"""Before a log or a database that is away is asked again."""

log: Final = structlog.get_logger()


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    home = find_home()
    try:
        spine = read_section(Spine, home=home)
        office = make_office(home, spine)
        serve(office, tables_url(home, spine), stop)
    except (RequestError, EnvironmentNeedsError) as error:
        print(f"spotfunnel workflows: {error}", file=sys.stderr)  # noqa: T201 - it can't start
        return 1
    except OperationalError as error:
        why = type(error.orig).__name__
        print(f"spotfunnel workflows: the log cannot be reached ({why})", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def make_office(home: Home, spine: Spine, mailer: Mailer | None = None) -> Office:
    """Read the settings and open the log.

    Raises:
        SettingsError: If the settings cannot be used.
    """
    mail, api = read_section(Mail, home=home), read_section(Api, home=home)
    if not is_address(parseaddr(mail.sender)[1]):
        raise SettingsError("[mail] sender is Name <name@domain>")
    return Office(
        home=home,
        log=open_log(home, spine),
        mailer=mailer or make_mailer(home, mail),
        sender=mail.sender,
        public_url=api.public_url,
    )


def make_mailer(home: Home, mail: Mail) -> Mailer:
    """Return the way out that the settings name.

    Raises:
        SettingsError: If it is no address of a mail server.
    """
    if mail.smtp_url:
        return SmtpMailer(relay_of(mail.smtp_url, os.environ))
    return FolderMailer(home.outbox)


def tables_url(home: Home, spine: Spine) -> str:
    """Return where DBOS keeps its tables: beside the log, in a schema or a file of their own."""
    return spine.log_url or f"sqlite:///{home.workflows / TABLES}"


def prepare_tables(home: Home) -> None:
    """Make the folder, and the file so that its writers wait for one sync and not for three."""
    make_folder(home.workflows)
    with closing(sqlite3.connect(home.workflows / TABLES)) as made:
        made.execute("PRAGMA journal_mode=WAL")


def serve(office: Office, url: str, stop: threading.Event) -> None:
    """Follow the log and deliver until told to stop, whatever goes wrong in between."""
    prepare_tables(office.home)
    durable = Durable(url, office)
    try:
        follower = Follower(office, durable.ensure, office.home.workflows / "followed.json")
        log.info("workflows follow the log", open=len(follower.open))
        _follow(follower, durable, stop)
    finally:
        durable.close()
        office.log.close()


def _follow(follower: Follower, durable: Durable, stop: threading.Event) -> None:
    looks = round(SWEEP_S / POLL_S)
    look = 0
    while not stop.is_set():
        try:
            if look % looks == 0:
                for run in follower.open:
                    durable.ensure(run)
                durable.prune()
            follower.catch_up()
            look += 1
            stop.wait(POLL_S)
        except Exception as error:  # noqa: BLE001 - an edge: a log that is away is asked again
            log.warning("the log or the tables are away", error=type(error).__name__)
            stop.wait(PATIENCE_S)


if __name__ == "__main__":
    sys.exit(main())
