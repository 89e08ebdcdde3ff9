"""`tiki-livechat config --explain`: every setting, from the settings' own definition."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from rich.text import Text

from component.config import AsAround


@dataclass(frozen=True, slots=True)
class Explanation:
    """One setting.

    Attributes:
        place: Its path in the file, with dots; `[]` marks a list of blocks.
        variable: The environment variable that sets it; '' where there is none.
        kind: Its type, in words.
        default: As it is written in TOML, or the block that it is taken from, or `required`.
        meaning: A sentence.
    """

    place: str
    variable: str
    kind: str
    default: str
    meaning: str


def explain(model: type[BaseModel], prefix: str) -> Iterator[Explanation]:
    """Describe every setting of a model, in the order of its definition.

    Args:
        model: The settings.
        prefix: What environment variables begin with.

    Yields:
        The settings, those of a block after each other.
    """
    yield from _explain(model, (), prefix, frozenset())


def as_text(explanations: Iterator[Explanation]) -> Text:
    """Lay the explanations out: place, type and default on one line, the meaning below."""
    text = Text()
    for item in explanations:
        default = item.default if item.default == "required" else f"default {item.default}"
        text.append(item.place, style="bold")
        text.append(f"  {item.kind}, {default}\n")
        text.append(f"    {item.meaning}\n")
    return text


def _explain(
    model: type[BaseModel], path: tuple[str, ...], prefix: str, taken: frozenset[str]
) -> Iterator[Explanation]:
    for name, info in model.model_fields.items():
        here = (*path, name)
        block, many = block_of(info.annotation)
        if block is not None:
            place = (*path, f"{name}[]") if many else here
            inner = taken_from_around(block, info)
            yield from _explain(block, place, "" if many else prefix, inner)
            continue
        yield Explanation(
            place=".".join(here),
            variable=prefix + "__".join(here).upper() if prefix else "",
            kind=_kind(info.annotation),
            default=f"as in [{'.'.join(path[:-1])}]" if name in taken else _default(info),
            meaning=info.description or "",
        )


def block_of(annotation: Any) -> tuple[type[BaseModel] | None, bool]:  # noqa: ANN401  any type
    """The block that a setting is, None for a single value; and whether it is a list of blocks."""
    many = get_origin(annotation) is list
    inner = get_args(annotation)[0] if many else annotation
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return inner, many
    return None, False


def taken_from_around(block: type[BaseModel], info: FieldInfo) -> frozenset[str]:
    """The settings of a block whose default is what stands in the block around it."""
    for rule in info.metadata:
        if isinstance(rule, BeforeValidator) and isinstance(rule.func, AsAround):
            return frozenset(block.model_fields) - rule.func.own
    return frozenset()


_NAMES = {
    str: "text",
    Path: "file",
    int: "whole number",
    float: "number",
    bool: "true | false",
    SecretStr: "secret",
    IPv4Network: "IPv4 network",
    IPv6Network: "IPv6 network",
}


def _kind(annotation: Any) -> str:  # noqa: ANN401  any type
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(parts[0])
    if origin is list:
        return f"list of {_kind(parts[0])}"
    if origin in (Union, UnionType):
        choices = [_kind(part) for part in parts if part is not NoneType]
    elif origin is Literal:
        choices = [str(part) for part in parts]
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        choices = [str(member.value) for member in annotation]
    else:
        choices = [_NAMES.get(annotation, str(annotation))]
    return " | ".join(choices)


def _default(info: FieldInfo) -> str:
    default = info.default
    if default is PydanticUndefined:
        return "required"
    if isinstance(default, bool):
        return str(default).lower()
    if default in (None, "", SecretStr("")):
        return "none"
    return f"{default:g}" if isinstance(default, float) else str(default)
