"""What people know the site by, as the settings have it."""

from component.config import Settings
from component.domain.migration import OldAccount
from component.frontdoors.wording import Site


def make_site(settings: Settings) -> Site:
    """Make it, for whatever is said to people."""
    keeps = settings.migration.old_account is OldAccount.KEEP
    return Site(settings.site_name, settings.xmpp.domain, keeps_contacts=keeps)
