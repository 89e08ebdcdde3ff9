"""Plans of undoing, as a component may give them."""

from dataclasses import replace

from component.domain.migration import Migration, OldAccount, Path, Plan, Step
from component.domain.names import LiveChatId, TikiLogin
from component.domain.undo import ChatAccountFate, Kept, UndoPlan

_AT = 1_700_000_000.0
MIGRATION = Migration(
    12,
    Plan(Path.BOTH, LiveChatId("alice"), TikiLogin("Alice Smith"), 7, OldAccount.KEEP),
    Step.FINISHED,
    _AT,
)
PLAN = UndoPlan(
    MIGRATION,
    until=_AT + 30 * 86_400,
    is_linked=True,
    fate=ChatAccountFate.RESTORED,
    kept=Kept(12, 3, 1, 2, has_vcard=True),
    leaves=("Staff",),
)
REMADE = replace(PLAN, is_linked=False, fate=ChatAccountFate.REMADE, kept=Kept(), leaves=())
TIKI_ONLY = replace(
    PLAN,
    migration=replace(MIGRATION, plan=replace(MIGRATION.plan, path=Path.TIKI_ONLY)),
    fate=ChatAccountFate.LEFT,
    kept=Kept(),
    leaves=(),
)
