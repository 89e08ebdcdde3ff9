"""The two forms where people show that an account is theirs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from aiohttp import web

from component.domain.migration import ChatProof, ProofProblem, TikiProof
from component.frontdoors.web.notices import CLOSED
from component.frontdoors.web.paths import At
from component.frontdoors.web.services import Services
from component.frontdoors.web.session import Journey, ProvenTiki
from component.frontdoors.web.visits import Visit
from component.frontdoors.web.words import FORM_WORDS, PROOF_WORDS, FormProblem, Told
from component.ports import Unavailable

_Proof = TypeVar("_Proof", ChatProof, TikiProof)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a form is on its journey.

    Attributes:
        journey: Which begins or goes on here.
        then: The next page.
    """

    journey: Journey
    then: At


class Proofs:
    """The forms.

    Args:
        services: What is asked.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def chat(self, visit: Visit, step: Step) -> web.Response:
        """The first step of those who have a chat account."""
        proof = await self._ask(visit, "prove_chat", self._services.prove.chat)
        if isinstance(proof, web.Response):
            return proof
        visit.session = replace(
            visit.known().renamed(),
            journey=step.journey,
            chat=proof.username,
            chat_mark=visit.desk.forgery.mark(proof.stored_form),
            token="",
            tiki=None,
            notice="",
        )
        return visit.go(step.then)

    async def tiki(self, visit: Visit, step: Step) -> web.Response:
        """The second step of those who have both, the first of those who have no chat account."""
        if step.journey is Journey.BOTH:
            session = visit.must_be_on(Journey.BOTH, Journey.NEW, Journey.LINK)
            if session.chat is None:
                return visit.go(At.LINK)
        proof = await self._ask(visit, "prove_tiki", self._services.prove.tiki)
        if isinstance(proof, web.Response):
            return proof
        account = proof.account
        mark = visit.desk.forgery.mark(account.password_hash)
        shown = ProvenTiki(account.user_id, account.login, mark)
        session = visit.known().renamed()
        if step.journey is Journey.ID:
            session = replace(session, chat=None, token="")
        visit.session = replace(session, journey=step.journey, tiki=shown, wanted="", notice="")
        return visit.go(step.then)

    async def _ask(
        self,
        visit: Visit,
        template: str,
        check: Callable[[str, str], Awaitable[_Proof | ProofProblem]],
    ) -> web.Response | _Proof:
        """Show the form, or check what was sent; a response is what has to be shown."""
        name = visit.form.get("name", "").strip()
        password = visit.form.get("password", "")

        def form(status: int = 200, *told: Told) -> web.Response:
            return visit.page(template, status=status, told=told, name=name)

        if not visit.is_form:
            return form() if await self._services.is_open() else visit.notice(CLOSED)
        if missing := _missing(name, password):
            return form(422, *missing)
        if not visit.spend_try():
            return form(429, Told(FORM_WORDS[FormProblem.TOO_MANY_TRIES]))
        try:
            proof = await check(name, password)
        except Unavailable as error:
            visit.report(error)
            return form(503, Told(FORM_WORDS[FormProblem.UNAVAILABLE]))
        if proof is ProofProblem.CLOSED:
            return visit.notice(CLOSED)
        return form(*_refusal(proof)) if isinstance(proof, ProofProblem) else proof


def _missing(name: str, password: str) -> list[Told]:
    missing = []
    if not name:
        missing.append(Told(FORM_WORDS[FormProblem.NAME_MISSING], "name"))
    if not password:
        missing.append(Told(FORM_WORDS[FormProblem.PASSWORD_MISSING], "password"))
    return missing


def _refusal(problem: ProofProblem) -> tuple[int, Told]:
    status = 429 if problem is ProofProblem.THROTTLED else 422
    field = "name" if problem is ProofProblem.WRONG else ""
    return status, Told(PROOF_WORDS[problem], field)
