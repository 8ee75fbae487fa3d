"""Declarative YAML tests against live services."""

__version__ = "0.1.0"
