"""Whatever happens in whatever order: nobody is charged twice, nothing is sent unasked, all is erased."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.contracts.captures import CaptureKind, Document
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import (
    Broken,
    CardMoved,
    CardReport,
    ConfirmRights,
    Connecting,
    Digits,
    EnterSecret,
    Finished,
    InsertCard,
    PinTask,
    Reading,
    SecretKind,
)
from kiosk.contracts.paying import PayWay
from kiosk.contracts.photo import KeptOn, Standing
from kiosk.contracts.portal import (
    EidAsked,
    FieldEntered,
    FieldKind,
    FieldLeft,
    LinkRefused,
    PortalBroken,
    PortalKey,
    PortalLoading,
    PortalNews,
    PortalShown,
    PortalTouched,
)
from kiosk.contracts.private import Secret
from kiosk.domain import events as ev
from kiosk.domain import payment_events as money
from kiosk.domain import photo_events as shots
from kiosk.domain.effects import (
    AnswerPortal,
    Authenticate,
    Authorise,
    CancelEid,
    ClosePortal,
    ConfirmPayment,
    EraseSession,
    FollowPayPage,
    GoBackInPortal,
    OpenPayPage,
    OpenPortal,
    PressInPortal,
    PrintCopy,
    PrintReceipt,
    ReversePayment,
    SealCapture,
    SubmitCase,
    TypeInPortal,
)
from kiosk.domain.machine import advance, attract
from kiosk.domain.portal_events import PortalKeyPressed, PortalKeysToggled, PortalTold, PortalTyped
from kiosk.domain.state import (
    Attract,
    Closed,
    Failed,
    Leaving,
    Money,
    Session,
    Settings,
    Walk,
    Walking,
)
from kiosk.domain.steps import portal
from kiosk.domain.steps.pay import NOT_PAID, fee_cents
from kiosk.domain.timekeeping import IN_CALL, alarms
from kiosk.presentation.page import PortalArea
from tests.actions import actions
from tests.journeys.test_services import ERIKA, PROVIDER, STORED
from tests.terminal import failures, page_of, site

FAILURES = sorted(failures())
PORTAL = "fuehrungszeugnis-bund"
PROMPTS = st.one_of(
    st.builds(Connecting),
    st.just(ConfirmRights(PROVIDER, ("FamilyName",), ("DoctoralDegree",))),
    st.builds(InsertCard, st.booleans()),
    st.builds(
        EnterSecret,
        st.sampled_from(SecretKind),
        st.none() | st.integers(0, 3),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(Reading, st.integers(0, 100)),
    st.builds(CardMoved),
    st.builds(CardReport, st.integers(0, 3), st.booleans(), st.booleans()),
    st.builds(Finished, st.sampled_from(["", "https://portal.example/result"])),
    st.builds(Broken, st.sampled_from([f for f in FAILURES if f.startswith("eid.")])),
)
NEWS = st.one_of(
    st.sampled_from([PortalLoading(), PortalTouched(), FieldLeft(), LinkRefused()]),
    st.builds(PortalShown, st.booleans()),
    st.builds(FieldEntered, st.sampled_from(FieldKind)),
    st.builds(EidAsked, st.integers(1, 3), st.just("https://portal.example/token")),
    st.builds(PortalBroken, st.sampled_from([f for f in FAILURES if f.startswith("browser.")])),
)
SECRETS = st.text("0123456789", min_size=5, max_size=10).map(lambda text: Secret(text.encode()))
STANDINGS = st.builds(
    Standing,
    st.integers(0, 3),
    st.integers(0, 3),
    st.booleans(),
    st.just(("photo.guidance.mouth",)),
)
DEVICE_EVENTS = st.one_of(
    st.builds(ev.TimerExpired, st.sampled_from(ev.Timer)),
    st.builds(ev.DeviceChanged, st.sampled_from(DeviceKind), st.none() | st.just("x.y")),
    st.builds(ev.CardSeen, st.booleans()),
    st.builds(ev.HeadsetSeen, st.booleans()),
    st.builds(ev.EidPrompted, PROMPTS),
    st.just(ev.IdentityRead(ERIKA)),
    st.builds(PortalTold, NEWS),
    st.builds(ev.StepFailed, st.sampled_from(FAILURES)),
    st.builds(
        shots.GuidanceChanged,
        st.sampled_from(["photo.guidance.good", "photo.guidance.turn"]),
        st.booleans(),
        held=st.sampled_from([0.0, 0.5, 1.0]),
    ),
    st.builds(shots.PhotoTaken, st.sampled_from(["photo1", "photo2"]), STANDINGS),
    st.builds(
        ev.FingerTaken,
        st.sampled_from(CaptureKind),
        st.just("finger1"),
        st.integers(0, 100) | st.just(255),
        st.sampled_from(["", "finger.weak", "finger.wet"]),
        st.booleans(),
    ),
    st.builds(ev.FingerRefused, st.sampled_from(CaptureKind), st.just("finger.nothing")),
    st.builds(ev.StrokesChanged, st.integers(0, 5)),
    st.just(ev.SignatureRefused("signature.too_small")),
    st.just(ev.SignatureDrawn(((Document.ID_CARD, "signature1.id_card"),))),
    st.builds(ev.CaptureSealed, st.sampled_from(CaptureKind), st.just("c")),
    st.builds(money.PaymentMoved, st.just("present_card")),
    st.just(money.PaymentAuthorised("pay-1", "girocard")),
    st.just(STORED),
    st.just(money.PaymentConfirmed()),
    st.just(money.PaymentReversed()),
    st.just(ev.ReceiptPrinted()),
    st.just(ev.CopyPrinted()),
    st.just(money.PayPageOpened("t1", "https://pay.example/t1")),
    st.builds(money.PayPageMoved, st.sampled_from(["open", "paid", "failed", "cancelled"])),
    st.builds(
        ev.CallMoved,
        st.sampled_from(["idle", "waiting", "connected", "ended"]),
        st.integers(1, 9),
        st.just("Bürgerbüro"),
        st.none() | st.just("call.line_lost"),
    ),
)
UNOFFERED = st.one_of(
    st.sampled_from([ev.NextPressed(), ev.BackPressed(), ev.RetryPressed(), ev.EndPressed()]),
    st.sampled_from([ev.OtherWayPressed(), shots.ShutterPressed(), ev.EndConfirmed()]),
    st.builds(shots.ShotChosen, st.sampled_from(["photo1", "photo2"])),
    st.builds(shots.KeptOnToggled, st.sampled_from(KeptOn)),
    st.builds(
        ev.ServiceChosen,
        st.sampled_from(["fuehrungszeugnis", "fuehrungszeugnis-bund", "eid-pin", "nothing"]),
    ),
    st.builds(ev.PinTaskChosen, st.sampled_from(PinTask)),
    st.builds(ev.Answered, st.sampled_from(["belegart", "purpose", "birthday"]), st.text()),
    st.builds(ev.ChangePressed, st.sampled_from(["purpose", "belegart"])),
    st.builds(ev.PaperChosen, st.booleans()),
    st.just(ev.CopyPressed()),
    st.builds(money.PayWayChosen, st.sampled_from(PayWay)),
    st.builds(PortalTyped, st.text()),
    st.builds(PortalKeyPressed, st.sampled_from(PortalKey)),
    st.just(PortalKeysToggled()),
    st.builds(ev.SettingChosen, st.sampled_from(["theme", "volume", "x"]), st.text()),
)


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.session: Session = attract(site(), Settings())
        self.authorised = self.confirmed = self.reversed = 0
        self.running = False
        self.erased = 0
        self.windows = 0
        self.calls: list[int] = []

    @initialize(
        service=st.sampled_from(["", "fuehrungszeugnis", "meldebescheinigung", "eid-pin"]),
        presses=st.integers(0, 3),
    )
    def citizen_has_come_some_way(self, service: str, presses: int) -> None:
        """Begin anywhere from the attract screen to a running payment."""
        if not service:
            return
        self.feed(ev.Touched())
        self.feed(ev.ServiceChosen(service))
        if service == "eid-pin":
            return
        self.feed(ev.NextPressed())
        self.feed(ev.EidPrompted(Finished()))
        self.feed(ev.IdentityRead(ERIKA))
        answers = {"belegart": "n", "mother_birth_name": "Beispiel", "purpose": "employer"}
        for _ in range(5):
            for question, value in answers.items():
                self.feed(ev.Answered(question, value))
            if page_of(self.session).id != "check":
                self.feed(ev.NextPressed())
        assert page_of(self.session).id == "check"
        for _ in range(presses):
            self.feed(ev.NextPressed())

    def feed(self, event: ev.Event) -> None:
        before = self.session
        if isinstance(event, money.PaymentAuthorised) and not self.running:
            return  # a card terminal that was not asked authorises nothing
        self.session, effects = advance(before, event)
        for effect in effects:
            self.judge(before, effect)
            self.judge_portal(effect)
        if isinstance(event, money.PaymentAuthorised):
            self.running = False
            self.authorised += 1
        if isinstance(event, ev.StepFailed) and event.failure in NOT_PAID:
            self.running = False
        if isinstance(self.session.stage, Failed):
            self.running = False  # told as unclear; the journal keeps it open for the next start
        assert not isinstance(self.session.stage, Attract) or isinstance(before.stage, Attract)
        self.answers_kept(before, event)

    def judge(self, before: Session, effect: object) -> None:
        walk = walk_of(before)
        match effect:
            case Authorise(cents):
                assert walk is not None
                assert walk.consented
                assert cents == fee_cents(walk) > 0
                assert walk.money is Money.NOTHING_PAID, "a second charge"
                assert self.authorised == self.reversed, "a second charge"
                self.running = True
            case ConfirmPayment():
                self.confirmed += 1
                assert self.confirmed <= self.authorised
                after = walk_of(self.session)
                assert after is not None
                assert after.case is not None, "money kept before the case was stored"
            case ReversePayment():
                self.reversed += 1
                assert walk is not None
                assert walk.case is None
            case SubmitCase() | SealCapture():
                after = walk_of(self.session)
                assert after is not None
                assert after.consented, "a case without consent"
            case PrintReceipt() | PrintCopy():
                assert walk is not None
                assert walk.case is not None, "a receipt without a case"
                paid = walk.money in (Money.PAID, Money.UNCLEAR, Money.DEMANDED)
                assert paid or fee_cents(walk) == 0, "a receipt without payment"
            case OpenPayPage(cents):
                assert walk is not None
                assert cents == fee_cents(walk) > 0
                assert walk.money is Money.NOTHING_PAID, "asked to pay twice"
            case FollowPayPage():
                after = walk_of(self.session)
                assert after is not None
                assert after.case is not None, "told where to pay before the case was stored"
            case EraseSession():
                self.erased += 1

    def judge_portal(self, effect: object) -> None:
        match effect:
            case OpenPortal():
                after = walk_of(self.session)
                assert after is not None
                assert after.consented, "left the pages of the town unasked"
                self.windows += 1
                assert self.windows == 1, "a second window"
            case ClosePortal():
                self.windows -= 1
                assert self.windows == 0, "closed what was not open"
            case Authenticate():
                assert not self.calls, "two dialogues at one card"
                self.calls.append(1)
            case CancelEid():
                self.calls.clear()
            case AnswerPortal(_, refresh):
                assert refresh is None or self.calls, "an address without a dialogue"
                if refresh is not None:
                    self.calls.clear()
            case TypeInPortal() | PressInPortal() | GoBackInPortal():
                assert self.windows == 1, "nobody is there to type for"

    def answers_kept(self, before: Session, event: ev.Event) -> None:
        old, new = walk_of(before), walk_of(self.session)
        if old is None or new is None or isinstance(event, ev.Answered):
            return
        if old.service.id == new.service.id:
            assert dict(new.answers) == dict(old.answers), "an answer was lost"

    @rule(data=st.data())
    def citizen_presses_what_is_offered(self, data: st.DataObject) -> None:
        offered = [action for action in actions(page_of(self.session)) if action.enabled]
        if offered:
            self.feed(data.draw(st.sampled_from(offered)).intent)

    @rule(event=DEVICE_EVENTS)
    def device_reports(self, event: ev.Event) -> None:
        self.feed(event)

    @rule(event=UNOFFERED)
    def citizen_does_what_is_not_offered(self, event: ev.Event) -> None:
        self.feed(event)

    @rule(kind=st.sampled_from(SecretKind), secret=SECRETS)
    def digits_arrive(self, kind: SecretKind, secret: Secret) -> None:
        self.feed(ev.EidReplied(Digits(kind, secret)))

    @precondition(lambda self: self.windows)
    @rule(news=NEWS)
    def portal_reports(self, news: PortalNews) -> None:
        self.feed(PortalTold(news))

    @precondition(lambda self: walk_of(self.session) is not None)
    @rule(text=st.text("abcäß 0123456789", max_size=12))
    def question_is_answered(self, text: str) -> None:
        walk = walk_of(self.session)
        assert walk is not None
        for question in walk.service.questions():
            value = question.options[0] if question.options else text
            self.feed(ev.Answered(question.id, value))

    @invariant()
    def erased_exactly_when_closed(self) -> None:
        assert self.erased == (1 if isinstance(self.session.stage, Closed) else 0)

    @invariant()
    def no_window_outlives_its_step(self) -> None:
        walk = walk_of(self.session)
        assert self.windows == (1 if walk is not None and portal.is_open(walk) else 0)
        seen = any(isinstance(block, PortalArea) for block in page_of(self.session).blocks)
        assert self.windows or not seen, "a place for a window that is not open"

    @invariant()
    def every_wait_has_a_way_out(self) -> None:
        stage = self.session.stage
        if isinstance(stage, Attract | Closed):
            return
        calling = self.session.call is not None and self.session.call.phase in IN_CALL
        assert calling or alarms(self.session), f"{stage} waits for ever"

    @invariant()
    def money_is_never_left_hanging(self) -> None:
        if isinstance(self.session.stage, Leaving | Closed):
            assert not self.running, "left while the card terminal was at work"

    @invariant()
    def a_page_can_be_shown_and_hides_secrets(self) -> None:
        page = page_of(self.session)
        assert page.title
        assert "Secret(" not in repr(page).replace("Secret(…)", "")


def walk_of(session: Session) -> Walk | None:
    stage = session.stage
    return stage.walk if isinstance(stage, Walking | Failed) else None


class AnyOrderAtPortal(AnyOrder):
    """The same at a portal, where nothing is charged, and a window comes and goes."""

    @initialize(way=st.integers(0, 3))
    def citizen_has_come_some_way(self, way: int) -> None:
        self.feed(ev.Touched())
        self.feed(ev.ServiceChosen(PORTAL))
        self.feed(ev.NextPressed())
        happened = (
            PortalTold(PortalShown()),
            PortalTold(EidAsked(1, "https://portal.example/token")),
            ev.EidPrompted(Broken("eid.card_removed")),
        )
        for event in happened[:way]:
            self.feed(event)
        assert self.windows == 1


TestAnyOrder = AnyOrder.TestCase
TestAnyOrderAtPortal = AnyOrderAtPortal.TestCase
TestAnyOrderAtPortal.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
