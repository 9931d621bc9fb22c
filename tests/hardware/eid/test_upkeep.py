"""A client kept running: what a dropped one still says is for nobody."""

from hardware.eid.ausweisapp.commands import RunChangePin
from hardware.eid.ausweisapp.messages import InsertCardAsked, Message
from hardware.eid.ausweisapp.settings import Settings
from hardware.eid.ausweisapp.upkeep import Upkeep
from kiosk.clock import SystemClock
from tests.hardware.eid.far_end import FarEnd

CLOCK = SystemClock()


async def test_what_a_dropped_client_still_says_does_not_reach_the_next_citizen() -> None:
    far = FarEnd()
    far.frames = ['{"msg":"INSERT_CARD"}'] * 20
    asked: list[Message] = []
    losses = 0

    async def hear(message: Message) -> None:
        if isinstance(message, InsertCardAsked):
            asked.append(message)
            if upkeep.conversation is not None:
                upkeep.conversation.drop()

    async def lose() -> None:
        nonlocal losses
        losses += 1

    async with far.listening() as url:
        upkeep = Upkeep(Settings(replay=url), CLOCK, heard=hear, lost=lose, busy=lambda: False)
        assert await upkeep.start() is None
        first = upkeep.conversation
        assert first is not None
        await first.send(RunChangePin())
        while upkeep.conversation is first:
            await CLOCK.sleep(0.01)
        await upkeep.come_up()
        assert upkeep.conversation not in (None, first)
        await upkeep.stop()
    assert len(asked) == 1
    assert losses == 1, "the second connection's, not the dropped one's"
