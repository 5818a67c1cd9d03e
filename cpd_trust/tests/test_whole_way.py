"""From `git clone` to a booked course, by docs/deployment.md itself: its commands are read out of the page and run.

On PostgreSQL and Redis, with the web server, worker and beat of the units, a real mail server, and a proxy with TLS:
nginx with deploy/nginx.conf where it is installed, else one of our own that does the same.

Not tried, because it needs the whole machine: what the page does as root (packages, a user, certbot, systemctl). The
packages of Python are those that the tests have already.
"""

import contextlib
import datetime as dt
import http.client
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from core.calendar import today
from cpd_trust.tests.tls_proxy import TlsProxy
from notifications.tests.smtp_sink import SmtpSink, free_port

pytestmark = pytest.mark.services
BASE_DIR = settings.BASE_DIR
PAGE = (BASE_DIR / "docs" / "deployment.md").read_text()
REGISTER = """URN,EstablishmentName,PhaseOfEducation (name),StatutoryLowAge,EstablishmentStatus (name),Trusts (name)
100001,Oak Primary School,Primary,3,Open,Example Learning Trust
100002,Elm Primary School,Primary,7,Open,Example Learning Trust
"""
# As somebody else the page's commands run as they are; as root they would change this machine.
SUDO = """
sudo() {
  case "$1" in
    -u) local user=$2; shift 2
        if [ "$user" = postgres ]; then set -- PGHOST=127.0.0.1 PGPORT="$TEST_PORT" PGUSER="$TEST_USER" "$@"; fi
        env "$@" ;;
    *) echo "NOT TRIED: $*" ;;
  esac
}
"""


