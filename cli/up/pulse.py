"""How the embedded shape does (`platform_api.ports.Pulse`)."""

from cli.stack.crew import Crew
from cli.up.calls import WarmingTalk
from platform_api.ports import PartHealth
from spine.activation import read_active
from spine.home import Home
from spine.ids import NOBODY, TenantId

WELL = "healthy"


class EmbeddedPulse:
    """Asks what runs in this process, and the crew of what does not."""

    def __init__(self, home: Home, talk: WarmingTalk, crew: Crew) -> None:
        """Ask these."""
        self._home = home
        self._talk = talk
        self._crew = crew
        self.businesses = "being tried"
        """What came of filling the log; empty: all is well."""

    def online(self, tenant: TenantId) -> bool:
        """Say whether a call to this tenant's number would be answered now."""
        if self._talk.phase != "ready":
            return False
        active = read_active(self._home)
        return tenant == NOBODY or any(row.tenant == tenant and row.numbers for row in active)

    def parts(self) -> tuple[PartHealth, ...]:
        """Return how each part does."""
        talk = self._talk
        return (
            PartHealth("api", well=True, detail=WELL),
            PartHealth("businesses", well=not self.businesses, detail=self.businesses or WELL),
            PartHealth("calls", well=talk.phase == "ready", detail=talk.detail or talk.phase),
            *(
                PartHealth(part.name, well=part.phase == WELL, detail=part.detail or part.phase)
                for part in self._crew.shown()
            ),
        )
