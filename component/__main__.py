"""The command `tiki-livechat`, also as `python -m component`."""

from component import wiring
from component.frontdoors.cli.app import Actions, make_app
from component.frontdoors.cli.desk_commands import add_desk_commands
from component.frontdoors.cli.init_command import InitActions, add_init_command
from component.frontdoors.cli.migration_commands import add_migration_commands
from component.frontdoors.cli.setup_commands import SetupActions, add_setup_commands
from component.frontdoors.commands.all_descriptions import DESCRIPTIONS
from component.wiring import setting_up


def main() -> None:
    """Run the command line."""
    app = make_app(Actions(serve=wiring.serve, check=wiring.check))
    add_init_command(
        app, InitActions(state_address=setting_up.state_address, state=setting_up.state)
    )
    add_setup_commands(
        app,
        SetupActions(
            tiki_address=setting_up.tiki_address,
            addresses=setting_up.addresses,
            tiki=setting_up.tiki,
            grants=setting_up.grants,
        ),
    )
    add_migration_commands(app)
    add_desk_commands(app, DESCRIPTIONS)
    app(prog_name="tiki-livechat")


if __name__ == "__main__":
    main()
