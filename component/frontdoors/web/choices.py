"""What people choose: the user name of a new Tiki account, or their Live Chat ID."""

from dataclasses import replace

from aiohttp import web

from component.domain.livechat_id import MAX_CHARACTERS
from component.domain.migration import IdProblem
from component.domain.names import LiveChatId, UnusableNameError, nodeprep, unescape
from component.domain.registration import MAX_EMAIL_CHARACTERS, RegistrationProblem, check_email
from component.frontdoors.web.paths import At
from component.frontdoors.web.services import Services
from component.frontdoors.web.session import Journey, ProvenTiki, Session
from component.frontdoors.web.visits import LostError, Visit
from component.frontdoors.web.words import (
    FORM_WORDS,
    FREE,
    ID_WORDS,
    REGISTRATION_WORDS,
    FormProblem,
    Told,
)
from component.ports import Unavailable

_MOST_LOGIN_CHARACTERS = 200
_MOST_SUGGESTIONS = 5


class Choices:
    """The forms.

    Args:
        services: What is asked.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def account(self, visit: Visit) -> web.Response:
        """User name and e-mail address of a new Tiki account; the chat's user name if it can be."""
        session = visit.must_be_on(Journey.NEW, Journey.BOTH, Journey.LINK)
        if session.chat is None:
            return visit.go(At.LINK)
        if visit.is_form:
            return await self._take_account(visit)
        login = session.login or unescape(session.chat)[:_MOST_LOGIN_CHARACTERS]
        notice = visit.take_notice()
        if notice:
            told = [REGISTRATION_WORDS[RegistrationProblem(notice)]]
        else:
            problem = await self._services.migrate.check_login(login)
            told = [REGISTRATION_WORDS[problem]] if problem else []
        visit.session = replace(visit.known(), journey=Journey.NEW)
        return _account_page(visit, 200, told, login, session.email)

    async def _take_account(self, visit: Visit) -> web.Response:
        login = visit.form.get("login", "").strip()
        email = visit.form.get("email", "").strip()
        problems: list[RegistrationProblem | None] = []
        if len(login) > _MOST_LOGIN_CHARACTERS:
            problems.append(RegistrationProblem.TOO_LONG)
        elif not login:
            problems.append(RegistrationProblem.EMPTY)
        else:
            try:
                problems.append(await self._services.migrate.check_login(login))
            except Unavailable as error:
                visit.report(error)
                told = [Told(FORM_WORDS[FormProblem.UNAVAILABLE])]
                return _account_page(visit, 503, told, login, email)
        problems.append(check_email(email))
        told = [REGISTRATION_WORDS[problem] for problem in problems if problem]
        if told:
            return _account_page(visit, 422, told, login, email)
        visit.session = replace(visit.known(), journey=Journey.NEW, login=login, email=email)
        return visit.go(At.NEW_CONFIRM)

    async def livechat_id(self, visit: Visit) -> web.Response:
        """The Live Chat ID of somebody who has no chat account."""
        session, tiki = proven(visit)
        if visit.is_form:
            return await self._take_id(visit, tiki)
        notice = visit.take_notice()
        suggestions = await self._suggest(tiki)
        wanted = session.wanted or (suggestions[0] if suggestions else "")
        told = [ID_WORDS[IdProblem(notice)]] if notice else []
        return _id_page(visit, 200, told, wanted, suggestions)

    async def _take_id(self, visit: Visit, tiki: ProvenTiki) -> web.Response:
        """A suggestion and the button that only checks fill the form in; the other one goes on."""
        suggestion = visit.form.get("suggestion", "")
        wanted = prepare_id(suggestion or visit.form.get("wanted", ""))
        answer = ""
        try:
            suggestions = await self._suggest(tiki)
            problem = await self._problem(wanted)
        except Unavailable as error:
            visit.report(error)
            return _id_page(visit, 503, [Told(FORM_WORDS[FormProblem.UNAVAILABLE])], wanted, [])
        if problem:
            return _id_page(visit, 422, [ID_WORDS[problem]], wanted, suggestions)
        if suggestion or "check" in visit.form:
            answer = visit.say(FREE, address=_address(visit, wanted))
            return _id_page(visit, 200, [], wanted, suggestions, answer=answer)
        visit.session = replace(visit.known(), wanted=wanted)
        return visit.go(At.ID_CONFIRM)

    async def answer(self, visit: Visit) -> web.Response:
        """Tell a page that is open whether a Live Chat ID is free."""
        proven(visit)
        wanted = prepare_id(visit.query.get("wanted", ""))
        problem = await self._problem(wanted)
        if problem:
            text = visit.say(ID_WORDS[problem].text)
        else:
            text = visit.say(FREE, address=_address(visit, wanted))
        return web.json_response({"free": problem is None, "text": text})

    async def _problem(self, wanted: LiveChatId) -> IdProblem | None:
        if len(wanted) > MAX_CHARACTERS:
            return IdProblem.TOO_LONG
        return await self._services.migrate.id_problem(wanted)

    async def _suggest(self, tiki: ProvenTiki) -> list[LiveChatId]:
        return list(await self._services.migrate.suggest_ids(tiki.login, _MOST_SUGGESTIONS))


def proven(visit: Visit) -> tuple[Session, ProvenTiki]:
    """What is known of somebody on the way to a Live Chat ID.

    Raises:
        LostError: They did not come step by step.
    """
    session = visit.must_be_on(Journey.ID)
    if session.tiki is None:
        raise LostError
    return session, session.tiki


def prepare_id(text: str) -> LiveChatId:
    """Write a Live Chat ID as it will be stored; what cannot be one stays as it was typed."""
    trimmed = text.strip()
    try:
        return LiveChatId(nodeprep(trimmed))
    except UnusableNameError:
        return LiveChatId(trimmed)


def _address(visit: Visit, wanted: str) -> str:
    return f"{wanted}@{visit.desk.settings.chat_domain}"


def _account_page(
    visit: Visit, status: int, told: list[Told], login: str, email: str
) -> web.Response:
    return visit.page(
        "account",
        status=status,
        told=told,
        login=login,
        email=email,
        most_login=_MOST_LOGIN_CHARACTERS,
        most_email=MAX_EMAIL_CHARACTERS,
        by_link=bool(visit.known().token),
    )


def _id_page(
    visit: Visit,
    status: int,
    told: list[Told],
    wanted: str,
    suggestions: list[LiveChatId],
    *,
    answer: str = "",
) -> web.Response:
    return visit.page(
        "choose_id",
        status=status,
        told=told,
        wanted=wanted,
        answer=answer,
        suggestions=[name for name in suggestions if name != wanted],
        most=MAX_CHARACTERS,
    )
