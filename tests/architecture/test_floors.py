"""Versions below which a fault is known.

A scanner that cannot reach its database says that all is well; this does not.
"""

from importlib.metadata import version

import pytest
from packaging.version import Version

FLOORS = {
    "django": "5.2.19",  # fixed in 2026: forged formset rows, mail in clear, memory taken by multipart
    "weasyprint": "70.0",  # CVE-2026-55073, CVE-2025-68616: what a document may fetch
    "django-allauth": "65.21.1",  # mingled log-in records, limits passed in parallel
    "mammoth": "1.11",  # CVE-2025-11849: a linked picture read files of the machine
    "pillow": "13",
    "celery": "5.7",
    "kombu": "5.7",
}


@pytest.mark.parametrize("package", FLOORS)
def test_no_package_is_older_than_its_last_known_fault(package: str) -> None:
    assert Version(version(package)) >= Version(FLOORS[package])
