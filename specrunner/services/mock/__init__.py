"""A service that is a mock: a peer in this process that answers as scripted, and notes what it was asked."""

from .service import MockService

__all__ = ["MockService"]
