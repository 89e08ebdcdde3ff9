"""Where people come in: the start page, a personal link; and where they leave, the result."""

from dataclasses import replace

from aiohttp import web

from component.domain.invitations import LinkProblem, is_token
from component.domain.migration import ProofProblem
from component.domain.names import ChatUsername
from component.frontdoors.web.notices import CLOSED, DONE_BEFORE, LINK_NOTICES, proof_notice
from component.frontdoors.web.paths import At
from component.frontdoors.web.services import Services
from component.frontdoors.web.session import Journey, Session
from component.frontdoors.web.visits import LostError, Visit

_UNREADABLE = "-"
"""What a link that is none at all is remembered as; no link opens with it."""


class Entrance:
    """The pages before the first step and after the last one.

    Args:
        services: What is asked.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def start(self, visit: Visit) -> web.Response:
        """The three questions; whoever comes here begins anew."""
        if not await self._services.is_open():
            return visit.notice(CLOSED)
        visit.session = None
        response = visit.page("start")
        visit.session = None
        return response

    async def follow_link(self, visit: Visit) -> web.Response:
        """Take the token out of the address at once, before any page is shown.

        Nothing is asked yet: chat clients open links for a preview.
        """
        token = visit.token if is_token(visit.token) else _UNREADABLE
        visit.session = replace(Session.new(), token=token, journey=Journey.LINK)
        return visit.go(At.LINK)

    async def link(self, visit: Visit) -> web.Response:
        """Say whose link it is, and ask for the other account."""
        if not await self._services.is_open():
            return visit.notice(CLOSED)
        session = visit.must_be_on(Journey.LINK, Journey.BOTH, Journey.NEW)
        if not session.token:
            raise LostError
        opened = await open_link(self._services, session.token)
        if isinstance(opened, LinkProblem):
            notice, more = LINK_NOTICES[opened]
            return visit.notice(notice, more=more)
        if isinstance(opened, ProofProblem):
            return visit.notice(proof_notice(opened))
        visit.session = replace(visit.known(), chat=opened, journey=Journey.LINK, tiki=None)
        return visit.page("link", chat=opened)

    async def done(self, visit: Visit) -> web.Response:
        """The result: how to sign in from now on.

        Phones load a page again that was left open, long after its session is over.
        """
        if visit.session is None:
            return visit.notice(DONE_BEFORE)
        if visit.session.connected is None:
            raise LostError
        return visit.page("done", connected=visit.session.connected)


async def open_link(services: Services, token: str) -> ChatUsername | LinkProblem | ProofProblem:
    """Tell whose chat account a link shows, and whether that account can migrate."""
    opened = await services.links.open_link(token)
    if isinstance(opened, LinkProblem):
        return opened
    proof = await services.prove.chat_again(opened)
    return proof if isinstance(proof, ProofProblem) else proof.username
