"""What `tiki-livechat check` looks at where affiliations in rooms are synced. Changes no row."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from component.adapters.openfire_rooms import OpenfireRooms
from component.domain.findings import Level, Remark

SUBJECT = "rooms"
_SERVICES_PAGE = "Group Chat, Group Chat Settings"


async def rooms(
    reader: OpenfireRooms, component: str, domain: str, wanted: Iterable[str]
) -> list[Remark]:
    """Find out whether the rooms of the settings are there, and take affiliations.

    Args:
        reader: What Openfire's database has.
        component: The component's JID.
        domain: The chat's domain.
        wanted: Bare JIDs of the rooms.

    Returns:
        A remark for each service that is named, and for each room that is not there.

    Raises:
        Unavailable: The database did not answer, or may not be read.
    """
    named = sorted(set(wanted))
    services = {
        f"{subdomain}.{domain}": sysadmins
        for subdomain, sysadmins in (await reader.sysadmins()).items()
    }
    there = await reader.read_affiliations(named)
    return [
        remark
        for service, names in itertools.groupby(sorted(named, key=_service_of), _service_of)
        for remark in _on_service(service, component, services, [*names], there)
    ]


def _service_of(room: str) -> str:
    return room.partition("@")[2]


def _on_service(
    service: str,
    component: str,
    services: Mapping[str, Sequence[str]],
    names: Sequence[str],
    there: Mapping[str, object],
) -> Iterator[Remark]:
    subject = f"{SUBJECT}, {service}"
    if service not in services:
        known = ", ".join(sorted(services)) or "none"
        text = (
            f"Openfire has no such service of rooms: name another one in the settings ({known}), "
            f"or make it ({_SERVICES_PAGE}, Create New Service)"
        )
        yield Remark(subject, Level.WRONG, text)
        return
    if component.lower() in services[service]:
        count = sum(name in there for name in names)
        yield Remark(subject, Level.OK, f"takes affiliations from {component}; {count} rooms")
    else:
        text = (
            f"takes no affiliations from the bridge: add {component} to its administrators "
            f"({_SERVICES_PAGE}, {service.partition('.')[0]}, Administrators)"
        )
        yield Remark(subject, Level.WRONG, text)
    for name in names:
        if name not in there:
            text = (
                "there is no such persistent room: make it, and make it persistent, in a chat "
                "client or the admin console (Group Chat, Create New Room), or take it out of the "
                "settings"
            )
            yield Remark(f"{SUBJECT}, {name}", Level.WARNING, text)
