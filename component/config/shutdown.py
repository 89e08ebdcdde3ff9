"""How the component ends."""

from pydantic import Field

from component.config.kinds import Seconds, SettingsBlock


class ShutdownSettings(SettingsBlock):
    """How the component ends."""

    seconds: Seconds = Field(
        10.0,
        description="Seconds from SIGTERM or Ctrl-C until the component ends, whatever is not "
        "finished by then. A second signal ends it at once.",
    )
