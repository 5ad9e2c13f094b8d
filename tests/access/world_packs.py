"""Packs of the school of the access tests: one of what is in force, one with a draft in it."""

from typing import Any

from policies import transitions
from policies.models import Pack, Version
from policies.pack_contents import Chosen, WantedPack
from tests.cast import Cast


def pack_rows(cast: Cast, published: Version, draft: Version) -> dict[str, Any]:
    """Both packs, ready, with their files."""
    pack, with_draft = _ready(cast, "Policies in force", published), _ready(cast, "Papers", draft)
    return {"pack": pack, "pack_file": pack.file, "draft_pack": with_draft, "draft_pack_file": with_draft.file}


def _ready(cast: Cast, title: str, version: Version) -> Pack:
    chosen = Chosen(Pack.Choice.CHOSEN, policies=[version.policy.uid])
    wanted = WantedPack(title, chosen, None, version.content_hash, [(version, None)])
    pack = transitions.ask_pack(cast.school, wanted, by=cast.clerk, at=cast.at)
    return transitions.finish_pack(pack, b"%PDF-1.7", name=f"{title}.pdf", pages=9, by=cast.clerk, at=cast.at)
