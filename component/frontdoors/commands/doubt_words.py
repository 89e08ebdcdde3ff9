"""How it is told that a source is suspiciously empty, so that nothing was changed."""

from gettext import NullTranslations

from component.usecases.doubt import Doubt, Doubtful


def tell_doubt(t: NullTranslations, error: Doubtful) -> tuple[str, ...]:
    """Say what is suspicious, and what to do."""
    return (
        doubt_words(t, error.why),
        t.gettext(
            "Nothing was changed. Groups are not synced until this is in order: look at the "
            "databases of the site and of the chat."
        ),
    )


def doubt_words(t: NullTranslations, doubt: Doubt) -> str:
    """Say what is suspicious."""
    match doubt:
        case Doubt.NO_ACCOUNTS:
            return t.gettext("The site seems to have no account at all.")
        case Doubt.NO_LIVE_CHAT_IDS:
            return t.gettext(
                "Nobody on the site seems to have a Live Chat ID, though the bridge has put people "
                "into groups."
            )
        case Doubt.NO_MEMBERSHIPS:
            return t.gettext(
                "Nobody seems to be in any group of the site, though the bridge has put people "
                "into groups."
            )
        case Doubt.NO_CHAT_ACCOUNTS:
            return t.gettext(
                "Nobody of the site seems to have a chat account, though the bridge has put people "
                "into groups."
            )
