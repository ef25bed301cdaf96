"""Run by the bundled program before all else."""

import os
import sys

# PyInstaller's loader points these to the bundle, and keeps what was there before beside them.
# A browser that is started with ours would load our OpenSSL.
for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
    before = os.environ.pop(f"{name}_ORIG", None)
    if before is not None:
        os.environ[name] = before
    elif name in os.environ:
        del os.environ[name]

# Another process of this same program must get ours again: its loader is to begin afresh.
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"

# An update or removal replaces the program's file while this process runs, and modules are still
# to be read from it. This name means the file that was started, whatever became of it.
if os.path.exists("/proc/self/exe"):  # noqa: PTH110 - pathlib takes 10 ms
    import pyimod02_importers

    pyimod02_importers.pyz_archive._filename = "/proc/self/exe"

# A process that helps to read a large calendar, or that tracks what those share: this makes
# `multiprocessing.freeze_support()`, which __main__ calls, take it. All others are spared the
# import.
if {"-c", "--multiprocessing-fork"} & set(sys.argv[1:]):
    import pyi_rth_multiprocessing  # noqa: F401
