"""Questions of a command at a terminal; on standard error, so that results can be piped."""

from gettext import NullTranslations

from rich.prompt import InvalidResponse, PromptBase
from rich.text import Text

from component.frontdoors.cli.shell import stderr
from component.frontdoors.cli.undo_words import shown
from component.frontdoors.commands.description import Kind, Question
from component.frontdoors.commands.typed_answers import NotAnAnswerError, read_answer

_ENGLISH = NullTranslations()


class _Prompt(PromptBase[str]):
    """Asks a question until there is an answer to it."""

    response_type = str

    def __init__(self, question: Question) -> None:
        is_hidden = question.kind is Kind.PRIVATE
        super().__init__(Text(shown(question.label)), console=stderr, password=is_hidden)
        self._question = question

    def make_prompt(self, _default: object) -> Text:
        """What is asked, and which answer Enter gives."""
        prompt = Text.assemble(self.prompt)
        if self._question.kind is Kind.YES_NO:
            prompt.append(" [y/n]", "prompt.choices")
        if self._question.value:
            prompt.append(f" ({shown(_spoken(self._question))})", "prompt.default")
        return prompt.append(self.prompt_suffix)

    def process_response(self, value: str) -> str:
        """See `PromptBase.process_response`."""
        try:
            return read_answer(self._question, value, _ENGLISH)
        except NotAnAnswerError:
            raise InvalidResponse(Text(_ADVICE[self._question.kind], "prompt.invalid")) from None


def prompt(question: Question) -> str:
    """Ask a question.

    Args:
        question: It; Enter takes what it proposes.

    Returns:
        The answer, checked.

    Raises:
        EOFError: Nothing comes any more.
    """
    if question.hint:
        stderr.print(Text(shown(question.hint), "dim"))
    for place, choice in enumerate(question.choices, start=1):
        stderr.print(Text(f"{place:3}. {shown(choice.label)} ({shown(choice.value)})"))
    asking = _Prompt(question)
    if question.value or not question.is_required:
        return asking(default=question.value)
    return asking()


def _spoken(question: Question) -> str:
    if question.kind is Kind.YES_NO:
        return "y" if question.value == "1" else "n"
    return question.value


_ADVICE = {
    Kind.YES_NO: "Write y or n.",
    Kind.CHOICE: "Write one of these, or its number.",
    Kind.TEXT: "That cannot be right.",
    Kind.PRIVATE: "That cannot be right.",
}
