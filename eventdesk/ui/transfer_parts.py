"""What importing and exporting from the window work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from eventdesk.ui.shell_parts import Attached

Tell = Callable[[str, "Callable[[], object] | None"], object]
"""Says words in the window, with something to take it back."""


@dataclass(frozen=True, slots=True)
class TransferParts:
    """The services, who does long work, and the window that shows it."""

    attached: Attached
    slow: Jobs
    icons: Icons
    window: QWidget
    tell: Tell
