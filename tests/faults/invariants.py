"""What holds whatever has failed: each invariant says by whom or what it is violated, if at all.

They go by what the databases hold, by what they held before any fault, and by what people were
told. None of them asks the component.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from component.domain.migration import Path, Step
from tests.faults.books import Books, Journey
from tests.faults.ledger import Answer, Attempt

_LINKS = frozenset({"merge", "migrate"})
"""What the audit calls it when two accounts become one."""


@dataclass(frozen=True)
class Case:
    """What is judged.

    Attributes:
        before: The books before the first fault.
        last: The books when the town was at rest for the last time.
        now: The books.
        attempts: All sign-ins.
        connected: Live Chat ID → Tiki login, of those whom the page has told that it is done.
        merged: Usernames of those who got in by the password of both their accounts.
    """

    before: Books
    last: Books
    now: Books
    attempts: Sequence[Attempt] = ()
    connected: Mapping[str, str] = field(default_factory=dict)
    merged: Sequence[str] = ()


def nobody_in_with_a_wrong_password(case: Case) -> Iterator[str]:
    """Nor is anybody in as somebody else."""
    for one in case.attempts:
        if one.answer is Answer.IN and not one.is_right:
            yield f"{one.name!r} got in by a wrong password"
        if one.answer is Answer.OTHER:
            yield f"{one.name!r} became somebody else, or was told something odd: {one.detail}"


def no_right_password_called_wrong(case: Case) -> Iterator[str]:
    """Who cannot be let in now is told to try later."""
    for one in case.attempts:
        if one.answer is Answer.WRONG and one.is_right:
            yield f"{one.name!r} was told that their right password is wrong ({one.sort.value})"


def nobody_linked_twice(case: Case) -> Iterator[str]:
    """A Tiki account has had one Live Chat ID at most, and a chat account one owner at most."""
    ids, owners = defaultdict(set), defaultdict(set)
    links = [
        *((login, livechat_id) for login, livechat_id in case.before.livechat_ids().items()),
        *((login, livechat_id) for login, livechat_id in case.now.livechat_ids().items()),
        *((one.login, one.livechat_id) for one in _finished(case.now)),
    ]
    for login, livechat_id in links:
        ids[login].add(livechat_id)
        owners[livechat_id.casefold()].add(login)
    for login, several in ids.items():
        if len(several) > 1:
            yield f"{login!r} was linked to {sorted(several)}"
    for livechat_id, logins in owners.items():
        if len(logins) > 1:
            yield f"{livechat_id!r} was linked to {sorted(logins)}"
    for name, times in Counter(one.livechat_id for one in _finished(case.now)).items():
        if times > 1:
            yield f"{name!r} was migrated {times} times"


def no_live_chat_id_twice(case: Case) -> Iterator[str]:
    """Of all Tiki accounts, each has a Live Chat ID of its own."""
    ids = (one.livechat_id.casefold() for one in case.now.site if one.livechat_id is not None)
    for livechat_id, times in Counter(ids).items():
        if times > 1:
            yield f"{times} Tiki accounts have {livechat_id!r}"


def no_account_lost(case: Case) -> Iterator[str]:
    """Accounts and links stay, those that were told to be made among them."""
    logins = [one.login for one in case.now.site]
    yield from (
        f"the Tiki account {one.login!r} is gone"
        for one in case.before.site
        if one.login not in logins
    )
    yield from (f"{login!r} is there {n} times" for login, n in Counter(logins).items() if n > 1)
    yield from (f"the chat account {name!r} is gone" for name in case.before.chat - case.now.chat)
    now = case.now.livechat_ids()
    promised = [
        *((login, livechat_id) for login, livechat_id in case.before.livechat_ids().items()),
        *((login, livechat_id) for livechat_id, login in case.connected.items()),
        *((username, username) for username in case.merged),
    ]
    for login, livechat_id in promised:
        if now.get(login) != livechat_id:
            yield f"{login!r} is not {livechat_id!r} any more, but {now.get(login)!r}"
    for name in [*case.connected, *case.merged]:
        if name not in case.now.chat:
            yield f"{name!r} is linked, and has no chat account"


def no_half_migration(case: Case) -> Iterator[str]:
    """Every migration is finished, with the link that it made, or has left nothing behind."""
    now = case.now.livechat_ids()
    finished = {(one.login, one.livechat_id) for one in _finished(case.now)}
    begun = {(one.login, one.livechat_id) for one in case.now.journal}
    for one in case.now.journal:
        if one.step.is_open:
            yield f"the migration of {one.login!r} to {one.livechat_id!r} is {one.step.value}"
    for login, livechat_id in sorted(finished):
        if now.get(login) != livechat_id:
            yield f"{login!r} has migrated to {livechat_id!r}, and is {now.get(login)!r}"
        if livechat_id not in case.now.chat:
            yield f"{login!r} has migrated to {livechat_id!r}, which is no chat account"
    for login, livechat_id in sorted(begun - finished):
        if now.get(login) == livechat_id:
            yield f"the migration of {login!r} was given up, and has left {livechat_id!r} claimed"
    for livechat_id, login in case.connected.items():
        if (login, livechat_id) not in finished:
            yield f"{login!r} was told to be connected; the journal does not say so"


def audit_complete(case: Case) -> Iterator[str]:
    """Every change has its entry, and no entry was changed or taken away.

    An entry comes before its change, so there may be some of changes that did not come about.
    """
    said = {(one.action, one.subject) for one in case.now.audit}
    entries = {one.number: one for one in case.now.audit}
    for one in case.before.audit:
        if entries.get(one.number) != one:
            yield f"entry {one.number} is not what it was"
    yield from _unsaid(case, said)
    for crew in case.now.members.keys() | case.last.members.keys():
        was, now = (books.members.get(crew, set()) for books in (case.last, case.now))
        for action, people in (("join-group", now - was), ("leave-group", was - now)):
            for username in sorted(people - _told(case, action, crew)):
                yield f"{username!r} has no entry {action!r} of {crew!r}"


def _unsaid(case: Case, said: set[tuple[str, str]]) -> Iterator[str]:
    """Changes of accounts of which there is no entry."""
    had = case.before.livechat_ids()
    linked = {
        (one.subject, one.detail.get("tiki_login"))
        for one in case.now.audit
        if one.action in _LINKS
    }
    for login, livechat_id in case.now.livechat_ids().items():
        if login not in had and (livechat_id, login) not in linked:
            yield f"{login!r} is {livechat_id!r}, and the audit does not say so"
    for one in _finished(case.now):
        for action in _actions_of(one.path):
            if (action, one.livechat_id) not in said:
                yield f"the migration to {one.livechat_id!r} has no entry {action!r}"
    for username in sorted(case.now.chat - case.before.chat):
        if ("create", username) not in said:
            yield f"the chat account {username!r} was made, and the audit does not say so"


def _actions_of(path: str) -> Sequence[str]:
    match Path(path):
        case Path.BOTH:
            return "migrate", "snapshot", "retire-password", "finish"
        case Path.CHAT_ONLY:
            return "migrate", "create-tiki-account", "snapshot", "retire-password", "finish"
        case Path.TIKI_ONLY:
            return "migrate", "create", "finish"


def _told(case: Case, action: str, crew: str) -> set[str]:
    """Of whom the audit says this since the last rest."""
    before = len(case.last.audit)
    return {
        one.subject
        for one in case.now.audit[before:]
        if one.action == action and one.detail.get("group") == crew
    }


def groups_follow_the_site(case: Case) -> Iterator[str]:
    """And no job is left over."""
    for crew, members in case.now.wanted.items():
        found = case.now.members.get(crew, set())
        if missing := sorted(members - found):
            yield f"{missing} are not in {crew!r}"
        if strangers := sorted(found - members):
            yield f"{strangers} are still in {crew!r}"
    for number in case.now.open_jobs:
        yield f"job {number} has not ended"


INVARIANTS: Mapping[str, Callable[[Case], Iterable[str]]] = {
    "nobody in with a wrong password": nobody_in_with_a_wrong_password,
    "no right password called wrong": no_right_password_called_wrong,
    "nobody linked twice": nobody_linked_twice,
    "no Live Chat ID twice": no_live_chat_id_twice,
    "no account lost": no_account_lost,
    "no half migration": no_half_migration,
    "audit complete": audit_complete,
    "groups follow the site": groups_follow_the_site,
}
"""Name → what says by what it is violated."""


def violations(case: Case) -> dict[str, list[str]]:
    """Look at all of them; name → by what it is violated, of those that are."""
    found = {name: list(violated(case)) for name, violated in INVARIANTS.items()}
    return {name: by for name, by in found.items() if by}


def _finished(books: Books) -> list[Journey]:
    return [one for one in books.journal if one.step is Step.FINISHED]
