"""The only room that knows SQL. Takes and returns domain objects."""
