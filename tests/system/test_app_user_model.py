"""The name of the process on Windows, which it does without where it must."""

from __future__ import annotations

import ctypes

import pytest

from eventdesk import APP_ID
from eventdesk.system.app_user_model import name_process


class Shell32:
    def __init__(self, result: int) -> None:
        self.result = result
        self.named: list[str | None] = []

    def SetCurrentProcessExplicitAppUserModelID(self, name: ctypes.c_wchar_p) -> int:
        self.named.append(name.value)
        return self.result


@pytest.mark.parametrize(("result", "named"), [(0, True), (-2147024809, False)])
def test_the_process_is_named_as_the_start_menu_entry(result: int, named: bool) -> None:
    shell32 = Shell32(result)
    assert name_process(APP_ID, shell32) is named
    assert shell32.named == ["org.eventdesk.EventDesk"]


def test_an_old_windows_or_another_system_does_no_harm() -> None:
    assert not name_process(APP_ID, object())
