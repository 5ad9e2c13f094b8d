"""The connection to the mail server: opened when needed, given up after any failure, and failures told apart.

An encrypted connection that was asked for and refused fails; nothing is ever sent in clear instead.
"""

import smtplib
from contextlib import suppress
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

from django.core.mail import EmailMessage, get_connection

MAILS_PER_CONNECTION = 50  # mail servers break off after some number; we end before they do
TOO_LARGE = 552
COME_BACK_LATER = 421


class ServerDown(Exception):
    """The mail server cannot be used now, whatever the mail."""


class NotTaken(Exception):
    """This mail was not taken. `is_final`: asking again is no use. `may_be_sent`: it broke off too late to know."""

    def __init__(self, why: str, *, is_final: bool = False, may_be_sent: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final
        self.may_be_sent = may_be_sent


class _Kept:
    """What Django's mail backends ask of a message: its bytes, as they are."""

    def __init__(self, letter: bytes) -> None:
        self.letter = letter

    def as_bytes(self, linesep: str = "\r\n") -> bytes:
        return self.letter

    def get_charset(self) -> None:
        return None


class Envelope(EmailMessage):
    """A mail that is sent byte for byte as it was kept, to one address."""

    def __init__(self, letter: bytes, to: str) -> None:
        parsed = message_from_bytes(letter)  # by the old policy, which is many times faster
        plain = next(part for part in parsed.walk() if part.get_content_type() == "text/plain")
        words = plain.get_payload(decode=True)
        super().__init__(
            subject=str(make_header(decode_header(parsed["Subject"]))),
            body=words.decode() if isinstance(words, bytes) else "",
            from_email=parsed["From"],
            to=[to],
            headers={"Message-ID": parsed["Message-ID"]},
        )
        self.letter = letter

    def message(self, **_: Any) -> Any:
        return _Kept(self.letter)


class Post:
    """One connection after another to the mail server of the settings."""

    def __init__(self) -> None:
        self._backend: Any = None
        self._taken = 0

    def send(self, letter: bytes, to: str) -> None:
        """Hand over one mail. Raises ServerDown or NotTaken."""
        if self._taken >= MAILS_PER_CONNECTION:
            self.close()
        is_fresh = self._backend is None
        try:
            self._hand_over(letter, to)
        except smtplib.SMTPResponseException as answer:
            self.close()
            if answer.smtp_code == COME_BACK_LATER and not is_fresh:  # its limit for one connection
                self.send(letter, to)
                return
            raise _refusal(answer) from answer

    def _hand_over(self, letter: bytes, to: str) -> None:
        self._open()
        try:
            self._backend.send_messages([Envelope(letter, to)])
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            raise smtplib.SMTPDataError(code, words) from refused
        except smtplib.SMTPResponseException:
            raise
        except smtplib.SMTPNotSupportedError as problem:
            self.close()
            raise NotTaken(f"The mail server cannot take it: {problem}", is_final=True) from problem
        except OSError as broken:  # SMTPException is one: broken off, timed out
            self.close()
            raise NotTaken(f"The mail server broke off ({type(broken).__name__}).", may_be_sent=True) from broken
        self._taken += 1

    def _open(self) -> None:
        if self._backend is not None:
            return
        self._backend, self._taken = get_connection(fail_silently=False), 0
        try:
            self._backend.open()
        except OSError as problem:
            self.close()
            raise ServerDown(f"The mail server cannot be used: {_words(problem)}") from problem

    def close(self) -> None:
        """End the connection, whatever the server makes of it."""
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(OSError):
                backend.close()


def _refusal(answer: smtplib.SMTPResponseException) -> Exception:
    """Of the sender, or for now: the server's matter. Of the recipient or the mail itself: this mail's."""
    words = f"The mail server said {_words(answer)}"
    is_senders = isinstance(answer, smtplib.SMTPSenderRefused) and answer.smtp_code != TOO_LARGE
    if is_senders or answer.smtp_code == COME_BACK_LATER:
        return ServerDown(words)
    return NotTaken(words, is_final=answer.smtp_code >= 500)


def _words(problem: OSError) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        said = problem.smtp_error
        return f"{problem.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    return f"{problem or type(problem).__name__}"
