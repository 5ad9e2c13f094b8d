"""The whole site with one command: web server, worker and beat."""

import errno
import http.client
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.supervisor import AlreadyUp, Part, Supervisor, only_one

OUR_SHARE = 8  # web workers at most, however many processors the machine has


class Command(BaseCommand):
    help = "Start web server, worker and beat; stop them all with Ctrl-C."

    def handle(self, *_: Any, **__: Any) -> None:
        home, host, port = settings.HOME, settings.HOST, settings.PORT
        try:
            with only_one(home / "up.lock"):
                free_or_refuse(host, port)
                migrated_or_refuse()
                supervisor = Supervisor(parts(host, port), folder=settings.BASE_DIR, say=self.say)
                code = supervisor.run(ready=lambda: answers(host, port), when_ready=self.greet)
        except AlreadyUp as up:
            raise CommandError(f"Countersign is running already with the data in {home} (process {up}).") from up
        if code:
            raise SystemExit(code)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def greet(self) -> None:
        log_ins = settings.HOME / "log-ins.txt"
        if log_ins.exists():
            self.say(log_ins.read_text().rstrip())
        self.say(f"\nCountersign is running: {settings.SITE_URL}/\nCtrl-C stops it.")


def parts(host: str, port: int) -> list[Part]:
    """Gunicorn with few threads to a worker (more only wait for each other), Celery's worker, and its beat."""
    workers = settings.WEB_WORKERS or min(2 * (os.cpu_count() or 1), OUR_SHARE)
    web = ["gunicorn", "config.wsgi:application", "--bind", f"{host}:{port}", "--no-control-socket"]
    web += ["--worker-class", "gthread", "--workers", str(workers), "--threads", "2", "--timeout", "60"]
    web += ["--graceful-timeout", "25", "--max-requests", "5000", "--max-requests-jitter", "500"]
    web += ["--log-level", "error"]
    celery = ["celery", "--app", "config", "--quiet"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]
    commands = {"web server": web, "worker": worker, "beat": beat}
    return [Part(name, [sys.executable, "-m", *command]) for name, command in commands.items()]


def free_or_refuse(host: str, port: int) -> None:
    """Raise CommandError, in a sentence, when the address cannot be used."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: f"Port {port} is in use by another program. Choose another, for example PORT={port + 1}.",
            errno.EACCES: f"Port {port} needs more rights than this user has. Choose one above 1023.",
        }
        raise CommandError(reasons.get(error.errno or 0, f"{host} is not an address of this machine.")) from error


def migrated_or_refuse() -> None:
    """Raise CommandError when the database is older than the program."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not up to date. Run `manage.py migrate` first.")
    connection.close()


def answers(host: str, port: int) -> bool:
    """Whether the site gives any answer but an error of its own."""
    here = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - compared, not bound
    asked = http.client.HTTPConnection(here, port, timeout=5)
    try:
        asked.request("GET", "/", headers={"Host": settings.SITE_HOST})
        return asked.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        asked.close()
