"""The end of the accounts that nobody has migrated."""

from pathlib import Path
from typing import Annotated

from annotated_types import Ge, Le
from pydantic import Field

from component.config.kinds import LocalParts, SettingsBlock


class PurgeSettings(SettingsBlock):
    """Which chat accounts are never deleted, and how much a purge may do."""

    folder: Path | None = Field(
        None,
        description="Folder for exports of chat accounts, which has to be there; without it "
        "nothing is exported, so nothing is deleted.",
    )
    keep: list[LocalParts] = Field(
        [],
        description="Chat usernames that are never deleted, or patterns with *, ? and [], as "
        "Openfire spells them: in lower case.",
    )
    recent_days: Annotated[float, Ge(0), Le(3650)] = Field(
        30.0,
        description="Days for which an account is kept after it was made, or was last online.",
    )
    most: Annotated[int, Ge(0)] = Field(
        100, description="Accounts that a purge may delete, however large a part they are."
    )
    percent: Annotated[float, Ge(0), Le(100)] = Field(
        20.0,
        description="Accounts in percent of all chat accounts that a purge may delete, however "
        "many they are. More than both is not deleted at all.",
    )
