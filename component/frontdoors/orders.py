"""What whoever runs the component tells it while it serves: signals, for the shell."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from component import config


@dataclass(frozen=True, slots=True)
class Orders:
    """What the component is told.

    Attributes:
        read_settings: Reads the settings anew; raises `config.SettingsError`.
        connect_within: Seconds in which the chat server has to have let it in once.
        stop: Set for it to end.
        reload: Set for it to read its settings anew; it clears it.
    """

    read_settings: Callable[[], config.Settings]
    connect_within: float = math.inf
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    reload: asyncio.Event = field(default_factory=asyncio.Event)
