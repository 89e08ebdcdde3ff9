"""Where the pages are, below the public address."""

from enum import StrEnum

from component.domain.invitations import LINK_PATH


class At(StrEnum):
    """The paths; the names of the routes, which the log shows, are the names of the members."""

    START = "/"
    FOLLOW_LINK = f"{LINK_PATH}{{token}}"
    LINK = "/link"
    BOTH_CHAT = "/both/chat"
    BOTH_TIKI = "/both/site"
    BOTH_CONFIRM = "/both/check"
    NEW_CHAT = "/new/chat"
    NEW_ACCOUNT = "/new/account"
    NEW_CONFIRM = "/new/check"
    ID_TIKI = "/address/site"
    ID_CHOOSE = "/address/choose"
    ID_ANSWER = "/address/answer"
    ID_CONFIRM = "/address/check"
    DONE = "/done"
    FOLLOW_REPORT = "/report/{token}"
    REPORT = "/report"
