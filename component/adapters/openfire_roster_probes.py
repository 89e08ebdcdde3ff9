"""What `tiki-livechat check` looks at where rosters show groups. Changes no row."""

from component.adapters.openfire_properties import (
    Properties,
    UnknownPropertyError,
    read_properties,
)
from component.adapters.openfire_schema import OpenfireAccess
from component.domain.findings import Level, Remark

SUBJECT = "rosters"

_SIZE = "cache.username2roster.size"
_STOCK = 1024 * 1024
"""Bytes, where nothing is set, by the sources of 4.2.0."""
_ENOUGH = 200_000_000
"""Bytes with which showing a group was measured."""
_NO_MATTER_SINCE = 30
"""The schema version of 4.4: releases before it load every member's roster for each of the others,
and again whenever the cache has lost it."""
_PROPERTIES_PAGE = "Server Manager, System Properties"


async def roster_cache(access: OpenfireAccess) -> list[Remark]:
    """Find out whether Openfire could show a large group without standing still meanwhile.

    Args:
        access: Openfire's database.

    Returns:
        A remark on the cache of rosters; none for a release that does not depend on it, or if it
        is not known which release it is.

    Raises:
        Unavailable: The database did not answer, or may not be read.
    """
    version = (await access.schema()).version
    if version is None or version >= _NO_MATTER_SINCE:
        return []
    return [judge_cache(await read_properties(access, (_SIZE,)))]


def judge_cache(properties: Properties) -> Remark:
    """Say what the size of the cache means; a negative one is no bound.

    Args:
        properties: The property that sets the size, if it is set.
    """
    try:
        size = properties.number(_SIZE, _STOCK)
    except UnknownPropertyError as error:
        text = f"{error}; look it up in the admin console ({_PROPERTIES_PAGE})"
        return Remark(SUBJECT, Level.WARNING, text)
    if size < 0:
        return Remark(SUBJECT, Level.OK, "their cache has no bound")
    if size > _STOCK:
        return Remark(SUBJECT, Level.OK, f"their cache is raised to {size} bytes")
    text = (
        f"their cache has {size} bytes, so that no sign-in is answered for a minute or longer "
        "while a large group is shown: before you map large groups, set Openfire's property "
        f"{_SIZE} to {_ENOUGH} ({_PROPERTIES_PAGE}), and restart it"
    )
    return Remark(SUBJECT, Level.WARNING, text)
