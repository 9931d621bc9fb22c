"""Orders over a real socket move the screen as a person would."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest_asyncio

from kiosk.clock import SystemClock
from kiosk.domain.events import Answered, NextPressed
from screens.stagehand import Stagehand
from tests.screens.driver import Driver
from tests.screens.sheets import page_named

Order = Callable[..., Awaitable[dict[str, Any]]]


@pytest_asyncio.fixture
async def order(driver: Driver) -> AsyncIterator[Order]:
    driver.stage._touches.clock = SystemClock()
    hand = Stagehand(driver.stage, SystemClock())
    port = await hand.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def give(do: str, **details: object) -> dict[str, Any]:
        writer.write(json.dumps({"do": do, **details}).encode() + b"\n")
        await writer.drain()
        answer: dict[str, Any] = json.loads(await asyncio.wait_for(reader.readline(), 20))
        return answer

    yield give
    writer.close()
    await writer.wait_closed()
    await hand.close()


async def test_it_tells_the_page_and_its_tree(driver: Driver, order: Order) -> None:
    await driver.show(page_named("card.insert"))
    assert (await order("page"))["id"] == "card.insert"
    tree = await order("tree")
    assert tree["ok"]
    nodes = {node["id"]: node for node in tree["nodes"]}
    assert nodes["back"]["label"] == "Zurück"
    assert nodes["back"]["focusable"]
    assert nodes["title"]["role"] == "heading"


async def test_it_taps_and_refuses_what_a_person_could_not_press(
    driver: Driver, order: Order
) -> None:
    await driver.show(page_named("choose"))
    assert (await order("tap", id="service.certificate"))["ok"]
    assert len(driver.emitted) == 1
    for name, reason in (
        ("service.user-focus", "disabled"),
        ("title", "nothing to press"),
        ("service.unknown", "not on this page"),
    ):
        refused = await order("tap", id=name)
        assert not refused["ok"]
        assert reason in refused["error"]
    assert len(driver.emitted) == 1


async def test_it_types_any_name(driver: Driver, order: Order) -> None:
    await driver.show(page_named("question.authority"))
    for _ in range(len("Jugendamt Musterstadt")):
        await order("tap", id="key.delete")
    driver.emitted.clear()
    assert (await order("type", text="Łucja Müller-Ốc L̥̄ß 77"))["ok"]
    last = driver.emitted[-1]
    assert isinstance(last, Answered)
    assert last.value.endswith("Łucja Müller-Ốc L̥̄ß 77")


async def test_it_types_digits_and_presses_keys(driver: Driver, order: Order) -> None:
    await driver.show(page_named("card.secret.pin"))
    assert (await order("type", text="112233"))["ok"]
    assert (await order("tap", id="digits.ok"))["ok"]
    assert len(driver.emitted) == 1
    await driver.show(page_named("card.letter"))
    assert (await order("key", name="previous"))["focused"] == "chip.accessibility"
    await driver.show(page_named("question.kind"))
    while (await order("key", name="next"))["focused"] != "next":
        pass
    await order("key", name="select")
    assert driver.emitted[-1] == NextPressed()


async def test_it_draws(driver: Driver, order: Order) -> None:
    await driver.show(page_named("signature"))
    points = [[0.2 + i / 50, 0.5 + (i % 5) / 20] for i in range(20)]
    assert (await order("stroke", points=points))["ok"]
    assert len(driver.pad.strokes[0]) >= 15
    await driver.show(page_named("choose"))
    assert "nothing to draw on" in (await order("stroke", points=points))["error"]


async def test_it_takes_pictures_and_waits_for_pages(
    driver: Driver, order: Order, tmp_path: Path
) -> None:
    await driver.show(page_named("choose"))
    assert (await order("shot", path=str(tmp_path / "a.png")))["ok"]
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    waiting = asyncio.ensure_future(order("wait", page="check", seconds=10))
    driver.stage.show(page_named("check"))
    assert (await waiting)["title"] == "Stimmt alles?"
    late = await order("wait", page="receipt", seconds=0.1)
    assert late["error"] == "Refused: receipt did not come; the page is check"


async def test_bad_orders_get_a_clear_answer(driver: Driver, order: Order) -> None:
    await driver.show(page_named("choose"))
    assert "an order is an object with `do`" in (await order("dance"))["error"]
    assert "KeyError" in (await order("tap"))["error"]
    assert "unicorn" in (await order("key", name="unicorn"))["error"]
