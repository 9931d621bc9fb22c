import re

import pytest

from tooling.generated.licences import PERMITTED, READ_IN_THE_PACKAGE, licence, pinned

PACKAGES = sorted(pinned("build") | pinned("dev"))


@pytest.mark.parametrize("package", PACKAGES)
def test_what_runs_inside_our_processes_is_permissive_or_weak_copyleft(package: str) -> None:
    said = licence(package)
    choices = [set(re.split(r" AND ", choice.strip("() "))) for choice in said.split(" OR ")]
    assert any(choice <= PERMITTED for choice in choices), f"{package}: {said}"


def test_what_was_read_in_a_package_is_still_needed() -> None:
    assert set(READ_IN_THE_PACKAGE) <= set(PACKAGES)
