"""The last step: what will happen, the visitor's word for it, and the migration itself.

Nothing that a session says is believed here: a link is opened once more, both accounts are read
anew, a password is asked for where one is needed. A choice that was changed in another window
since the page was made is shown first.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiohttp import web

from component.domain.invitations import LinkProblem
from component.domain.migration import (
    ChatProof,
    IdProblem,
    Migrated,
    MigrationProblem,
    ProofProblem,
    TikiProof,
)
from component.domain.names import ChatUsername, LiveChatId
from component.domain.registration import RegistrationProblem
from component.frontdoors.web.choices import proven
from component.frontdoors.web.entrance import open_link
from component.frontdoors.web.notices import LINK_NOTICES, MIGRATION_NOTICES, proof_notice
from component.frontdoors.web.once import OncePerSession
from component.frontdoors.web.paths import At
from component.frontdoors.web.services import Services
from component.frontdoors.web.session import Connected, Journey, ProvenTiki, Session
from component.frontdoors.web.visits import LostError, Visit
from component.frontdoors.web.words import FORM_WORDS, PROOF_WORDS, FormProblem, Told
from component.ports import Unavailable

_log = logging.getLogger(__name__)

LEAST_PASSWORD_CHARACTERS = 8
MOST_PASSWORD_BYTES = 72
"""What the stored form of a Tiki password tells apart (facts/tiki.md §2)."""
SHOWN = "shown"
"""The field of the form that says which choice stood on its page."""

_Outcome = Migrated | MigrationProblem | RegistrationProblem
_Page = Callable[..., web.Response]


class Confirmation:
    """The last step of each journey.

    Args:
        services: What is asked.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._once = OncePerSession()

    async def both(self, visit: Visit) -> web.Response:
        """Connect two accounts."""
        session = visit.must_be_on(Journey.BOTH)
        tiki = session.tiki
        if tiki is None:
            raise LostError

        async def connect() -> _Outcome | web.Response:
            chat = await self._chat(visit, session)
            if isinstance(chat, web.Response):
                return chat
            account = await self._tiki(visit, tiki)
            if isinstance(account, web.Response):
                return account
            return await self._services.migrate.both(chat, account)

        def page(status: int = 200, *told: Told) -> web.Response:
            return visit.page(
                "confirm_both", status=status, told=told, chat=session.chat, login=tiki.login
            )

        if visit.is_form:
            return await self._finish(visit, page, connect)
        return await self._show(visit, session, page)

    async def new(self, visit: Visit) -> web.Response:
        """Make a Tiki account for a chat account, with its password or, by a link, a new one."""
        session = visit.must_be_on(Journey.NEW)
        if not session.login or not session.email:
            return visit.go(At.NEW_ACCOUNT)
        shown = visit.desk.forgery.mark(f"{session.login}\0{session.email}")

        async def connect() -> _Outcome | web.Response:
            chat = await self._chat(visit, session)
            if isinstance(chat, web.Response):
                return chat
            password = await self._password(visit, session, chat)
            if isinstance(password, Told):
                return page(422, password)
            if isinstance(password, web.Response):
                return password
            return await self._services.migrate.chat_only(
                chat, session.login, password, session.email
            )

        def page(status: int = 200, *told: Told) -> web.Response:
            return visit.page(
                "confirm_new",
                status=status,
                told=told,
                chat=session.chat,
                login=session.login,
                email=session.email,
                by_link=bool(session.token),
                least=LEAST_PASSWORD_CHARACTERS,
                shown=(SHOWN, shown),
            )

        if visit.form.get(SHOWN) == shown:
            return await self._finish(visit, page, connect)
        return await self._show(visit, session, page)

    async def livechat_id(self, visit: Visit) -> web.Response:
        """Give a Live Chat ID to a Tiki account."""
        session, tiki = proven(visit)
        if not session.wanted:
            return visit.go(At.ID_CHOOSE)
        wanted = LiveChatId(session.wanted)
        shown = visit.desk.forgery.mark(wanted)

        async def connect() -> _Outcome | web.Response:
            account = await self._tiki(visit, tiki)
            if isinstance(account, web.Response):
                return account
            return await self._services.migrate.tiki_only(account, wanted)

        def page(status: int = 200, *told: Told) -> web.Response:
            return visit.page(
                "confirm_id",
                status=status,
                told=told,
                wanted=wanted,
                login=tiki.login,
                shown=(SHOWN, shown),
            )

        if visit.form.get(SHOWN) == shown:
            return await self._finish(visit, page, connect)
        return page()

    async def _show(self, visit: Visit, session: Session, page: _Page) -> web.Response:
        """Tell at once, not only at the end, that a link opens no longer."""
        chat = await self._chat(visit, session)
        return chat if isinstance(chat, web.Response) else page()

    async def _finish(
        self,
        visit: Visit,
        page: _Page,
        connect: Callable[[], Awaitable[_Outcome | web.Response]],
    ) -> web.Response:
        """Do it, and lead on to the page that fits what came of it."""
        session = visit.known()

        async def connect_and_spend() -> _Outcome | web.Response:
            outcome = await connect()
            if isinstance(outcome, Migrated):
                await self._spend_link(session.token)
            return outcome

        try:
            outcome = await self._once.run(session.id, connect_and_spend)
        except Unavailable as error:
            visit.report(error)
            return page(503, Told(FORM_WORDS[FormProblem.UNAVAILABLE]))
        if isinstance(outcome, web.Response):
            return outcome
        if isinstance(outcome, Migrated):
            connected = Connected(outcome.livechat_id, outcome.tiki_login)
            visit.session = replace(Session.new(), connected=connected)
            return visit.go(At.DONE)
        if isinstance(outcome, RegistrationProblem):
            visit.session = replace(visit.known(), notice=outcome.value)
            return visit.go(At.NEW_ACCOUNT)
        if outcome is MigrationProblem.TAKEN and session.journey is Journey.ID:
            visit.session = replace(visit.known(), notice=IdProblem.TAKEN.value)
            return visit.go(At.ID_CHOOSE)
        return visit.notice(MIGRATION_NOTICES[outcome])

    async def _chat(self, visit: Visit, session: Session) -> ChatProof | web.Response:
        """The chat account that was proven, as it is now; a link is opened once more."""
        if session.chat is None:
            raise LostError
        if not session.token:
            return await self._chat_again(visit, session.chat, session.chat_mark)
        opened = await open_link(self._services, session.token)
        if isinstance(opened, LinkProblem):
            notice, more = LINK_NOTICES[opened]
            return visit.notice(notice, more=more)
        if isinstance(opened, ProofProblem):
            return visit.notice(proof_notice(opened))
        if opened != session.chat:
            raise LostError
        return ChatProof(opened)

    async def _chat_again(
        self, visit: Visit, username: ChatUsername, mark: str
    ) -> ChatProof | web.Response:
        proof = await self._services.prove.chat_again(username)
        if isinstance(proof, ProofProblem):
            return visit.notice(proof_notice(proof))
        if visit.desk.forgery.mark(proof.stored_form) != mark:
            raise LostError
        return proof

    async def _tiki(self, visit: Visit, tiki: ProvenTiki) -> TikiProof | web.Response:
        """The Tiki account that was proven, as it is now."""
        proof = await self._services.prove.tiki_again(tiki.login)
        if isinstance(proof, ProofProblem):
            return visit.notice(proof_notice(proof))
        account = proof.account
        if account.user_id != tiki.user_id or (
            visit.desk.forgery.mark(account.password_hash) != tiki.mark
        ):
            raise LostError
        return proof

    async def _password(
        self, visit: Visit, session: Session, chat: ChatProof
    ) -> str | Told | web.Response:
        """The password for a new Tiki account, from this form and kept nowhere."""
        if session.token:
            return new_password(visit.form.get("password", ""), visit.form.get("repeat", ""))
        password = visit.form.get("password", "")
        if not password:
            return Told(FORM_WORDS[FormProblem.PASSWORD_MISSING], "password")
        if not visit.spend_try():
            return Told(FORM_WORDS[FormProblem.TOO_MANY_TRIES])
        proof = await self._services.prove.chat(chat.username, password)
        if isinstance(proof, ProofProblem):
            if proof in (ProofProblem.WRONG, ProofProblem.THROTTLED):
                return Told(PROOF_WORDS[proof], "password")
            return visit.notice(proof_notice(proof))
        if proof.username != chat.username:
            raise LostError
        return password

    async def _spend_link(self, token: str) -> None:
        """It is done already: a link that cannot be spent now tells so itself from now on."""
        if not token:
            return
        try:
            await self._services.links.use_link(token)
        except Unavailable as error:
            _log.error("a personal link was used and could not be marked as such: %s", error)


def new_password(password: str, repeat: str) -> str | Told:
    """Check a new password that was written twice."""
    problem = None
    if not password:
        problem = FormProblem.PASSWORD_MISSING
    elif len(password) < LEAST_PASSWORD_CHARACTERS:
        problem = FormProblem.PASSWORD_SHORT
    elif len(password.encode("utf-8")) > MOST_PASSWORD_BYTES:
        problem = FormProblem.PASSWORD_LONG
    elif repeat != password:
        return Told(FORM_WORDS[FormProblem.PASSWORDS_DIFFER], "repeat")
    return Told(FORM_WORDS[problem], "password") if problem else password