class Installation:
    """A trust's installation in a folder, made by the page's own commands; `stop` leaves nothing of it."""

    def __init__(self, folder: Path, mail_port: int) -> None:
        self.folder, self.code = folder, folder / "cpd"
        self.web, self.plain, self.tls, self.mail_port = free_port(), free_port(), free_port(), mail_port
        self.site = f"https://localhost:{self.tls}"
        self.database = settings.DATABASES["default"]
        self.redis = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/9"
        self.parts: list[subprocess.Popen[bytes]] = []
        self.proxy: TlsProxy | None = None
        self.code.mkdir()

    def commands(self) -> str:
        """Return the commands of "By hand", in order, with this machine's names in the place of the page's."""
        part = PAGE[PAGE.index("## By hand") : PAGE.index("### The index of the search")]
        text = "\n".join(re.findall(r"^    (.+)$", part, re.M))
        where = f"{self.database['HOST']}:{self.database['PORT']}"
        for old, new in {
            "THE-ADDRESS-OF-THIS-REPOSITORY": str(repository(self.folder)),
            "CPD_HOST=cpd.example.org": "CPD_HOST=localhost",
            "https://$CPD_HOST": f"https://$CPD_HOST:{self.tls}",
            "sudo -u cpd python3 -m venv .venv": f"ln -s {sys.prefix} .venv",
            "sudo -u cpd .venv/bin/pip install --require-hashes -r requirements.txt": "",
            "manage.py setup_trust": f"manage.py setup_trust {self.folder}/trust.toml",
            "manage.py ready": "manage.py ready database migrations cache",
            "localhost:5432": where,
            "redis://localhost:6379/0": self.redis,
            "/srv/cpd": str(self.code),
        }.items():
            assert old in text
            text = text.replace(old, new)
        # What the page leaves to an editor.
        mail = f"sed -i 's|^EMAIL_URL=.*|EMAIL_URL=smtp://127.0.0.1:{self.mail_port}|' .env"
        return text.replace("sudo -u cpd DATABASE_URL=", f"{mail}\nsudo -u cpd DATABASE_URL=", 1)

    def install(self) -> str:
        """Run the commands in one shell, as the page says, and return what they said."""
        script = self.folder / "commands.sh"
        script.write_text(f"set -euo pipefail\ncd {self.folder}\n{SUDO}\n{self.commands()}\n")
        self.write_answers()
        done = subprocess.run(
            ["bash", script], capture_output=True, text=True, env=self.environment(), timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def environment(self) -> dict[str, str]:
        """Return a shell's own variables, and none of the tests'."""
        git = self.folder / "gitconfig"
        git.write_text("[safe]\n\tdirectory = *\n")
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": str(git),
            "TEST_PORT": str(self.database["PORT"]),
            "TEST_USER": self.database["USER"],
        }

    def write_answers(self) -> None:
        (self.folder / "trust.toml").write_text((BASE_DIR / "docs" / "trust.example.toml").read_text())
        (self.folder / "edubasealldata.csv").write_text(REGISTER)

    def start(self) -> None:
        """Start what the units start, and the proxy."""
        for part, more in {"web": [f"--bind=127.0.0.1:{self.web}"], "worker": [], "beat": []}.items():
            [command] = re.findall(r"^ExecStart=(.+)$", (self.code / f"deploy/cpd-{part}.service").read_text(), re.M)
            words = shlex.split(command.replace("/srv/cpd", str(self.code))) + more
            with (self.folder / f"{part}.log").open("w") as log:
                self.parts.append(
                    subprocess.Popen(
                        words, cwd=self.code, env=self.environment(), stdout=log, stderr=log, start_new_session=True
                    )
                )
        certificate, key = self.folder / "fullchain.pem", self.folder / "privkey.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        if nginx := shutil.which("nginx"):
            self.parts.append(self.start_nginx(nginx))
        else:
            self.proxy = TlsProxy(
                plain=self.plain, tls=self.tls, behind=self.web, certificate=certificate, key=key,
                most=settings.LARGEST_REQUEST,
            )  # fmt: skip
        wait_for(lambda: self.answers("/healthz"), 90)

    def start_nginx(self, nginx: str) -> "subprocess.Popen[bytes]":
        text = (self.code / "deploy" / "nginx.conf").read_text()
        for old, new in {
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "    listen [::]:80;\n": "",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.tls} ssl http2;",
            "    listen [::]:443 ssl http2;\n": "",
            "/etc/letsencrypt/live/cpd.example.org": str(self.folder),
            "/var/log/nginx": str(self.folder),
            "cpd.example.org": "localhost",
            "https://$host": f"https://$host:{self.tls}",
            "127.0.0.1:8000": f"127.0.0.1:{self.web}",
        }.items():
            assert old in text
            text = text.replace(old, new)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"{kind}_temp_path {self.folder}/{kind};\n" for kind in kinds)
        file = self.folder / "nginx.conf"
        file.write_text(
            f"daemon off;\nuser {os.environ.get('USER', 'root')};\npid {self.folder}/nginx.pid;\n"
            f"error_log {self.folder}/error.log;\nevents {{}}\nhttp {{\n{paths}{text}\n}}\n"
        )
        subprocess.run([nginx, "-t", "-c", file, "-e", self.folder / "error.log"], check=True, capture_output=True)
        return subprocess.Popen([nginx, "-c", file, "-e", self.folder / "error.log"], start_new_session=True)

    def answers(self, address: str) -> bool:
        asking = http.client.HTTPSConnection("localhost", self.tls, timeout=30, context=trusting())
        with contextlib.suppress(OSError), contextlib.closing(asking):
            asking.request("GET", address)
            return asking.getresponse().status == 200
        return False

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [".venv/bin/python", "manage.py", *command],
            cwd=self.code, env=self.environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr

    def stop(self) -> None:
        if self.proxy:
            self.proxy.stop()
        for part in self.parts:
            part.terminate()
        for part in self.parts:
            try:
                part.wait(timeout=20)
            except subprocess.TimeoutExpired:
                part.kill()
                part.wait()
        self.forget_database()

    def forget_database(self) -> None:
        where = self.database
        url = f"postgres://{where['USER']}:{where['PASSWORD']}@{where['HOST']}:{where['PORT']}/postgres"
        for statement in (
            "DROP DATABASE IF EXISTS cpd WITH (FORCE)", "DROP ROLE IF EXISTS cpd", "DROP ROLE IF EXISTS cpd_owner",
        ):  # fmt: skip
            subprocess.run(["psql", "--quiet", f"--command={statement}", url], check=True, capture_output=True)


