"""A mail server on this machine that takes mails, or answers as the test says."""

import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from pytest_django import Settings

from tests.waiting import until

HANG, DROP, TAKE_AND_DROP = "hang", "drop", "take and drop"

MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.MULTILINE | re.IGNORECASE)

# the command ("MAIL", "RCPT", "DATA", "." for the end of a mail ...) and its whole line -> an answer, or None to go on
Answer = Callable[[str, str], str | None]


@dataclass
class Taken:
    """A mail that the server took."""

    sender: str
    recipients: list[str]
    letter: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.letter, policy=policy.default)


@dataclass
class MailServer:
    """Listens until the end of the test. `taken` is what it took, in order."""

    answer: Answer = lambda _verb, _line: None
    extensions: tuple[str, ...] = ("SIZE 10000000",)
    most_per_connection: int = 0
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    open_now: int = 0
    lines: list[str] = field(default_factory=list)
    port: int = 0

    def times(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(found[1].decode() for mail in self.taken if (found := MESSAGE_ID.search(mail.letter)))

    def settle(self) -> None:
        """Wait until nobody is connected: what was on its way has come in."""
        until(lambda: self.open_now == 0, within=20, what="the mail server is at rest")

    def listen(self, listener: socket.socket) -> None:
        while not self.ended.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open_now += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, EOFError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._talk(connection)
        self.open_now -= 1

    def _talk(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        taken_here, mail = 0, Taken("", [], b"")
        with lines:
            self._say(connection, self.answer("CONNECT", "") or "220 ready")
            while raw := lines.readline():
                line = raw.decode("utf-8", "replace").strip()
                verb = line.partition(" ")[0].upper()
                self.lines.append(line)
                answer = self.answer(verb, line)
                if verb == "MAIL" and self.most_per_connection and taken_here >= self.most_per_connection:
                    answer = "421 too many mails in one connection"
                if answer is None and verb == "DATA":
                    self._say(connection, "354 go on")
                    mail.letter = self._letter(lines)
                    answer = self.answer(".", "")
                    if answer in (None, TAKE_AND_DROP):
                        self.taken.append(mail)
                        taken_here, mail = taken_here + 1, Taken("", [], b"")
                self._say(connection, answer or self._usual(verb, line, mail))
                if verb == "QUIT" or (answer or "").startswith("421"):
                    return

    def _usual(self, verb: str, line: str, mail: Taken) -> str:
        if verb == "EHLO":
            said = ["127.0.0.1", *self.extensions]
            return "\r\n".join(f"250{' ' if line is said[-1] else '-'}{line}" for line in said)
        if verb == "MAIL":
            mail.sender, mail.recipients = line, []
        if verb == "RCPT":
            mail.recipients.append(line.partition("<")[2].partition(">")[0])
        return "221 bye" if verb == "QUIT" else "250 ok"

    def _letter(self, lines: object) -> bytes:
        body = []
        while (line := lines.readline()) != b".\r\n":  # type: ignore[attr-defined]
            if not line:
                raise EOFError
            body.append(line[1:] if line.startswith(b".") else line)
        return b"".join(body)

    def _say(self, connection: socket.socket, answer: str) -> None:
        if answer == HANG:
            self.ended.wait()
            raise EOFError
        if answer in (DROP, TAKE_AND_DROP):
            raise EOFError
        connection.sendall(answer.encode() + b"\r\n")


@contextmanager
def mail_server(settings: Settings) -> Iterator[MailServer]:
    """A server, and the settings that lead to it."""
    server = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        threading.Thread(target=server.listen, args=(listener,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 10
        try:
            yield server
        finally:
            server.ended.set()
            listener.shutdown(socket.SHUT_RDWR)
    server.settle()
