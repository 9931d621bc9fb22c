"""The PIN service, page by page: what is needed, what is said, and nothing that is not so."""

import pytest

from kiosk.contracts.eid import (
    Broken,
    CardReport,
    Digits,
    EidPrompt,
    EnterSecret,
    Finished,
    PinTask,
    SecretKind,
)
from kiosk.contracts.private import Secret
from kiosk.domain.effects import CancelEid, ManagePin, Record, ReplyEid, WipeSecret
from kiosk.domain.events import EidPrompted, EidReplied
from kiosk.presentation.page import Banner, Lead, Note, Picture, PinPad
from tests.journeys.saying import told
from tests.terminal import Citizen, texts

DE = texts()["de"]


def at_task(task: str, *presses: str) -> Citizen:
    citizen = Citizen()
    citizen.presses("touch", "service.eid-pin", f"task.{task}", *presses)
    return citizen


def asks(citizen: Citizen, *prompts: EidPrompt) -> None:
    citizen.happens(*(EidPrompted(prompt) for prompt in prompts))


def types(citizen: Citizen, kind: SecretKind, digits: str) -> Secret:
    secret = Secret(digits.encode())
    citizen.does(EidReplied(Digits(kind, secret)))
    return secret


def words(citizen: Citizen) -> str:
    kinds = (Banner, Lead, Note)
    return " ".join(block.text for block in citizen.page.blocks if isinstance(block, kinds))


@pytest.mark.parametrize(("task", "digits"), [("activate", "pin"), ("unblock", "puk")])
def test_the_letter_is_asked_for_before_anybody_lays_a_card_down(task: str, digits: str) -> None:
    citizen = at_task(task)
    assert citizen.page.id == f"{digits}_letter"
    assert f"{digits}_letter" in [b.name for b in citizen.page.blocks if isinstance(b, Picture)]
    assert citizen.wanted(ManagePin) == []
    citizen.presses("back")
    assert citizen.page.id == "pin_task"
    citizen.presses(f"task.{task}", "next")
    assert citizen.wanted(ManagePin) == [ManagePin(PinTask(task))]
    assert citizen.page.id == "card.connecting"


@pytest.mark.parametrize("task", ["check", "change"])
def test_other_tasks_begin_at_once(task: str) -> None:
    assert at_task(task).wanted(ManagePin) == [ManagePin(PinTask(task))]


def test_without_the_letter_the_way_leads_to_the_buergeramt() -> None:
    citizen = at_task("activate", "other_way")
    assert citizen.page.id == "failure"
    assert told(citizen.page)["Jetzt"] == DE("failure.eid.letter_missing.now")
    assert "retry" not in citizen.offered()


def test_who_forgot_the_pin_is_told_what_to_do_from_the_start() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.eid-pin", "other_way")
    assert told(citizen.page)["Jetzt"] == DE("failure.eid.pin_forgotten.now")


@pytest.mark.parametrize(
    ("left", "sentence"),
    [(3, "Noch 3 Versuche."), (2, "Noch 2 Versuche."), (1, DE("page.secret.last_attempt"))],
)
@pytest.mark.parametrize("kind", [SecretKind.PIN, SecretKind.TRANSPORT_PIN])
def test_the_tries_left_are_told(kind: SecretKind, left: int, sentence: str) -> None:
    citizen = at_task("change")
    asks(citizen, EnterSecret(kind, left))
    assert sentence in words(citizen)


def test_an_easy_new_pin_is_hinted_at_and_taken_all_the_same() -> None:
    citizen = at_task("change")
    asks(citizen, EnterSecret(SecretKind.NEW_PIN))
    types(citizen, SecretKind.NEW_PIN, "123456")
    assert citizen.page.id == "card.repeat_new_pin"
    assert DE("page.secret.guessable") in words(citizen)
    sent = types(citizen, SecretKind.NEW_PIN, "123456")
    assert citizen.wanted(ReplyEid) == [ReplyEid(Digits(SecretKind.NEW_PIN, sent))]


def test_a_good_new_pin_is_not_talked_about() -> None:
    citizen = at_task("change")
    asks(citizen, EnterSecret(SecretKind.NEW_PIN))
    types(citizen, SecretKind.NEW_PIN, "739156")
    assert DE("page.secret.guessable") not in words(citizen)
    assert "guessable" not in repr(citizen.session), "it would tell of the digits"


@pytest.mark.parametrize("way", ["other_pin", "back"])
def test_another_pin_can_be_chosen_before_it_is_repeated(way: str) -> None:
    citizen = at_task("change")
    asks(citizen, EnterSecret(SecretKind.NEW_PIN))
    first = types(citizen, SecretKind.NEW_PIN, "000000")
    citizen.presses(way)
    assert citizen.page.id == "card.new_pin"
    assert citizen.wanted(WipeSecret) == [WipeSecret(first)]
    assert CancelEid() not in citizen.effects
    pad = next(block for block in citizen.page.blocks if isinstance(block, PinPad))
    assert not pad.error


@pytest.mark.parametrize(
    ("report", "what", "following"),
    [
        (CardReport(3, deactivated=False, blocked=False), "page.card_report.active", "change"),
        (CardReport(1, deactivated=False, blocked=False), "page.card_report.active", "change"),
        (CardReport(0, deactivated=False, blocked=True), "page.card_report.blocked", "unblock"),
        (CardReport(0, deactivated=True, blocked=False), "page.card_report.deactivated", None),
    ],
)
def test_the_check_says_how_the_card_is_and_leads_on(
    report: CardReport, what: str, following: str | None
) -> None:
    citizen = at_task("check")
    asks(citizen, report, Finished())
    assert DE(what) in words(citizen)
    offered = {name for name in citizen.offered() if name.startswith("task.")}
    assert offered == ({f"task.{following}"} if following else set())
    if following:
        citizen.presses(f"task.{following}")
        assert citizen.page.id == ("puk_letter" if following == "unblock" else "card.connecting")


@pytest.mark.parametrize("task", ["activate", "change", "unblock"])
def test_success_is_told_only_when_the_card_has_done_it(task: str) -> None:
    citizen = at_task(task, *([] if task == "change" else ["next"]))
    asks(citizen, Finished())
    assert citizen.page.id == "pin_done"
    assert DE(f"page.pin_done.{task}") in words(citizen)
    assert Record("pin.managed", (("task", task),)) in citizen.effects


@pytest.mark.parametrize("failure", ["eid.pin_not_changed", "eid.pin_uncertain", "eid.puk_used_up"])
def test_failure_is_told_as_it_is(failure: str) -> None:
    citizen = at_task("change")
    asks(citizen, Broken(failure))
    assert citizen.page.id == "failure"
    assert told(citizen.page)["Jetzt"] == DE(f"failure.{failure}.now")
    assert not [effect for effect in citizen.wanted(Record) if "pin.managed" in str(effect)]


def test_a_prompt_before_the_task_is_begun_changes_nothing() -> None:
    citizen = at_task("unblock")
    asks(citizen, Finished())
    assert citizen.page.id == "puk_letter"
    assert not [effect for effect in citizen.wanted(Record) if "pin.managed" in str(effect)]
