"""The command `tiki-livechat`, also as `python -m component`."""

from component import wiring
from component.frontdoors.cli.app import Actions, make_app


def main() -> None:
    """Run the command line."""
    make_app(Actions(serve=wiring.serve, check=wiring.check))(prog_name="tiki-livechat")


if __name__ == "__main__":
    main()
