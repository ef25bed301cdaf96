"""EventDesk's tests; `tests/fakes.py` and `tests/conftest.py` hold what they share."""
