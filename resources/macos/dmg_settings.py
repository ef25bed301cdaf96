"""How the disk image of EventDesk looks (settings of dmgbuild, which runs this file).

`defines` is given by dmgbuild: `app` is the path of EventDesk.app, `icon` of eventdesk.icns.
"""

from pathlib import PurePath

application = defines["app"]  # noqa: F821
icon = defines["icon"]  # noqa: F821

format = "ULMO"  # LZMA; the oldest macOS that Qt supports reads it
files = [application]
symlinks = {"Applications": "/Applications"}
hide_extensions = [PurePath(application).name]

background = "builtin-arrow"
default_view = "icon-view"
window_rect = ((200, 140), (560, 340))
icon_size = 112
text_size = 13
icon_locations = {PurePath(application).name: (140, 150), "Applications": (420, 150)}
show_icon_preview = False
show_pathbar = False
show_sidebar = False
show_status_bar = False
show_tab_view = False
show_toolbar = False
