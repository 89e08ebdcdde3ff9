"""What `check` says of the bridge's own schema, and of what its user may do there."""

import pytest

from component.adapters import state_probes
from component.adapters.state_schema import STEPS
from component.domain.findings import Level
from openfire.testserver.processes import HOST
from tests.contract.servers import Databases, Root
from tests.contract.state_worlds import DATABASE, drop_tables

pytestmark = pytest.mark.live

WHO = f"state@'{HOST}'"


async def test_the_rights_that_grants_gives_are_in_order(databases: Databases, root: Root) -> None:
    drop_tables(root)
    (remark,) = await state_probes.look(databases.state)
    assert (remark.level, remark.text) == (Level.OK, f"version {len(STEPS)} of the schema")


@pytest.mark.parametrize(
    ("right", "named"),
    [
        (f"UPDATE ON {DATABASE}.audit", "may UPDATE the audit"),
        (f"DELETE, ALTER ON {DATABASE}.audit", "may ALTER, DELETE the audit"),
        (r"DROP ON `livechat\_state`.*", "may DROP the audit"),
        ("UPDATE, DELETE ON `livechat%`.*", "may DELETE, UPDATE the audit"),
    ],
)
async def test_more_rights_to_the_audit_are_warned_of(
    databases: Databases,
    root: Root,
    request: pytest.FixtureRequest,
    right: str,
    named: str,
) -> None:
    root.execute(f"GRANT {right} TO {WHO}")
    request.addfinalizer(lambda: root.execute(f"REVOKE {right} FROM {WHO}"))
    _, warning = await state_probes.look(databases.state)
    assert (warning.subject, warning.level) == ("state, audit", Level.WARNING)
    assert named in warning.text
    assert "tiki-livechat grants --apply" in warning.text


async def test_tables_that_came_later_and_lack_rights_are_named(
    databases: Databases, root: Root, request: pytest.FixtureRequest
) -> None:
    right = f"UPDATE ON {DATABASE}.run_item"
    root.execute(f"REVOKE {right} FROM {WHO}")
    request.addfinalizer(lambda: root.execute(f"GRANT {right} TO {WHO}"))
    _, wrong = await state_probes.look(databases.state)
    assert (wrong.subject, wrong.level) == ("state, rights", Level.WRONG)
    assert "may not change run_item," in wrong.text
