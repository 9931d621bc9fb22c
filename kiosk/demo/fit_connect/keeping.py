"""What the demo's authority fetched: kept sealed, as it came, and opened by whoever has the key."""

import json
from pathlib import Path

from kiosk.demo.fit_connect.judging import Objection, Opened, judge
from kiosk.demo.fit_connect.submissions import Submission
from kiosk.store.opening import OpenedCase, OpeningFailed, opened_renditions
from kiosk.store.unsealing import PrivateKey, UnsealingFailed

METADATA, DATA, OUTSIDE = "metadata.jwe", "data.jwe", "submission.json"


def keep(folder: Path, submission: Submission, opened: Opened) -> None:
    """Write the sealed pieces of a submission into a folder named by the case's number."""
    number = str(json.loads(opened.data)["number"])
    home = folder / f"{number}-{submission.id[:8]}"
    home.mkdir(parents=True, mode=0o750)
    outside = {
        "submissionId": submission.id,
        "caseId": submission.case,
        "publicService": submission.service,
        "attachments": sorted(submission.attachments),
    }
    (home / OUTSIDE).write_text(json.dumps(outside, indent=2) + "\n", "utf-8")
    for name, sealed in submission.attachments.items():
        (home / f"{name}.jwe").write_text(sealed, "ascii")
    (home / DATA).write_text(submission.data, "ascii")
    (home / METADATA).write_text(submission.metadata, "ascii")


def open_kept(folder: Path, private: PrivateKey) -> OpenedCase:
    """Open a kept submission, judging it once more as its receiver did. Raises OpeningFailed."""
    try:
        outside = json.loads((folder / OUTSIDE).read_text("utf-8"))
        metadata = json.loads(private.unseal((folder / METADATA).read_bytes())[0])
        data, _ = private.unseal((folder / DATA).read_bytes())
        attachments = {
            name: private.unseal((folder / f"{name}.jwe").read_bytes())
            for name in outside["attachments"]
        }
        structure = metadata["contentStructure"]
        schema = structure["data"]["submissionSchema"]["schemaUri"]
        judge(Opened(metadata, data, attachments), outside["publicService"], {schema})
    except (UnsealingFailed, Objection) as failed:
        raise OpeningFailed(f"{folder.name}: {failed}") from failed
    document = json.loads(data)
    renditions = opened_renditions(folder.name, document, attachments.__getitem__)
    return OpenedCase(document, renditions, outside)
