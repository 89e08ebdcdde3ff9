"""What Openfire shows of an account, behind the port `ChatProfiles`.

Openfire has no command for a name or a vCard: the tables are written, then an event command makes
the server read them again (facts/openfire.md §4). It is announced too when the tables are right
already: the stream may have been lost between the last writing and its event.
"""

import asyncio
import logging
import time

from component.adapters.avatar import Photo, UnusablePictureError, make_photo
from component.adapters.mysql import Database
from component.adapters.openfire_admin import EVENT
from component.adapters.openfire_schema import USERS, OpenfireAccess
from component.adapters.vcard import update_vcard
from component.domain.names import ChatUsername
from component.domain.profile import Profile, ShownProfile
from component.ports import CommandRunner

_log = logging.getLogger(__name__)

LOCALE_PROPERTY = "locale"
"""The user property that Openfire takes a person's language from."""


class OpenfireProfile:
    """Writes profiles.

    Args:
        read: Openfire's database, read only.
        write: The same with the rights for profiles.
        commands: The stream to run event commands on.
    """

    def __init__(self, read: Database, write: Database, commands: CommandRunner) -> None:
        self._read = read
        self._access = OpenfireAccess(read)
        self._write = write
        self._commands = commands
        self._decoding = asyncio.Lock()

    async def show(
        self, username: ChatUsername, profile: Profile, *, photo_is_ours: bool
    ) -> ShownProfile:
        """See `ChatProfiles.show`."""
        photo = await self._photo(username, profile)
        await self._write_account(username, profile)
        await self._write_locale(username, profile.locale)
        drop = photo_is_ours and profile.avatar is None
        await self._write_vcard(username, profile, photo, drop_photo=drop)
        with_photo = photo is not None or (photo_is_ours and not drop)
        return ShownProfile(profile.fingerprint(), with_photo)

    async def _photo(self, username: ChatUsername, profile: Profile) -> Photo | None:
        if profile.avatar is None:
            return None
        try:
            async with self._decoding:  # threads that wait would keep others from theirs
                return await asyncio.to_thread(make_photo, profile.avatar)
        except UnusablePictureError as error:
            _log.warning("the picture of %r is left out: %s", username, error)
            return None

    async def _write_account(self, username: ChatUsername, profile: Profile) -> None:
        rows = await self._read.fetch(
            "SELECT name, email FROM ofUser WHERE username = %s", (username,)
        )
        name, email = rows[0] if rows else (None, None)
        wanted_name = await self._access.fit(USERS, "name", profile.display_name) or username
        is_held = await self._access.fit(USERS, "email", profile.email) == profile.email
        wanted_email = (profile.email or None) if is_held else None
        if (name, email) != (wanted_name, wanted_email):
            now = f"{int(time.time() * 1000):015d}"
            await self._write.execute(
                "UPDATE ofUser SET name = %s, email = %s, modificationDate = %s "
                "WHERE username = %s",
                (wanted_name, wanted_email, now, username),
            )
        await self._announce_user(username, "nameModified", original=name or "")
        if email != wanted_email:
            await self._announce_user(username, "emailModified", original=email or "")

    async def _write_locale(self, username: ChatUsername, locale: str) -> None:
        rows = await self._read.fetch(
            "SELECT propValue FROM ofUserProp WHERE username = %s AND name = %s",
            (username, LOCALE_PROPERTY),
        )
        if rows and rows[0][0] == locale:
            return
        await self._write.execute(
            "INSERT INTO ofUserProp (username, name, propValue) VALUES (%s, %s, %s) "
            "ON DUPLICATE KEY UPDATE propValue = VALUES(propValue)",
            (username, LOCALE_PROPERTY, locale),
        )
        kind = "propertyModified" if rows else "propertyAdded"
        await self._announce_user(username, kind, key=LOCALE_PROPERTY)

    async def _write_vcard(
        self, username: ChatUsername, profile: Profile, photo: Photo | None, *, drop_photo: bool
    ) -> None:
        rows = await self._read.fetch("SELECT vcard FROM ofVCard WHERE username = %s", (username,))
        stored = rows[0][0] if rows else None
        card = update_vcard(
            stored, profile.display_name, profile.nickname, photo, drop_photo=drop_photo
        )
        if card != stored:
            await self._write.execute(
                "INSERT INTO ofVCard (username, vcard) VALUES (%s, %s) "
                "ON DUPLICATE KEY UPDATE vcard = VALUES(vcard)",
                (username, card),
            )
        event = "vcard-modified" if rows else "vcard-created"
        await self._commands.run_command(EVENT + event, {"username": username})

    async def _announce_user(
        self, username: ChatUsername, kind: str, *, original: str = "", key: str = ""
    ) -> None:
        await self._commands.run_command(
            EVENT + "user-modified",
            {
                "username": username,
                "changeType": kind,
                "originalValue": original,
                "propertyKey": key,
            },
        )
