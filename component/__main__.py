"""The command `tiki-livechat`, also as `python -m component`."""

from component import wiring, wiring_setup
from component.frontdoors.cli.app import Actions, make_app
from component.frontdoors.cli.init_command import InitActions, add_init_command
from component.frontdoors.cli.setup_commands import SetupActions, add_setup_commands


def main() -> None:
    """Run the command line."""
    app = make_app(Actions(serve=wiring.serve, check=wiring.check))
    add_init_command(
        app, InitActions(state_address=wiring_setup.state_address, state=wiring_setup.state)
    )
    add_setup_commands(
        app,
        SetupActions(
            tiki_address=wiring_setup.tiki_address,
            addresses=wiring_setup.addresses,
            tiki=wiring_setup.tiki,
            grants=wiring_setup.grants,
        ),
    )
    app(prog_name="tiki-livechat")


if __name__ == "__main__":
    main()
