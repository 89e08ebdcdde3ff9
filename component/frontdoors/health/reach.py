"""What `tiki-livechat check` says of who can read health and metrics."""

from component.domain.findings import Level, Remark
from component.frontdoors.api.reach import is_of_this_machine

_SUBJECT = "health and metrics"


def remarks_on(host: str, port: int) -> list[Remark]:
    """Tell whether others than this machine may read them.

    Args:
        host: What they are served on.
        port: Likewise.
    """
    if is_of_this_machine(host):
        return [Remark(_SUBJECT, Level.OK, f"are served on {host}:{port}")]
    why = (
        f"are served on {host}:{port}, and whoever reaches that may read them, such as how many "
        "people sign in: set health.host to 127.0.0.1, or let only your Prometheus through to it"
    )
    return [Remark(_SUBJECT, Level.WARNING, why)]
