"""What the provider may read: what the citizen agreed to, and nothing beyond."""

from dataclasses import replace

from hardware.eid.ausweisapp.commands import (
    Accept,
    CancelWorkflow,
    GetCertificate,
    RunAuth,
    SetAccessRights,
)
from hardware.eid.ausweisapp.messages import (
    AuthEnded,
    AuthStarted,
    Certificate,
)
from hardware.eid.ausweisapp.state import Authenticate
from kiosk.contracts.eid import (
    Agree,
    ConfirmRights,
    Connecting,
    SecretKind,
)
from tests.hardware.eid.conversing import (
    PROVIDER,
    RIGHTS,
    URL,
    Conversation,
    consenting,
    enter,
)

PIN, NEW_PIN, CAN, PUK = SecretKind.PIN, SecretKind.NEW_PIN, SecretKind.CAN, SecretKind.PUK
CANCELLED = AuthEnded(ok=False, minor="sal#cancellationByUser")


def test_optional_rights_are_off_until_the_citizen_turns_them_on() -> None:
    told = consenting()
    assert told.commands == [RunAuth(URL), GetCertificate()]
    assert told.prompts[-1] == ConfirmRights(
        PROVIDER, ("FamilyName",), ("DateOfBirth", "BirthName"), "T"
    )
    assert told.reply(Agree()).commands[-1] == SetAccessRights(())
    assert told.hear(RIGHTS).commands[-1] == Accept()


def test_only_what_the_citizen_chose_is_sent() -> None:
    told = consenting().reply(Agree(("BirthName", "Nationality")))
    assert told.commands[-1] == SetAccessRights(("BirthName",))


def test_where_nothing_is_optional_nothing_is_chosen() -> None:
    """AusweisApp 1.26.2 and 2.3.1 answer even an empty choice "No optional access rights available"."""
    rights = replace(RIGHTS, optional=())
    told = Conversation(Authenticate(URL)).hear(AuthStarted(), rights, Certificate(PROVIDER))
    told.reply(Agree())
    assert told.commands[-1] == Accept()
    assert told.prompts[-1] == Connecting()


def test_a_client_that_would_read_more_than_what_is_required_is_stopped() -> None:
    rights = replace(RIGHTS, optional=(), effective=("FamilyName", "BirthName"))
    told = Conversation(Authenticate(URL)).hear(AuthStarted(), rights, Certificate(PROVIDER))
    assert told.reply(Agree()).commands[-1] == CancelWorkflow()
    assert told.hear(CANCELLED).failure == "eid.rights_differ"


def test_a_client_that_would_read_more_is_stopped() -> None:
    more = replace(RIGHTS, effective=("FamilyName", "BirthName"))
    told = consenting().reply(Agree()).hear(more)
    assert told.commands[-1] == CancelWorkflow()
    assert told.hear(CANCELLED).failure == "eid.rights_differ"


def test_reading_with_the_can_is_turned_off_and_not_offered() -> None:
    rights = replace(RIGHTS, optional=("CanAllowed", "BirthName"))
    told = Conversation(Authenticate(URL)).hear(AuthStarted(), rights, Certificate(PROVIDER))
    prompt = told.prompts[-1]
    assert isinstance(prompt, ConfirmRights)
    assert prompt.optional == ("BirthName",)
    assert told.reply(Agree(("CanAllowed",))).commands[-1] == SetAccessRights(())


def test_reading_with_the_can_stays_on_where_the_profile_allows_it() -> None:
    rights = replace(RIGHTS, optional=("CanAllowed", "BirthName"))
    told = Conversation(Authenticate(URL), can_allowed=True)
    told.hear(AuthStarted(), rights, Certificate(PROVIDER)).reply(Agree())
    assert told.commands[-1] == SetAccessRights(("CanAllowed",))


def test_a_provider_that_demands_the_can_is_left() -> None:
    told = Conversation(Authenticate(URL)).hear(
        AuthStarted(), replace(RIGHTS, required=("CanAllowed",))
    )
    assert told.hear(CANCELLED).failure == "eid.rights_differ"


def test_no_pin_is_asked_for_before_the_citizen_agreed() -> None:
    told = consenting().hear(enter(PIN))
    assert isinstance(told.prompts[-1], ConfirmRights)
