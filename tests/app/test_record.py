"""A run that is killed while it waits has lost nothing of what it said."""

import trio

from specrunner.app.record import WritesBeforeWaiting
from specrunner.events import JournalWriter, read_journal
from specrunner.testing.playbook import Playbook


def events():
    book = Playbook()
    book.spec("a.spec.yaml", "spec: A\n").finish()
    return book.finish()


def test_what_is_held_back_is_written_before_the_run_waits(tmp_path):
    path = tmp_path / "run.ndjson"
    seen = []

    def look():
        with path.open("rb") as journal:
            seen.append(list(read_journal(journal)))

    async def run():
        for event in events():
            writer.write(event)
        look()
        await trio.sleep(0.001)  # a true wait, which a clock that jumps would not be
        look()

    with path.open("wb", buffering=0) as file:
        writer = JournalWriter(file, held_bytes=1 << 20)
        trio.run(run, instruments=[WritesBeforeWaiting(writer)])

    assert seen == [[], events()]
