"""What is wrong with an answer to a bad file."""

from tests.corpus.docx_parts import Row


def judge(row: Row, kind: str, said: str, seconds: float) -> list[str]:
    """What is wrong with an answer."""
    wrong = []
    if row.answer not in (kind, "either"):
        wrong.append(f"{row.id}: {kind}, not {row.answer}: {said[:80]}")
    if seconds > 10:
        wrong.append(f"{row.id}: {seconds:.0f} s")
    if any(word in said for word in row.absent):
        wrong.append(f"{row.id}: came through: {row.absent}")
    if kind == "read" and row.told and row.told not in said:
        wrong.append(f"{row.id}: {row.told} was not told")
    if kind == "refused" and not (said.endswith(".") and said[0].isupper() and "Error" not in said):
        wrong.append(f"{row.id}: no plain sentence: {said}")
    return wrong
