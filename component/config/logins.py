"""Who may log in, and what a login does to the chat account."""

from typing import Annotated, Literal, Self

from annotated_types import Ge, Gt
from pydantic import Field, model_validator

from component.config.kinds import LocalPart, LocalParts, Rate, SecondsOrNever, SettingsBlock
from component.domain.login import Window


class LoginSettings(SettingsBlock):
    """Who may log in, and how much guessing is allowed."""

    window: Window = Field(
        Window.OPEN,
        description="Where the migration stands when the first component is started: open lets "
        "unmigrated chat accounts in, refusing and closed do not; closed merges no accounts "
        "either. From then on the command window changes it.",
    )
    native_only: list[LocalPart] = Field(
        ["admin"],
        description="Chat usernames that belong to no Tiki account and always log in natively.",
    )
    unmigrated_tiki: Literal["refuse", "allocate"] = Field(
        "refuse",
        description="A Tiki account without a Live Chat ID: refuse it, or give it its stripped "
        "username where that is free.",
    )
    remember_seconds: SecondsOrNever = Field(
        900.0,
        description="Seconds for which a password that was right is remembered, and needs no new "
        "check; 0 for never.",
    )
    remember_most: Annotated[int, Ge(1)] = Field(
        50_000, description="Most verified passwords that are remembered."
    )
    failures_per_account: Rate = Field(
        "10/5 minutes", description="Failed logins per account until it is throttled."
    )
    failures_overall: Rate = Field(
        "600/1 minute", description="Failed logins of all accounts until all are throttled."
    )
    hash_threads: Annotated[int, Ge(0)] = Field(
        0, description="Threads that check passwords; 0 for one per core."
    )
    hash_queue: Annotated[int, Ge(1)] = Field(
        200,
        description="Password checks that may wait; more are told at once to try later. "
        "Remembered passwords need no check.",
    )
    hash_patience: Annotated[float, Gt(0)] = Field(
        2.0,
        description="Seconds that a password check may wait for a thread; then the person is told "
        "to try later. Less than half of the plugin's timeout (tikiLivechat.timeoutMillis), or it "
        "takes the component for hung.",
    )
    most_at_once: Annotated[int, Ge(1)] = Field(
        1000,
        description="Logins that are being answered at once; more are told at once to try later.",
    )

    @model_validator(mode="after")
    def _with_room_for_remembered(self) -> Self:
        """Whoever waits for a check must not keep those out who need none."""
        if self.most_at_once <= self.hash_queue + self.hash_threads:
            raise ValueError(
                "most_at_once has to be more than hash_queue and hash_threads together"
            )
        return self


class LiveChatIdSettings(SettingsBlock):
    """Which Live Chat IDs people may have."""

    reserved: list[LocalParts] = Field(
        [],
        description="Live Chat IDs that nobody gets, beside those that are always kept, such as "
        "admin and support: names, or patterns with *, ? and [].",
    )
    allocations: Annotated[int, Ge(0)] = Field(
        20,
        description="Live Chat IDs that one command allocates without having the number confirmed.",
    )


class ProvisioningSettings(SettingsBlock):
    """What a login does to the chat account."""

    patience: SecondsOrNever = Field(
        2.0,
        description="Seconds that a login waits for groups and profile; what takes longer is done "
        "after its answer.",
    )
    refresh_interval: SecondsOrNever = Field(
        10.0,
        description="Seconds for which a person's groups and profile are not looked at again.",
    )
    most_behind: Annotated[int, Ge(1)] = Field(
        500,
        description="People whose groups and profiles are looked at at the same time; those of "
        "people beyond that stay as they are until they come again.",
    )
