"""The text of a settings file: every setting with its meaning, from the settings' own definition.

What is as by default stands there as a comment.
"""

import textwrap
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from component.config import Settings
from component.frontdoors.cli.explain import block_of, taken_from_around

_WIDTH = 88
_HEAD = """\
# The settings of tiki-livechat, in TOML. What stands behind a # and no blank is as by default:
# take the # away to change it. This file holds passwords: keep it to yourself.
"""
_SAMPLES = {
    "groups.tiki": "Live Chat helpers",
    "groups.roster": "helpers",
    "groups.rooms.room": "lobby",
}
"""What stands in the commented example of a block that may be there any number of times."""

Values = Mapping[str, object]
"""Place of a setting, with dots → its value."""


def settings_file(values: Values) -> str:
    """Write a settings file.

    Args:
        values: What may differ from the defaults; all settings without one among them.

    Returns:
        The text. Whoever reads it back gets the values and the defaults.

    Raises:
        KeyError: A setting without a default is not among the values.
    """
    lines = [*_HEAD.splitlines()]
    for name, info in Settings.model_fields.items():
        lines += _block(name, info, values, {})
    return "\n".join(lines) + "\n"


def toml_value(value: object) -> str:
    """Write a value in TOML; None, which TOML has not, as an empty text."""
    match value:
        case bool():
            return str(value).lower()
        case Enum():
            return toml_value(value.value)
        case int() | float():
            return repr(value)
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
        case None:
            return '""'
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


def _block(
    place: str, info: FieldInfo, values: Values, around: Mapping[str, object]
) -> Iterator[str]:
    """A block with its heading; blocks inside come after its own settings, as TOML has it."""
    model, is_list = block_of(info.annotation)
    if model is None:
        raise TypeError(f"{place} is no block of settings")
    if is_list:
        values = {**_SAMPLES, **values}
    taken = taken_from_around(model, info)
    note = f" What is not set here is as in [{place.rpartition('.')[0]}]." if taken else ""
    yield ""
    yield from _comment(f"{info.description}{note}{' An example:' * is_list}")
    yield f"#[[{place}]]" if is_list else f"[{place}]"
    here: dict[str, object] = {}
    inner: list[tuple[str, FieldInfo]] = []
    for name, setting in model.model_fields.items():
        if block_of(setting.annotation)[0] is not None:
            inner.append((name, setting))
            continue
        default = around[name] if name in taken else _default(setting)
        here[name] = value = values.get(f"{place}.{name}", default)
        if value is PydanticUndefined:
            raise KeyError(f"{place}.{name}")
        yield from _comment(setting.description or "")
        yield f"{'#' * (is_list or value == default)}{name} = {toml_value(value)}"
    for name, setting in inner:
        yield from _block(f"{place}.{name}", setting, values, here)


def _default(setting: FieldInfo) -> Any:  # noqa: ANN401  whatever the setting is
    return setting.get_default(call_default_factory=True)


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")
