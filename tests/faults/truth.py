"""Holding the database file against the model."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.faults.crew import Crew, moment
from tests.faults.entry import Entry, Key
from tests.faults.model import Model

_WHYS = {
    "Held: reminders are paused": "paused",
    "Held: quiet hours": "quiet",
    "Held: do not disturb is on": "dnd",
    "Held: a presentation is on": "presentation",
    "Waits: it is sent unless the reminder is answered on the desktop": "waits",
}
_STEPS = "SELECT ledger_id, state, detail FROM ledger_steps ORDER BY pk"
_PLANS = """
SELECT events.id AS event, lead_s, due_at, occurrence_start
FROM reminders JOIN events ON events.pk = reminders.event_pk WHERE due_at IS NOT NULL
"""


def assert_same(
    crew: Crew, model: Model, told: dict[int, tuple[str, int]]
) -> dict[int, tuple[str, int]]:
    """Plans, ledger and history are exactly what the model says.

    `told` holds by row what its state and how long its history was; the new one is returned.
    """
    assert crew.query("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert not crew.problems()
    _assert_same_plans(crew, model)
    rows = {_key(row): row for row in crew.query("SELECT * FROM ledger")}
    more, fewer = rows.keys() - model.entries.keys(), model.entries.keys() - rows.keys()
    assert not more, f"in the ledger for no reason: {[rows[key] for key in more]}"
    assert not fewer, f"lost: {[model.entries[key] for key in fewer]}"
    steps: dict[int, list[dict[str, Any]]] = {}
    for step in crew.query(_STEPS):
        steps.setdefault(step["ledger_id"], []).append(step)
    now: dict[int, tuple[str, int]] = {}
    for key, row in rows.items():
        entry = model.entries[key]
        entry.id = row["id"]
        assert _facts(row) == _expected(entry), f"{entry}\n{row}"
        _assert_reasons(entry, row)
        now[entry.id] = _history(entry, steps.get(entry.id, []), told.get(entry.id))
    return now


def _assert_same_plans(crew: Crew, model: Model) -> None:
    planned = {
        (row["event"], row["lead_s"]): (moment(row["due_at"]), moment(row["occurrence_start"]))
        for row in crew.query(_PLANS)
    }
    wanted: dict[tuple[str, int], tuple[datetime | None, datetime | None]] = {}
    for each in sorted(model.promises, key=lambda each: (each.due, each.start)):
        wanted.setdefault((each.event, each.lead), (each.due, each.start))
    assert planned == wanted, f"planned {planned}\nwanted {wanted}"


def _facts(row: dict[str, Any]) -> dict[str, object]:
    return {
        "state": row["state"],
        "due": moment(row["due_at"]),
        "ends": moment(row["occurrence_end"]),
        "wake": moment(row["wake_at"]),
        "until": moment(row["snoozed_until"]) if row["state"] == "snoozed" else None,
        "why": _WHYS.get(row["reason"], "") if row["state"] == "snoozed" else "",
        "repeat": row["repeat_s"] if row["state"] == "delivered" else 0,
        "answered": row["acknowledged_at"] is not None,
        "attempts": row["attempts"],
        "delivered": row["delivered_at"] is not None,
    }


def _expected(entry: Entry) -> dict[str, object]:
    return {
        "state": entry.state,
        "due": entry.due,
        "ends": entry.ends,
        "wake": entry.wake,
        "until": entry.until if entry.state == "snoozed" else None,
        "why": entry.why if entry.state == "snoozed" else "",
        "repeat": int((entry.repeat or entry.wait).total_seconds())
        if entry.state == "delivered"
        else 0,
        "answered": entry.answered,
        "attempts": entry.attempts,
        "delivered": entry.recorded,
    }


def _assert_reasons(entry: Entry, row: dict[str, Any]) -> None:
    if entry.state in {"missed", "suppressed", "gave_up"}:
        assert row["reason"], f"no reason: {row}"
    if entry.state == "retrying":
        assert row["error"], f"no error: {row}"
    if entry.answered:
        assert row["acknowledged_by"], f"answered by nobody: {row}"


def _history(
    entry: Entry, steps: list[dict[str, Any]], before: tuple[str, int] | None
) -> tuple[str, int]:
    """Each change is told by a step, and each recovery by one that says so."""
    recovered = sum(each["detail"].startswith("Recovered") for each in steps)
    assert recovered == entry.recovered, f"{recovered} times 'Recovered': {entry}"
    if entry.state != "claimed" and (before is None or before[0] != entry.state):
        assert steps, f"nothing tells of {entry}"
        assert steps[-1]["state"] == entry.state, f"{steps[-1]} does not tell of {entry}"
        assert before is None or len(steps) > before[1], f"nothing tells of {entry}"
    return entry.state, len(steps)


def _key(row: dict[str, Any]) -> Key:
    start = moment(row["occurrence_start"])
    assert start is not None
    return row["event_id"], start, row["lead_s"], row["channel"]
