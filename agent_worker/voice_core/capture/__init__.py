"""The capture primitives: from a caller's turns to a confirmed value or a failure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from agent_worker.voice_core.capture.address import Address
from agent_worker.voice_core.capture.birth import DateOfBirth
from agent_worker.voice_core.capture.choice import Choice
from agent_worker.voice_core.capture.code import Code
from agent_worker.voice_core.capture.contract import Primitive
from agent_worker.voice_core.capture.date_time import DateTime
from agent_worker.voice_core.capture.email import Email
from agent_worker.voice_core.capture.email_domain import suffixes
from agent_worker.voice_core.capture.gazetteer import gazetteer
from agent_worker.voice_core.capture.keys import Keys
from agent_worker.voice_core.capture.life import Life
from agent_worker.voice_core.capture.name import Name
from agent_worker.voice_core.capture.phone import Phone
from agent_worker.voice_core.capture.quantity import Quantity
from agent_worker.voice_core.capture.reason import Reason
from agent_worker.voice_core.capture.yes_no import YesNo
from agent_worker.voice_core.locale import Locale


def prepare(locale: Locale) -> None:
    """Compile the larger tables at the edge, before the first call: a quarter of a second."""
    gazetteer(locale)
    suffixes(locale)


PRIMITIVES: Final[Mapping[str, Primitive]] = MappingProxyType(
    {
        "phone": Life(Phone()),
        "email": Life(Email()),
        "address": Life(Address()),
        "datetime": Life(DateTime()),
        "spelled": Life(Code()),
        "dtmf": Life(Keys()),
        "choice": Life(Choice()),
        "dob": Life(DateOfBirth()),
        "quantity": Life(Quantity()),
        "name": Life(Name()),
        "reason": Reason(),
        "confirm": YesNo(),
    }
)
"""By the name that a tenant's configuration and `capture` cases use."""
