"""Builds what people install: the bundle and, from it, the packages of each system."""
