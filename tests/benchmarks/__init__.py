"""Benchmarks: what EventDesk's speed is, beside a bare Qt window and raw sqlite3.

Usage: python -m tests.benchmarks [NAME...] [--quick]

They belong to no test: a figure depends on the machine, so it is printed beside a floor that
is measured in the same run, and no test fails because of it.
"""
