"""The window, the tray and the popup. Talks to the services only."""
