"""A Tiki's schema in words for an admin: what was recognised, and what follows from it."""

from collections.abc import Iterable, Iterator

from component.adapters.tiki_schema import USERS, TikiSchema
from component.domain.accounts import SiteRules
from component.domain.generations import Generation
from component.domain.passwords.tiki import HashForm, accepts

_FORM_NAMES = {
    HashForm.MD5: "MD5",
    HashForm.CRYPT_MD5: "crypt-MD5",
    HashForm.CRYPT_DES: "DES",
    HashForm.CRYPT_SHA256: "crypt-SHA",
    HashForm.BCRYPT: "bcrypt",
}
_WIDTHS = {
    HashForm.MD5: 32,
    HashForm.CRYPT_MD5: 34,
    HashForm.CRYPT_DES: 13,
    HashForm.CRYPT_SHA256: 63,
    HashForm.BCRYPT: 60,
}


def describe(schema: TikiSchema, rules: SiteRules, *, strict_states: bool) -> list[str]:
    """Say what was recognised.

    Args:
        schema: What is there.
        rules: The site's preferences.
        strict_states: The setting.

    Returns:
        Clauses, the most important first.
    """
    return [
        f"Tiki {schema.generation.title}",
        _tables(schema),
        *_logins(schema, rules),
        _hashes(schema),
        *_states(schema, rules, strict_states=strict_states),
        *_groups(schema),
    ]


def _tables(schema: TikiSchema) -> str:
    users = schema.columns[USERS]
    collations = {column.collation for column in users.values() if column.collation}
    return (
        f"tables in {_listed(set(schema.engines.values()) - {''})}, text in {_listed(collations)}"
    )


def _logins(schema: TikiSchema, rules: SiteRules) -> Iterator[str]:
    width = schema.width(USERS, "login")
    case = "to the letter" if schema.generation.has_exact_logins else "in any case"
    yield f"logins of up to {width} characters, {case}{', or by e-mail' * rules.login_by_email}"


def _hashes(schema: TikiSchema) -> str:
    width = schema.width(USERS, "hash")
    names = [
        name
        for form, name in _FORM_NAMES.items()
        if accepts(schema.generation, form) and _WIDTHS[form] <= width
    ]
    return f"hashes of up to {width} characters: {', '.join(names)}"


def _states(schema: TikiSchema, rules: SiteRules, *, strict_states: bool) -> Iterator[str]:
    if schema.generation < Generation.V2:
        told = "by their activation key" if schema.has(USERS, "valid") else "by nothing"
        yield f"pending accounts are told {told}"
    elif strict_states:
        yield "any mark in waiting keeps an account out"
    elif schema.generation.marks_good_accounts:
        yield "waiting is not asked for (strict_states = false), activation keys are"
    else:
        yield "only u and a in waiting keep an account out (strict_states = false)"
    if schema.generation is Generation.V1_9:
        yield "passwords have a deadline"
    elif rules.change_password and rules.password_days >= 0:
        yield f"passwords are due after {rules.password_days} days"
    elif rules.change_password:
        yield "passwords are due only if they were never confirmed"
    if rules.second_factor:
        yield "accounts with a second factor are kept out"


def _groups(schema: TikiSchema) -> Iterator[str]:
    if not schema.has("tiki_group_inclusion", "includeGroup"):
        yield "inclusions of groups cannot be read"
    if schema.generation >= Generation.V4 and not schema.has("users_usergroups", "expire"):
        yield "the end of memberships cannot be read or is not there"


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(names)) or "none"
