"""The worker is ready to print before the first job comes."""

import pytest
from celery.signals import worker_init

from config import celery
from foundation.documents.printing import print_pdf
from foundation.jobs import nursery
from foundation.jobs.child import run_limited

PAGE = "<html lang=en-GB><head><title>A policy</title></head><body><p>Words</p></body></html>"


def test_the_worker_keeps_a_nursery_in_which_the_printer_is_loaded(request: pytest.FixtureRequest) -> None:
    alone = print_pdf(PAGE, styles=[])
    assert celery.keep_nursery in [receiver() for _, receiver in worker_init.receivers]
    request.addfinalizer(nursery.let_go)
    celery.keep_nursery()
    assert b"weasyprint" in run_limited("tests.foundation.jobs.targets:modules", b"").split()
    assert print_pdf(PAGE, styles=[]) == alone
