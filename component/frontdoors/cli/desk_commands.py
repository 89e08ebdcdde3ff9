"""The desk's commands in the shell: one for each description, with options of its parameters."""

import inspect
import os
from collections.abc import Iterable, Iterator, Mapping
from gettext import NullTranslations
from typing import Annotated, Any

import typer

from component.frontdoors.cli.desk_talk import Talk, Wishes
from component.frontdoors.cli.shell import ConfigOption, load_settings
from component.frontdoors.commands.description import Audience, Description, Kind, Parameter

_ENGLISH = NullTranslations()
_EXITS = (
    "Exit code 1: it was not confirmed; 2: the settings, or what was typed; 5: the component does "
    "not run, or does not obey you; 6: it was broken off, or its job has failed; 7: it was "
    "refused; 130: its job goes on. Where there is no terminal to ask on and neither --yes nor "
    "--confirm was given, what has to be confirmed is shown and not done."
)
_PERSON = "whose"
_OF_ALL = {
    "config_file": (ConfigOption, None),
    "yes": (
        Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")],
        False,
    ),
    "confirm": (
        Annotated[
            int | None,
            typer.Option(
                "--confirm",
                metavar="NUMBER",
                help="Do it without asking, where a number has to be typed: the one that is shown.",
            ),
        ],
        None,
    ),
    "as_json": (
        Annotated[bool, typer.Option("--json", help="Print JSON, and ask nothing.")],
        False,
    ),
    "no_wait": (
        Annotated[bool, typer.Option("--no-wait", help="Do not wait for the end of its job.")],
        False,
    ),
}
"""Name → annotation and default of the options that all commands have."""


def add_desk_commands(app: typer.Typer, descriptions: Iterable[Description]) -> None:
    """Give the command line a command for each description."""
    for description in descriptions:
        _add(app, description)


def shell_language(environment: Mapping[str, str]) -> str:
    """Which language a shell speaks, as POSIX has it (XBD §8.2).

    Args:
        environment: Its variables.

    Returns:
        A tag such as `de_AT`, '' for none.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            tag = value.partition(".")[0].partition("@")[0]
            return "" if tag in ("C", "POSIX") else tag
    return ""


def _add(app: typer.Typer, description: Description) -> None:
    def command(**values: Any) -> None:  # noqa: ANN401  what typer has read, see `_signature`
        talk = Talk(
            load_settings(values["config_file"]),
            values.get(_PERSON) or "",
            shell_language(os.environ),
            Wishes(
                yes=values["yes"],
                confirm=values["confirm"],
                as_json=values["as_json"],
                wait=not values["no_wait"],
            ),
        )
        given = {p.name: values[_variable(p)] for p in description.parameters}
        typed = {name: _typed(value) for name, value in given.items() if value is not None}
        talk.run(description.name, typed, has_parameters=bool(description.parameters))

    signature = inspect.Signature(list(_signature(description)))
    command.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
    command.__signature__ = signature  # type: ignore[attr-defined]  # PEP 362: what inspect reads
    app.command(description.name, help=f"{description.summary(_ENGLISH)}\n\n{_EXITS}")(command)


def _signature(description: Description) -> Iterator[inspect.Parameter]:
    """What typer makes arguments and options of."""
    if description.audience is Audience.EVERYBODY:
        whose = typer.Argument(
            metavar="PERSON",
            help="Whose: a Live Chat ID or another chat username.",
            show_default=False,
        )
        yield _keyword(_PERSON, Annotated[str, whose], inspect.Parameter.empty)
    for parameter in description.parameters:
        yield _keyword(_variable(parameter), _annotation(parameter), None)
    for name, (annotation, default) in _OF_ALL.items():
        yield _keyword(name, annotation, default)


def _keyword(name: str, annotation: object, default: object) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def _annotation(parameter: Parameter) -> object:
    text, metavar = _help(parameter), parameter.name.upper()
    if parameter.is_argument:
        return Annotated[str | None, typer.Argument(metavar=metavar, help=text)]
    option = f"--{parameter.name}"
    if parameter.kind is Kind.YES_NO:
        return Annotated[bool | None, typer.Option(f"{option}/--no-{parameter.name}", help=text)]
    return Annotated[str | None, typer.Option(option, metavar=metavar, help=text)]


def _help(parameter: Parameter) -> str:
    parts = [f"{parameter.label(_ENGLISH)}.", parameter.hint(_ENGLISH)]
    if parameter.choices:
        parts.append(f"One of: {', '.join(parameter.choices)}.")
    if parameter.value and parameter.kind is not Kind.YES_NO:
        parts.append(f"By default: {parameter.value}.")
    return " ".join(part for part in parts if part)


def _variable(parameter: Parameter) -> str:
    """What a parameter is called in Python; nothing else is called so."""
    return "parameter_" + parameter.name.replace("-", "_")


def _typed(value: str | bool) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return value
