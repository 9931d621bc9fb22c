"""The folder destination: one whole directory per case, once, readable for its authority alone."""

import hashlib
import json
import resource
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.courier.destinations import CourierFault, Delivered, Refused, Unavailable
from kiosk.courier.folder import Folder, Settings
from kiosk.store import CaseDraft, Payment, PaymentState, Store
from kiosk.store.opening import OpeningFailed, open_delivery, write_opened
from kiosk.store.outbox import Parcel
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.kiosk.courier.conftest import PICTURE, store_case


@pytest.fixture
def parcel(store: Store) -> Parcel:
    store_case(store)
    claimed = store.outbox.claim("folder")
    assert claimed is not None
    return claimed


def forget(_notes: object) -> None:
    raise AssertionError("a folder has nothing to remember")


def deliver(target: Path, parcel: Parcel) -> Path:
    assert Folder(Settings(str(target))).deliver(parcel, forget) == Delivered()
    return target / f"{parcel.number}-{parcel.key[:8]}"


def test_a_case_arrives_with_its_captures_and_a_manifest(target: Path, parcel: Parcel) -> None:
    folder = deliver(target, parcel)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["manifest.json", *(f"{part.name}.jwe" for part in parcel.parts)]
    )
    assert manifest["idempotency_key"] == parcel.key
    assert manifest["number"] == parcel.number
    assert manifest["kid"] == "authority-1"
    assert "payment" not in manifest
    for entry in manifest["files"]:
        content = (folder / entry["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert len(content) == entry["size"]


def test_the_manifest_says_how_the_payment_ended(store: Store, target: Path) -> None:
    store.journal("P-1", PaymentState.INTENT, 1300)
    store.journal("P-1", PaymentState.AUTHORISED, 1300)
    store.store_case(CaseDraft("s1", "s", "folder", {}, payment=Payment("P-1", 1300)))
    store.journal("P-1", PaymentState.REVERSED, 1300)
    claimed = store.outbox.claim("folder")
    assert claimed is not None
    manifest = json.loads((deliver(target, claimed) / "manifest.json").read_bytes())
    assert manifest["payment"] == {"reference": "P-1", "cents": 1300, "state": "reversed"}


def test_the_authority_opens_it_and_nobody_else(
    target: Path, parcel: Parcel, private_key: PrivateKey, other_private_key: PrivateKey
) -> None:
    folder = deliver(target, parcel)
    case = open_delivery(folder, private_key)
    assert case.document["answers"] == {"q": "s1"}
    assert [(each.kind, each.content) for each in case.renditions] == [("photo", PICTURE)]
    with pytest.raises(OpeningFailed, match=r"authority-1.*authority-2"):
        open_delivery(folder, other_private_key)


def test_an_opened_case_is_written_for_its_owner_alone(
    target: Path, parcel: Parcel, private_key: PrivateKey, tmp_path: Path
) -> None:
    case = open_delivery(deliver(target, parcel), private_key)
    written = write_opened(case, tmp_path / "opened")
    assert {path.name for path in written} == {"case.json", "photo.jpg"}
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    assert (tmp_path / "opened" / "photo.jpg").read_bytes() == PICTURE
    assert json.loads((tmp_path / "opened" / "case.json").read_bytes()) == case.document
    with pytest.raises(FileExistsError):
        write_opened(case, tmp_path / "opened")


@pytest.mark.parametrize("name", ["case.jwe", "photo", "manifest.json"])
def test_a_delivery_that_was_changed_is_not_opened(
    target: Path, parcel: Parcel, private_key: PrivateKey, name: str
) -> None:
    folder = deliver(target, parcel)
    file = name if name != "photo" else f"{parcel.parts[1].name}.jwe"
    for content, reason in ((b"changed", "not the file|no JSON"), (None, "No such file")):
        if content is None:
            (folder / file).unlink()
        else:
            (folder / file).write_bytes(content)
        with pytest.raises(OpeningFailed, match=reason):
            open_delivery(folder, private_key)


def test_a_capture_that_was_put_in_another_ones_place_is_found_out(
    authority: AuthorityKey, target: Path, parcel: Parcel, private_key: PrivateKey
) -> None:
    """Whoever carries the folders has the public key too, and can mend the manifest."""
    case, photo = parcel.parts
    forged = replace(photo, sealed=authority.seal(b"another face", "image/jpeg"))
    folder = deliver(target, replace(parcel, parts=(case, forged)))
    with pytest.raises(OpeningFailed, match="not the one that the case names"):
        open_delivery(folder, private_key)


def test_a_capture_that_was_taken_away_is_missed(
    target: Path, parcel: Parcel, private_key: PrivateKey
) -> None:
    folder = deliver(target, replace(parcel, parts=parcel.parts[:1]))
    with pytest.raises(OpeningFailed, match="does not name"):
        open_delivery(folder, private_key)


def test_a_case_under_another_number_is_found_out(
    target: Path, parcel: Parcel, private_key: PrivateKey
) -> None:
    folder = deliver(target, replace(parcel, number="0000-0000"))
    with pytest.raises(OpeningFailed, match="another number"):
        open_delivery(folder, private_key)


def test_the_same_parcel_again_is_recognised_even_if_its_payment_moved_on(
    target: Path, parcel: Parcel
) -> None:
    folder = deliver(target, parcel)
    before = (folder / "manifest.json").stat().st_ino
    assert deliver(target, parcel) == folder
    assert (folder / "manifest.json").stat().st_ino == before
    assert len(list(target.iterdir())) == 1


def test_what_an_earlier_try_left_half_done_is_replaced(target: Path, parcel: Parcel) -> None:
    half = target / f".{parcel.number}-{parcel.key[:8]}.part"
    half.mkdir()
    (half / "case.jwe").write_bytes(b"half")
    deliver(target, parcel)
    assert [path.name[0] for path in target.iterdir()] != ["."]
    assert not half.exists()


def test_another_case_in_its_place_is_never_overwritten(target: Path, parcel: Parcel) -> None:
    folder = deliver(target, parcel)
    there = (folder / "case.jwe").read_bytes()
    other = replace(parcel, key=parcel.key[:8] + "-another")
    with pytest.raises(Refused, match="another case"):
        deliver(target, other)
    assert (folder / "case.jwe").read_bytes() == there


def test_something_that_is_no_case_in_its_place_is_left_alone(target: Path, parcel: Parcel) -> None:
    folder = target / f"{parcel.number}-{parcel.key[:8]}"
    folder.mkdir()
    with pytest.raises(Refused, match="no case"):
        deliver(target, parcel)


def test_a_share_that_is_not_mounted_is_unavailable_and_its_mount_point_stays_empty(
    target: Path, parcel: Parcel
) -> None:
    with pytest.raises(Unavailable, match="not mounted") as away:
        Folder(Settings(str(target), "share-is-mounted")).deliver(parcel, forget)
    assert away.value.fault is CourierFault.UNREACHABLE
    assert list(target.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_unavailable(target: Path, parcel: Parcel) -> None:
    (target / "file").touch()
    with pytest.raises(Unavailable, match="Not a directory"):
        Folder(Settings(str(target / "file" / "folder"))).deliver(parcel, forget)


def test_a_missing_folder_is_made(target: Path, parcel: Parcel) -> None:
    assert deliver(target / "intake" / "2026", parcel).is_dir()


def test_a_mounted_share_with_its_marker_is_served(target: Path, parcel: Parcel) -> None:
    (target / "share-is-mounted").touch()
    Folder(Settings(str(target), "share-is-mounted")).deliver(parcel, forget)
    assert len(list(target.iterdir())) == 2


def test_a_destination_that_takes_no_more_bytes_is_unavailable_and_leaves_nothing_half(
    target: Path, parcel: Parcel
) -> None:
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(Unavailable):
            Folder(Settings(str(target))).deliver(parcel, forget)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert list(target.iterdir()) == []
