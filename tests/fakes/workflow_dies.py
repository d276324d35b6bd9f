"""Level 3 with a way out that kills the whole process once for each letter, after it was taken.

`python -m tests.fakes.workflow_dies`: the worst moment there is, between sent and written down.
"""

import os
import signal
import threading
from collections.abc import Sequence
from email.message import EmailMessage

import msgspec

from spine.home import find_home
from spine.settings import Mail, Spine, read_section
from workflows.mail.port import Handed, Mailer
from workflows.main import make_mailer, make_office, serve, tables_url


class Deadly:
    """Hands a letter over, then dies, but only once for each."""

    def __init__(self, inner: Mailer) -> None:
        self._inner = inner
        self._graves = find_home().root / "graves"

    def send(self, letter: EmailMessage, recipients: Sequence[str]) -> Handed:
        """Send, and die before anybody can write it down."""
        handed = self._inner.send(letter, recipients)
        grave = self._graves / str(letter["Message-ID"]).strip("<>")
        if not grave.exists():
            self._graves.mkdir(exist_ok=True)
            grave.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return handed


if __name__ == "__main__":
    home, spine = find_home(), read_section(Spine)
    office = make_office(home, spine)
    deadly = Deadly(make_mailer(home, read_section(Mail)))
    office = msgspec.structs.replace(office, mailer=deadly)
    serve(office, tables_url(home, spine), threading.Event())
