"""What the person did to a notification, from the server's signals."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from jeepney import HeaderFields, Message

from eventdesk.services.ports import SNOOZE_FOR, NoticeAction

log = logging.getLogger(__name__)

WORDS = {"default": "open", "open": "open", "snooze": "snooze", "dismiss": "dismiss"}
DISMISSED_BY_PERSON = 2
CLOSES_WITHIN_S = 2.0
REMEMBERED = 1000

Value = TypeVar("Value")


class NotificationSignals:
    """Turns ActionInvoked and NotificationClosed into NoticeActions.

    Most servers close a notification when a button is pressed, and call that dismissed: only
    the button counts then. Others (dunst) leave it open until it is withdrawn. Expiry, our
    own closing and unknown reasons mean nothing, and only the first end of a notification
    counts: SwayNotificationCenter tells after 'closed by a call' that the person did it, too.
    Before a button some servers send an ActivationToken, with which a window may come up.
    `on_action` runs on one thread of this object, so that it may take its time and use the bus.
    """

    def __init__(
        self, ref_of: Callable[[str, int], str], on_action: Callable[[NoticeAction], None]
    ) -> None:
        self._ref_of = ref_of
        self._on_action = on_action
        self._acted: OrderedDict[str, float] = OrderedDict()
        self._over: OrderedDict[str, None] = OrderedDict()
        self._tokens: OrderedDict[str, str] = OrderedDict()
        self._caller = ThreadPoolExecutor(1, thread_name_prefix="notification-actions")

    def take(self, message: Message) -> None:
        """A signal of the notification server; called on the connection's reader thread."""
        fields = message.header.fields
        member, body = fields.get(HeaderFields.member), message.body
        if len(body) != 2 or not isinstance(body[0], int):
            return
        ref = self._ref_of(str(fields.get(HeaderFields.sender, "")), body[0])
        if member == "ActionInvoked" and _is_known(body[1]):
            _remember(self._acted, ref, time.monotonic())
            token = self._tokens.pop(ref, "")
            self._pass_on(NoticeAction(ref, WORDS.get(body[1], body[1]), token))
        elif member == "ActivationToken" and isinstance(body[1], str):
            _remember(self._tokens, ref, body[1])
        elif member == "NotificationClosed":
            if ref in self._over:
                return
            self.withdrawn(ref)
            acted_at = self._acted.pop(ref, None)
            by_button = acted_at is not None and time.monotonic() - acted_at < CLOSES_WITHIN_S
            if body[1] == DISMISSED_BY_PERSON and not by_button:
                self._pass_on(NoticeAction(ref, "dismiss"))

    def withdrawn(self, ref: str) -> None:
        """A notification is closed, or about to be: what its end is called means nothing."""
        _remember(self._over, ref, None)

    def close(self) -> None:
        """Finish the action being handled and drop the others."""
        self._caller.shutdown(wait=True, cancel_futures=True)

    def _pass_on(self, action: NoticeAction) -> None:
        with suppress(RuntimeError):  # closed meanwhile
            self._caller.submit(self._call, action)

    def _call(self, action: NoticeAction) -> None:
        try:
            self._on_action(action)
        except Exception:
            log.exception("handling %s failed", action)


def _is_known(action: object) -> bool:
    return isinstance(action, str) and (action in WORDS or action.startswith(SNOOZE_FOR))


def _remember(known: OrderedDict[str, Value], ref: str, value: Value) -> None:
    known[ref] = value
    if len(known) > REMEMBERED:
        known.popitem(last=False)
