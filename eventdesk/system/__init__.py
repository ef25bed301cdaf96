"""Adapters to the outside world: clock, alarm, notifications, mail, keyring, files, desktop."""
