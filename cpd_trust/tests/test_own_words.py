"""What the trust calls its roles, boards and reviews: our own words for them are read nowhere.

Every page and every list's file is read with a word of the trust's own for each; what few pages show (mails, PDFs,
refusals) is found in the code: there our words stand only where they are exchanged.
"""

import ast
import io
import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from conftest import LONG
from core.models import TrustSettings
from core.pdf import tagged_pdf
from core.plugins import by_key
from core.trust_settings import Setting, remembered
from cpd_trust.tests.access.matrix import APPS, MATRIX, world_of
from cpd_trust.tests.walking import BACKEND
from notifications.emails import urgent_notice
from notifications.models import Notice
from people.models import Post
from surveys.models import Survey

BASE = Path(__file__).resolve().parents[2]
NAMED = [setting for setting in by_key(Setting).values() if setting.ours]
WORDS = sorted((word for setting in NAMED for word in setting.ours), key=len, reverse=True)
OURS = re.compile(rf"\b(?:{'|'.join(WORDS)}|heads of school|chairs of \w+)s?\b", re.IGNORECASE)
OWN = {setting.key: f"Zq{chr(97 + number)}word" for number, setting in enumerate(NAMED)}
READERS = ("ada", "hal", "gus", "cora", "eve", "ben", "ann", "tess")
# What is drawn on paper besides, whichever query asks for it.
PAPERS = {
    "training:my-record": "?export=pdf",
    "training:person-record": "?export=pdf",
    "training:transcript-pdf": "",
}
# The policy is quoted, and the headings of files; the settings say which word of ours the trust's own stands for, the
# kit shows examples.
QUOTING = {"home:policy", "people:settings", "people:settings-tab", "kit", "governance:appointment-import"}
TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]+>", re.DOTALL)


def text_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Type") == "application/pdf":
        return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    return re.sub(r"\s+", " ", TAGS.sub(" ", content.decode("utf-8", "replace")))


def ours_in(text):
    return {text[max(0, found.start() - 40) : found.end() + 20] for found in OURS.finditer(text)}


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_no_page_file_or_mail_has_our_words_where_the_trust_has_its_own(app, cast):
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": OWN})
    names = sorted(name for name in MATRIX if (name.split(":")[0] if ":" in name else "core") == app)
    with remembered():
        world = world_of(names[0], cast)
        mails = {mail for notice in Notice.objects.all() for mail in ours_in(urgent_notice(notice).text)}
    Post.objects.update(job_title="Colleague")
    Survey.objects.update(title="Survey")
    clients = {who: Client() for who in READERS}
    for who, client in clients.items():
        client.force_login(getattr(cast, who), backend=BACKEND)
    found, read = {}, ""
    for name in set(names) - QUOTING:
        row = MATRIX[name]
        is_read = row.method == "GET" or name in PAPERS
        readers = [who for who in READERS if is_read and row.statuses[who] == 200]
        for who in readers if LONG else readers[:1]:
            for query in {"", *(["?export=csv"] if LONG else []), PAPERS.get(name, "")}:
                address = reverse(name, args=row.args(cast, world)) + query
                text = text_of(clients[who].generic(row.method, address))
                read += text
                if wrong := ours_in(text):
                    found[name, who, query] = wrong
    assert (found, mails) == ({}, set())
    assert app == "core" or any(word in read for word in OWN.values())


@pytest.mark.once
@pytest.mark.django_db
def test_paper_is_read_as_well(cast):
    """The twin: a word of ours on paper is found."""
    paper = HttpResponse(tagged_pdf("<html lang=en><title>Plan</title><p>Ask the <b>Headteacher</b></p>"))
    paper["Content-Type"] = "application/pdf"
    assert ours_in(text_of(paper)) != set()


@pytest.mark.once
@pytest.mark.django_db
def test_the_second_year_of_induction_is_called_as_the_trust_calls_it(cast, sign_in):
    """The policy speaks of recently qualified teachers (R-5, EC-1); small letters would spoil the short form."""
    Post.objects.filter(pk=cast.ada_post.pk).update(career_stage="ect_2")
    pages = ("people:person-list", ()), ("people:person-detail", (cast.ada.public_id,))
    client = sign_in(cast.hal)
    for name, args in pages:
        assert "Early career teacher, second year" in client.get(reverse(name, args=args)).text
    TrustSettings.objects.update_or_create(pk=1, defaults={"values": {"people.word.second_year": "RQT"}})
    for name, args in pages:
        page = client.get(reverse(name, args=args)).text
        assert ("RQT" in page, "Early career teacher, second year" in page) == (True, False), name


# --- In the code ------------------------------------------------------------------------------------------------------

# Where our words are no text of a page, or are exchanged by whatever shows them.
ELSEWHERE = re.compile(
    r"(^|/)(tests|migrations|management)/|^(demo|benchmarks|scripts)/|conftest|tables\.py$|^core/kit_views|"
    r"^people/(models/authority|trust_settings|imports/(cells|examples))\.py|^home/(guides|policy|trust_setup)\.py|"
    r"^governance/boards/import_rows\.py"
)
PYTHON = [path for path in BASE.glob("[a-z]*/**/*.py") if not ELSEWHERE.search(str(path.relative_to(BASE)))]
TEMPLATES = [path for path in BASE.glob("templates/**/*.*") if path.name != "kit.html"]
EXCHANGED = re.compile(r"""(?:"[^"]*"|'[^']*')\|in_own_words""")
NO_TEXT = re.compile(r"\{#.*?#\}|\{\{ [^\"']*?\}\}|\{% (?:if|elif|for|with|include|url|extends|load) .*?%\}|<[^>]*>")


def unexchanged(source):
    """Return the texts of a module that nothing exchanges: neither documentation nor given to `ours`."""
    tree = ast.parse(source)
    apart = set()
    for node in ast.walk(tree):
        called = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called in ("ours", "in_own_words"):
            apart |= {id(part) for part in ast.walk(node)}
        elif isinstance(node, ast.Expr) or (isinstance(node, ast.Assign) and "verbose_name" in ast.unparse(node)):
            apart.add(id(node.value))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
    ]


def is_said(text):
    """Return whether a text holds a word of ours as people read it, not as a code or a name of a field."""
    return bool(OURS.search(text)) and not re.fullmatch(r"[a-z0-9_.:/-]+", text)


@pytest.mark.once
def test_our_words_are_exchanged_wherever_the_code_says_them():
    said = {
        (str(path.relative_to(BASE)), text)
        for path in PYTHON
        for text in unexchanged(path.read_text(encoding="utf-8"))
        if is_said(text)
    }
    said |= {
        (str(path.relative_to(BASE)), text)
        for path in TEMPLATES
        for text in ours_in(NO_TEXT.sub("", EXCHANGED.sub("", path.read_text(encoding="utf-8"))))
    }
    assert len(PYTHON) > 250
    assert len(TEMPLATES) > 200
    assert said == set()


@pytest.mark.once
def test_a_word_of_ours_that_nothing_exchanges_is_found():
    assert list(filter(is_said, unexchanged('A = ours("The Headteacher")\nB = "Ask the Headteacher"'))) == [
        "Ask the Headteacher"
    ]
    assert ours_in(EXCHANGED.sub("", '{{ "The clerk"|in_own_words }} and the clerk')) != set()