def repository(folder: Path) -> Path:
    """Return what is cloned: this checkout, or a repository made of it where it came without one."""
    if (BASE_DIR / ".git").exists():
        return BASE_DIR
    copy = folder / "repository"
    shutil.copytree(BASE_DIR, copy, ignore=shutil.ignore_patterns(".venv", "var", "__pycache__", ".*_cache"))
    for command in (["init", "--quiet"], ["add", "--all"], ["-c", "user.name=Test", "-c", "user.email=test@example.org",
                    "commit", "--quiet", "--message", "All"]):  # fmt: skip
        subprocess.run(["git", *command], cwd=copy, check=True)
    return copy


def trusting() -> ssl.SSLContext:
    """Return what takes the proxy's certificate, which nobody has signed."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def wait_for(condition, seconds: int):
    """Return what the condition gives as soon as it gives something."""
    for _ in range(seconds * 5):
        if found := condition():
            return found
        time.sleep(0.2)
    raise AssertionError("It has not come.")


@pytest.fixture
def mail_server():
    sink = SmtpSink().start()
    yield sink
    sink.stop()


@pytest.fixture
def installation(tmp_path, mail_server):
    made = Installation(tmp_path, mail_server.port)
    made.forget_database()
    try:
        yield made
    finally:
        made.stop()


def mail_to(sink, address, words):
    """Return the newest email to somebody that has these words in its subject."""
    return wait_for(
        lambda: next(
            (one for one in reversed(sink.taken) if address in one.recipients and words in one.message["Subject"]), None
        ),
        60,
    )


@contextlib.contextmanager
def signed_in(browser, installation, sink, email):
    """Open a page at the proxy, signed in by the code of an email."""
    context = browser.new_context(base_url=installation.site, ignore_https_errors=True, locale="en-GB")
    context.set_default_timeout(30_000)
    page = context.new_page()
    sink.taken.clear()
    page.goto(reverse("account_request_login_code"))
    page.locator("[name=email]").fill(email)
    page.get_by_role("button", name="Send code").click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail_to(sink, email, "code").text, re.M)[1]
    page.locator("[name=code]").fill(code)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"^https://localhost:\d+/(?!account/)"))
    try:
        yield page
    finally:
        context.close()


def fill(page, **answers):
    """Fill a form by the names of its fields, and send it."""
    for name, value in answers.items():
        field = page.locator(f"main form [name={name}]").first
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.locator("main form button[type=submit]:visible").last.click()


def add_person(page, first, last, email, job, *roles):
    """Enter somebody with a post at Oak Primary School, and these roles there."""
    page.goto(reverse("people:person-add"))
    fill(page, first_name=first, last_name=last, email=email)
    page.get_by_role("link", name="Add post").click()
    fill(page, school="Oak Primary School", job_title=job, starts_on=today().isoformat())
    for role in roles:
        page.get_by_role("link", name="Add role").click()
        fill(page, role=role, school="Oak Primary School")
    expect(page.locator("main")).to_contain_text(job)


def test_from_a_clone_to_a_booked_course(installation, mail_server, chromium):
    said = installation.install()
    for words in ("apt install", "systemctl enable --now cpd-web cpd-worker cpd-beat", "certbot certonly", "nginx -t"):
        assert f"NOT TRIED: {words}" in said
    assert "no issues" in said
    assert "A test email has gone to administrator@example.org." in said
    installation.start()
    assert "RED" not in installation.manage("ready", "database", "migrations", "cache", "outbox")

    # The proxy leads to TLS, and what is too large is said by a page of ours.
    with socket.create_connection(("127.0.0.1", installation.plain), timeout=10) as plain:
        plain.sendall(b"GET /people/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert f"location: {installation.site}/people/" in plain.recv(4000).decode().lower()
    with trusting().wrap_socket(socket.create_connection(("127.0.0.1", installation.tls), timeout=30)) as large:
        size = settings.LARGEST_REQUEST + 1
        large.sendall(f"POST /people/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n".encode())
        answer = b""
        while b"</html>" not in answer and (piece := large.recv(65536)):
            answer += piece
        assert answer.startswith(b"HTTP/1.1 413")
        assert b"This file is too large" in answer

    # The administrator enters staff, and invites everybody.
    with signed_in(chromium, installation, mail_server, "administrator@example.org") as page:
        add_person(page, "Hal", "Example", "head@example.org", "Headteacher", "Headteacher")
        add_person(page, "Ada", "Example", "teacher@example.org", "Teacher")
        page.goto(reverse("people:invitations"))
        page.get_by_role("button", name=re.compile("^Invite ")).click()
        expect(page.locator("main")).to_contain_text("Everyone with an email address has been invited.")
    for email in ("head@example.org", "teacher@example.org", "executive.lead@example.org", "bookings@example.org"):
        assert installation.site in mail_to(mail_server, email, "").text

    # The officer puts a course into the catalogue.
    day = today() + dt.timedelta(days=30)
    with signed_in(chromium, installation, mail_server, "bookings@example.org") as page:
        page.goto(reverse("courses:provider-create"))
        fill(page, name="Example Training", kind="University")
        page.goto(reverse("courses:course-create"))
        fill(page, title="First aid at work", provider="Example Training", summary="Three days.", price="120")
        page.get_by_role("link", name="Add date").first.click()
        fill(page, starts_on=day.isoformat())
        expect(page.locator("main")).to_contain_text("First aid at work")
        course = page.url

    with signed_in(chromium, installation, mail_server, "teacher@example.org") as page:
        page.goto(course)
        page.get_by_role("button", name="Request").first.click()
        page.get_by_role("radio", name="Personal development").check()
        page.locator("[name=why]").fill("To help at once when a child is hurt.")
        page.get_by_role("button", name="Save and continue").click()
        expect(page.get_by_role("heading", name="Check and send")).to_be_visible()
        for no_cover in page.get_by_role("radio", name="No", exact=True).all():
            no_cover.check()
        page.get_by_role("button", name="Send request").click()
        expect(page.get_by_role("list", name="Progress")).to_contain_text("Headteacher")
    for email in ("head@example.org", "executive.lead@example.org"):
        with signed_in(chromium, installation, mail_server, email) as page:
            page.goto(reverse("courses:request-queue"))
            page.locator("main").get_by_role("link", name="First aid at work").first.click()
            page.get_by_role("button", name="Approve", exact=True).click()
            expect(page.locator("main")).to_contain_text("Approved: “First aid at work”")
    with signed_in(chromium, installation, mail_server, "bookings@example.org") as page:
        page.goto(reverse("courses:desk"))
        page.get_by_role("link", name="Book First aid").click()
        fill(page, provider_reference="REF-1")
        expect(page.locator("main")).to_contain_text("Booked: Ada Example")
    assert "REF-1" in mail_to(mail_server, "teacher@example.org", "Booked").text
    with signed_in(chromium, installation, mail_server, "teacher@example.org") as page:
        page.goto(reverse("courses:request-list"))
        expect(page.locator("main")).to_contain_text("Booked")

    # Beat and the worker have shown themselves: the next full minute at the latest.
    wait_for(lambda: "RED" not in installation.manage("ready", "beat", "worker"), 90)
