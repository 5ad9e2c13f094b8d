"""Addresses of many rows, made without asking for each."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from foundation.core.addresses import address


def test_it_is_the_address_that_reverse_gives_also_below_another_root() -> None:
    uid = uuid4()
    try:
        for prefix in ("/", "/below/"):
            set_script_prefix(prefix)
            assert address(uid, "policy") == reverse("policy", args=[uid])
            assert address(uid, "policy").startswith(prefix)
    finally:
        set_script_prefix("/")


def test_a_name_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(NoReverseMatch):
        address(uuid4(), "nowhere")
