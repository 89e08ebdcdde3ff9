"""The desk's commands explain themselves without a component that runs."""

from gettext import NullTranslations

import pytest
from typer.main import get_group
from typer.testing import CliRunner

from component import config
from component.frontdoors.cli.app import Actions, make_app
from component.frontdoors.cli.desk_commands import add_desk_commands, shell_language
from component.frontdoors.cli.migration_commands import add_migration_commands
from component.frontdoors.commands.all_descriptions import DESCRIPTIONS as ALL
from component.frontdoors.commands.description import Audience, Description
from component.frontdoors.orders import Orders
from component.usecases.self_check import Finding


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ""),
        ({"LANG": "de_AT.UTF-8"}, "de_AT"),
        ({"LANG": "de_DE@euro", "LC_ALL": ""}, "de_DE"),
        ({"LANG": "de", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr_FR"),
        ({"LANG": "de", "LC_MESSAGES": "fr", "LC_ALL": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
    ],
)
def test_the_language_of_a_shell_is_read_as_posix_has_it(
    environment: dict[str, str], expected: str
) -> None:
    assert shell_language(environment) == expected


async def _serve(_settings: config.Settings, _orders: Orders) -> None:
    """What `run` does, which is not run here."""


async def _check(_settings: config.Settings) -> list[Finding]:
    """What `check` does, likewise."""
    return []


@pytest.mark.parametrize("description", ALL, ids=lambda d: d.name)
def test_every_command_explains_itself_without_a_component(description: Description) -> None:
    app = make_app(Actions(serve=_serve, check=_check))
    add_migration_commands(app)
    before = set(get_group(app).commands)
    add_desk_commands(app, ALL)
    assert description.name not in before
    result = CliRunner().invoke(app, [description.name, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert description.summary(NullTranslations()) in " ".join(result.stdout.split())
    for parameter in description.parameters:
        shown = parameter.name.upper() if parameter.is_argument else f"--{parameter.name}"
        assert shown in result.stdout
        assert parameter.name not in {"config", "yes", "confirm", "json", "no-wait"}
    assert ("PERSON" in result.stdout) == (description.audience is Audience.EVERYBODY)
