"""Notices when the PC runs from its battery: in a power cut nobody sees the plug, and the strip says since when."""

import psutil


class PowerWatch:
    """Asked now and then; remembers when it first saw the battery in use."""

    def __init__(self) -> None:
        self._since: int | None = None

    def battery_since(self, now_ms: int) -> int | None:
        """Since when the PC runs from its battery (UTC ms), as far as it was asked; None on mains or without a battery."""
        found = psutil.sensors_battery()
        on_battery = found is not None and found.power_plugged is False
        self._since = (self._since or now_ms) if on_battery else None
        return self._since
