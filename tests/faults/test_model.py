"""Whatever happens in whatever order: EventDesk and a plain model of its rules agree."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.machine import Life

LONG = os.environ.get("EVENTDESK_FAULTS") == "long"


@pytest.mark.timeout(0 if LONG else 600)
def test_every_reminder_comes_once_and_on_time_whatever_happens() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=3_000 if LONG else 30,
            stateful_step_count=80 if LONG else 50,
            deadline=None,
            database=None,
            derandomize=not LONG,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
