"""Every question there is, under the headings of its page."""

from collections.abc import Mapping

from approvals.may_i import own, people, posting
from approvals.may_i.house import Question

GROUPS: tuple[tuple[str, tuple[Question, ...]], ...] = (
    ("Pupils, parents, colleagues", people.QUESTIONS),
    ("Pictures, posts and the school's accounts", posting.QUESTIONS),
    ("My own accounts and devices", own.QUESTIONS[:13]),
    ("When something happens", own.QUESTIONS[13:]),
)
BY_KEY: Mapping[str, Question] = {question.key: question for _, group in GROUPS for question in group}
