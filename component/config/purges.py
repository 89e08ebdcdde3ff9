"""The end of the accounts that nobody has migrated."""

from pathlib import Path
from typing import Annotated

from annotated_types import Ge, Le, MinLen
from pydantic import AfterValidator, Field

from component.config.kinds import SettingsBlock
from component.domain.groups import pattern_error


def _pattern(text: str) -> str:
    error = pattern_error(text)
    if error:
        raise ValueError(error)
    return text


class PurgeSettings(SettingsBlock):
    """Which chat accounts are never deleted, and how much a purge may do."""

    folder: Path | None = Field(
        None,
        description="Folder for exports of chat accounts, which has to be there; without it "
        "nothing is exported, so nothing is deleted.",
    )
    keep: list[Annotated[str, MinLen(1), AfterValidator(_pattern)]] = Field(
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
