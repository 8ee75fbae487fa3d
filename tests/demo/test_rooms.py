import pytest

from specrunner.demo.rooms import MAX_GUESTS, MAX_WAITING, RoomFull, Rooms


def waiting(guest):
    found = []
    while guest.inbox.statistics().current_buffer_used:
        found.append(guest.inbox.receive_nowait())
    return found


@pytest.fixture
def rooms():
    made = Rooms()
    entered = []
    enter = made.enter

    def remembering(name, room):
        entered.append(enter(name, room))
        return entered[-1]

    made.enter = remembering
    yield made
    for guest in entered:
        made.leave(guest)


def test_guests_are_numbered_and_named_by_room(rooms):
    ann, bob, eve = rooms.enter("ann", "tea"), rooms.enter("bob", "tea"), rooms.enter("eve", "mugs")
    assert [guest.number for guest in (ann, bob, eve)] == [1, 2, 3]
    assert (rooms.names("tea"), rooms.names("mugs"), rooms.names("empty")) == (["ann", "bob"], ["eve"], [])


def test_what_one_says_the_others_of_the_room_hear(rooms):
    ann, bob, eve = rooms.enter("ann", "tea"), rooms.enter("bob", "tea"), rooms.enter("eve", "mugs")
    assert rooms.tell_others(ann, {"type": "said"}) == 1
    assert [waiting(guest) for guest in (ann, bob, eve)] == [[], [{"type": "said"}], []]


def test_who_has_left_hears_nothing_more(rooms):
    ann, bob = rooms.enter("ann", "tea"), rooms.enter("bob", "tea")
    rooms.leave(bob)
    bob.tell({"type": "late"})
    assert rooms.tell_others(ann, {"type": "said"}) == 0
    assert rooms.names("tea") == ["ann"]


def test_a_guest_that_does_not_read_loses_messages_and_holds_nobody_up(rooms):
    bob = rooms.enter("bob", "tea")
    for number in range(MAX_WAITING + 5):
        bob.tell({"number": number})
    assert len(waiting(bob)) == MAX_WAITING


def test_a_full_house_lets_nobody_in(rooms):
    guests = [rooms.enter("guest", "tea") for _ in range(MAX_GUESTS)]
    with pytest.raises(RoomFull):
        rooms.enter("one more", "tea")
    rooms.leave(guests[0])
    assert rooms.enter("one more", "tea").number == MAX_GUESTS + 1
