"""What Tiki knows of a person for the chat to show: name, language, picture."""

import logging

from component.adapters.mysql import text
from component.adapters.mysql_lists import marks
from component.adapters.pictures import Pictures
from component.adapters.tiki_access import TikiAccess, column
from component.adapters.tiki_schema import USERS
from component.domain.accounts import SiteRules, TikiAccount
from component.domain.profile import (
    PROFILE_PREFERENCES,
    NoPicture,
    Profile,
    StoredPicture,
    describe,
    picture_of,
)
from component.ports import Unavailable

_log = logging.getLogger(__name__)


async def read(
    access: TikiAccess, pictures: Pictures | None, account: TikiAccount, rules: SiteRules
) -> Profile:
    """See `TikiDirectory.profile`; without `pictures` none is looked for."""
    rows = await access.fetch(
        f"SELECT prefName, value FROM tiki_user_preferences "
        f"WHERE user = %s AND prefName IN ({marks(PROFILE_PREFERENCES)})",
        (account.login, *PROFILE_PREFERENCES),
    )
    preferences = {text(name): text(value) for name, value in rows}
    if pictures is None:
        picture, known = None, False
    else:
        picture, known = await _picture(access, pictures, account, rules)
    return describe(
        account.login,
        account.email,
        preferences,
        rules.language,
        picture,
        picture_is_known=known,
    )


async def _picture(
    access: TikiAccess, pictures: Pictures, account: TikiAccount, rules: SiteRules
) -> tuple[bytes | None, bool]:
    """The person's picture, and whether it could be told.

    Its bytes are read only where they are what is shown. A service that does not answer keeps
    nothing but the picture from being shown.
    """
    schema = await access.schema()
    kind, library = (column(schema, USERS, name) for name in ("avatarType", "avatarLibName"))
    data = column(schema, USERS, "avatarData")
    rows = await access.fetch(
        f"SELECT {kind}, {library}, {data} <> '' FROM {USERS} WHERE userId = %s",
        (account.user_id,),
    )
    if not rows:
        return None, True
    picture = picture_of(
        text(rows[0][0]),
        text(rows[0][1]),
        account.email,
        is_stored=bool(rows[0][2]),
        uses_gravatar=rules.uses_gravatar,
    )
    if isinstance(picture, NoPicture):
        return None, True
    if isinstance(picture, StoredPicture):
        rows = await access.fetch(
            f"SELECT {data} FROM {USERS} WHERE userId = %s", (account.user_id,)
        )
        return (rows[0][0] if rows else None), True
    try:
        return await pictures.fetch(picture), True
    except Unavailable as error:
        _log.warning("the picture of %r is not known now: %s", account.login, error)
        return None, False
