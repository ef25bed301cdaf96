"""What a person wrote is taken out of texts that leave the computer."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.services.redaction import Redactor


def test_texts_names_and_addresses() -> None:
    redactor = Redactor(
        ["Dentist", "Dentist at 3", "First line\nsecond line", "Zoë's"], [("ann", "‹user›")]
    )
    assert redactor.clean("a DENTIST at 3, dentists") == "a ‹text 650bd2›, dentists".replace(
        "650bd2", redactor.clean("Dentist at 3")[6:12]
    )
    assert "second" not in redactor.clean("it said 'second line'")
    assert redactor.clean("/home/ann/x of joanna") == "/home/‹user›/x of joanna"
    assert redactor.clean("to bob.b+c@example.org: no") == "to ‹address›: no"
    assert redactor.clean("https://me:pw@host/") == "https://‹login›@host/"
    assert "Zo" not in redactor.clean("ValueError: Zo\\xeb's")


def test_it_stays_quick_with_many_texts() -> None:
    redactor = Redactor(f"Event number {number} of many" for number in range(100_000))
    text = "2026-11-20T11:00:00Z INFO [alarm] eventdesk: nothing of yours\n" * 5_000
    began = time.perf_counter()
    assert redactor.clean(text) == text
    assert time.perf_counter() - began < 5


@given(st.text(min_size=3), st.text(), st.text())
def test_no_known_text_survives_as_a_word(secret: str, before: str, after: str) -> None:
    secret = secret.strip()
    if len(secret) < 3 or len(secret.lower()) != len(secret) or not secret.isalnum():
        return
    whole = f"{before} {secret} {after}"
    if len(whole.lower()) != len(whole):
        return
    assert f" {secret} " not in Redactor([secret]).clean(whole)
