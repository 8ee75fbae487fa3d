"""Who sits in which chat room, and what each is to be sent. Nobody waits for somebody who does not read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

MAX_WAITING = 1000
MAX_GUESTS = 200


class RoomFull(Exception):
    """No more guests are let in."""


@dataclass(frozen=True, slots=True)
class Guest:
    """One connection; `inbox` gives what it is to be sent."""

    number: int
    name: str
    room: str
    outbox: MemoryObjectSendStream[Mapping[str, Any]]
    inbox: MemoryObjectReceiveStream[Mapping[str, Any]]

    def tell(self, message: Mapping[str, Any]) -> None:
        """What does not fit is lost: a guest that does not read shall not hold up the others."""
        try:
            self.outbox.send_nowait(message)
        except (anyio.WouldBlock, anyio.BrokenResourceError, anyio.ClosedResourceError):
            return


class Rooms:
    """All guests of a shop, by the number that each got when it came in."""

    def __init__(self) -> None:
        self._guests: dict[int, Guest] = {}
        self._last_number = 0

    def enter(self, name: str, room: str) -> Guest:
        """Raises RoomFull."""
        if len(self._guests) >= MAX_GUESTS:
            raise RoomFull
        self._last_number += 1
        outbox, inbox = anyio.create_memory_object_stream[Mapping[str, Any]](MAX_WAITING)
        guest = Guest(self._last_number, name, room, outbox, inbox)
        self._guests[guest.number] = guest
        return guest

    def leave(self, guest: Guest) -> None:
        self._guests.pop(guest.number, None)
        guest.outbox.close()
        guest.inbox.close()

    def names(self, room: str) -> list[str]:
        return [guest.name for guest in self._guests.values() if guest.room == room]

    def tell_others(self, speaker: Guest, message: Mapping[str, Any]) -> int:
        """How many there are in the room besides the speaker."""
        others = [each for each in self._guests.values() if each.room == speaker.room and each is not speaker]
        for other in others:
            other.tell(message)
        return len(others)
