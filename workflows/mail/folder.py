"""Letters as files, where there is no mail server: any mail program opens them."""

import re
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from pathlib import Path

from spine.files import write_once
from workflows.mail.port import Handed


class FolderMailer:
    """A `Mailer` that puts each letter into a folder once, by its Message-ID."""

    def __init__(self, folder: Path) -> None:
        """Write into this folder; it is made when it is first needed."""
        self._folder = folder

    def send(self, letter: EmailMessage, recipients: Sequence[str]) -> Handed:
        """Write the letter, unless it is there already."""
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", str(letter["Message-ID"]).strip("<>"))
        try:
            write_once(self._folder / f"{name}.eml", letter.as_bytes(policy=policy.SMTP))
        except OSError as error:
            why = f"the letter could not be written: {error.strerror or type(error).__name__}"
            return Handed(later=tuple(recipients), why=why)
        return Handed(taken=tuple(recipients))
