"""What the story is told with: steps that tell, show and judge, for a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.markup import escape


class Stage:
    """Prints the steps of the story and counts what was not right."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.failures = 0
        self._steps = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One step; an exception in it is shown and counted, and the story goes on."""
        self._steps += 1
        began = monotonic()
        self.console.print(f"\n[bold]{self._steps}. {escape(title)}[/]")
        try:
            yield
        except Exception as error:  # noqa: BLE001  whatever goes wrong in a step is told
            self.expect(f"{type(error).__name__}: {error}", right=False)
        self.console.print(f"   [dim]{monotonic() - began:.1f} s[/]")

    def expect(self, text: str, *, right: bool) -> None:
        """Show one observation and whether it is what it should be."""
        mark = "[green]✓[/]" if right else "[red]✗[/]"
        self.failures += not right
        self.console.print(f"   {mark} {escape(text)}", soft_wrap=True)

    def tell(self, text: str) -> None:
        """Say something that is neither right nor wrong."""
        self.console.print(f"   {escape(text)}", soft_wrap=True)
