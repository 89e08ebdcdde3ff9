"""How Live Chat IDs are told of: what stands against one, what it is now, and who had it when."""

from collections.abc import Iterator, Mapping, Sequence
from gettext import NullTranslations

from component.domain.id_change import ChangeTrouble
from component.domain.id_history import Tenure
from component.domain.migration import IdProblem
from component.frontdoors.commands.description import Table
from component.frontdoors.commands.words import MOST_ROWS, iso, labelled, moment, shown
from component.usecases.look_up_id import IdFacts, Standing


def id_problem_words(t: NullTranslations, problem: IdProblem) -> str:
    """Say what stands against a Live Chat ID that an admin wants for somebody."""
    match problem:
        case IdProblem.EMPTY:
            return t.gettext("Say which Live Chat ID it is to be.")
        case IdProblem.TOO_LONG:
            return t.gettext("A Live Chat ID has at most 64 characters.")
        case IdProblem.CHARACTERS:
            return t.gettext("A Live Chat ID has letters and digits only, in lower case.")
        case IdProblem.RESERVED:
            return t.gettext("This name is reserved: nobody gets it as a Live Chat ID.")
        case IdProblem.TAKEN:
            return t.gettext(
                "This cannot be had: somebody has it or had it once, a chat account has this name, "
                "or a migration is just about to take it."
            )


def change_trouble_words(t: NullTranslations, trouble: ChangeTrouble) -> str:
    """Say why an ID was not changed."""
    match trouble:
        case ChangeTrouble.OUTDATED:
            return t.gettext(
                "The account on the site does not have the Live Chat ID any more that was shown, "
                "or it is gone. Nothing was changed: look it up, and begin again."
            )
        case ChangeTrouble.TAKEN:
            return t.gettext(
                "Somebody else has got the new Live Chat ID, or a chat account of this name, "
                "meanwhile. The old one stays: choose another."
            )
        case ChangeTrouble.MIGRATING:
            return t.gettext(
                "A migration of this account is under way. Nothing was changed: try again when it "
                "is finished."
            )
        case ChangeTrouble.REFUSED:
            return t.gettext(
                "The chat server would not make the new chat account, so that the old Live Chat ID "
                "stays: the log of the bridge says why."
            )


def tell_id(t: NullTranslations, facts: IdFacts, domain: str) -> Iterator[str]:
    """Say what an ID is now."""
    yield labelled(t, t.gettext("Live Chat ID"), shown(facts.livechat_id))
    if facts.standing is not Standing.UNUSABLE:
        yield labelled(t, t.gettext("Chat address"), shown(f"{facts.livechat_id}@{domain}"))
    yield labelled(t, t.gettext("What it is"), _standing_words(t, facts.standing))
    if facts.owner is not None:
        yield labelled(t, t.gettext("Account on the site"), shown(facts.owner))
    is_there = t.gettext("yes") if facts.has_chat_account else t.gettext("no")
    yield labelled(t, t.gettext("Chat account is there"), is_there)
    if facts.owner is not None and (not facts.history or facts.history[-1].until is not None):
        yield t.gettext("It was given by hand, not by the bridge: since when is not known.")


def history_table(t: NullTranslations, facts: IdFacts) -> tuple[Table, ...]:
    """Show who had an ID when, the newest first."""
    if not facts.history:
        return ()
    columns = {
        "account": t.gettext("Account on the site"),
        "since": t.gettext("Since"),
        "by": t.gettext("Got it by"),
        "until": t.gettext("Until"),
        "lost": t.gettext("Lost it by"),
    }
    rows = [_row(t, tenure) for tenure in reversed(facts.history)][:MOST_ROWS]
    title = t.gettext("Who had %(id)s when") % {"id": shown(facts.livechat_id)}
    return (Table(title, columns, rows),)


def id_data(facts: IdFacts, domain: str) -> dict[str, object]:
    """What is known of an ID, for programs."""
    return {
        "live_chat_id": facts.livechat_id,
        "jid": f"{facts.livechat_id}@{domain}",
        "standing": facts.standing.value,
        "owner": facts.owner,
        "has_chat_account": facts.has_chat_account,
        "history": [
            {
                "account": tenure.tiki_login,
                "since": iso(tenure.since),
                "got_by": tenure.got_by,
                "gave": tenure.gave,
                "until": iso(tenure.until),
                "lost_by": tenure.lost_by,
                "took": tenure.took,
            }
            for tenure in facts.history
        ],
    }


def why_left_words(t: NullTranslations, why: str) -> str:
    """Say why an account gets no Live Chat ID; '' where that is not known."""
    words: Mapping[str, str] = {
        "gone": t.gettext("it is gone"),
        "has-id": t.gettext("it has one meanwhile"),
        "chat-account": t.gettext("the chat account of the same name has not migrated"),
        "none-free": t.gettext("whatever could be proposed is taken"),
        "pending": t.gettext("it is not activated yet"),
        "suspended": t.gettext("it is suspended"),
    }
    return words.get(why, "")


def suggestion_words(t: NullTranslations, suggestions: Sequence[str]) -> tuple[str, ...]:
    """Say what could be had instead, where there is something."""
    if not suggestions:
        return ()
    return (labelled(t, t.gettext("These can be had"), ", ".join(map(shown, suggestions))),)


def _row(t: NullTranslations, tenure: Tenure) -> tuple[str, ...]:
    is_over = tenure.until is not None
    return (
        shown(tenure.tiki_login),
        moment(tenure.since),
        _deed_words(t, tenure.got_by, tenure.gave),
        moment(tenure.until) if tenure.until is not None else t.gettext("now"),
        _deed_words(t, tenure.lost_by, tenure.took) if is_over else "",
    )


def _deed_words(t: NullTranslations, action: str, by: str) -> str:
    words: Mapping[str, str] = {
        "finish": t.gettext("migration"),
        "merge": t.gettext("merge"),
        "allocate": t.gettext("allocation"),
        "set-id": t.gettext("set"),
        "change-id": t.gettext("change"),
        "release-id": t.gettext("release"),
        "undone": t.gettext("undone migration"),
    }
    deed = words.get(action, action)
    return t.gettext("%(deed)s (%(who)s)") % {"deed": deed, "who": shown(by)} if by else deed


def _standing_words(t: NullTranslations, standing: Standing) -> str:
    words: Mapping[Standing, str] = {
        Standing.OWNED: t.gettext("somebody's"),
        Standing.NATIVE_ONLY: t.gettext("a chat account that stays without one on the site"),
        Standing.RETIRED: t.gettext("retired: somebody had it once, and nobody gets it again"),
        Standing.MIGRATING: t.gettext("a migration that is under way is about to give it"),
        Standing.CHAT_ACCOUNT: t.gettext("a chat account that is not connected with the site yet"),
        Standing.RESERVED: t.gettext("reserved: nobody gets it"),
        Standing.UNUSABLE: t.gettext("nothing that can be a Live Chat ID: letters and digits only"),
        Standing.FREE: t.gettext("free"),
    }
    return words[standing]
