"""The pure heart: events, reminders, due instants and ledger states, without any I/O."""
