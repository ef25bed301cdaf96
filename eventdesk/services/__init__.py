"""Use cases: what EventDesk does, independent of Qt, SQL, timers and notification servers."""
