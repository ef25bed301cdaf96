"""The bundle and the installers made from it."""
