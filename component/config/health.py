"""Health, readiness and metrics."""

from typing import Annotated

from annotated_types import Ge, Le
from pydantic import Field

from component.config.kinds import Port, SettingsBlock


class HealthSettings(SettingsBlock):
    """A private port for the machines that watch over the component. Off without a port."""

    host: str = Field(
        "127.0.0.1",
        description="Address that /healthz, /readyz and /metrics are served on. Whoever reaches it "
        "may read them: keep it out of the internet.",
    )
    port: Port | None = Field(None, description="Port that they are served on; none without it.")
    count_seconds: Annotated[float, Ge(1), Le(86_400)] = Field(
        300.0,
        description="Seconds from one count of accounts, migrations and jobs for the metrics to "
        "the next; it reads all accounts.",
    )
