"""Helpers for people who extend specrunner and want to test what they built."""
