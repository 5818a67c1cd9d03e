"""Every figure that leads somewhere, read from the pages themselves, and the rows behind it counted again."""

import csv
import re
from collections import Counter
from decimal import Decimal
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import reverse

from certificates.expiry import Status
from certificates.groups import KINDS
from certificates.to_do import FEW as NAMED
from certificates.to_do import OVERDUE
from core.formatting import money, number

BACKEND = "people.backends.AuthenticationBackend"
TILE = re.compile(
    r'<span class="k-tile-number[^"]*">(?P<number>[^<]*)</span>\s*'
    r'<a class="k-tile-label" href="(?P<url>[^"]*)">(?P<label>[^<]*)</a>'
    r'(?:\s*<span class="k-tile-hint">(?P<hint>(?:(?!</li>).)*)</span>)?',
    re.S,
)
# A task of the first page: its number, where it has one, in words, and the button that leads to what it counts.
TASK = re.compile(
    r"<div><strong>(?:(?P<number>\d+) )?(?P<label>[^<]*)</strong>(?:(?!</li>).)*"
    r'<a class="btn[^"]*" href="(?P<url>[^"]*)">',
    re.S,
)
BADGE = re.compile(
    r'<a href="(?P<url>[^"]*)"[^>]*>(?:<svg(?:(?!</a>).)*</svg>)?<span class="k-bar-label">(?P<label>[^<]*)</span> '
    r'<span class="k-count">(?P<number>[\d+]+)<span class="visually-hidden"> waiting',
    re.S,
)
# A tab with its count, and a number in a table that leads to its rows.
TAB = re.compile(r'<li><a href="(?P<url>[^"]*)"[^>]*>(?P<label>[^<]*) <span class="k-count">(?P<number>\d+)</span></a>')
CELL = re.compile(
    r'<a href="(?P<url>\?[^"]*)">(?P<number>\d+)<span class="visually-hidden">(?P<label>[^<]*)</span></a>'
)
TOTAL = re.compile(r'id="totals">\s*Total: (?:(?P<hours>[\d,.]+|no) hours?, )?(?P<cost>£[\d,.]+)')
LINK = re.compile(r'href="([^"#]*)"')
# Each shape of address is opened so many times: what differs between two plans differs already between the first two.
TIMES = 2
NOT_A_PAGE = re.compile(
    r"/static/|export=|/accounts/|/pdf|\.ics|/feed|/file|/download|/print|/sign-out"
    r"|/(edit|new|copy|preview|link|allocate|transfer|change|last-day|plan|exempt)/"
)
LATE = {Status(code).label for code in OVERDUE}
LACKING = {Status(code).label for code in Status.unmet()}
MET = {Status(code).label for code in Status.met()}


class Recount:
    """One person's pages, walked from the first one on. `found`: what does not agree; `seen`: labels recounted."""

    def __init__(self, person):
        self.client = Client()
        self.client.force_login(person, backend=BACKEND)
        self.found, self.seen, self.told = [], Counter(), set()

    def walk(self, start="/"):
        """Open every kind of page that links lead to, and recount the figures on it."""
        waiting, opened, shapes = [start], set(), Counter()
        while waiting:
            url = waiting.pop(0)
            path = urlsplit(url).path
            shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{16}\b|\b\d{4}\b", "*", path)
            if path in opened or shapes[shape] >= TIMES or NOT_A_PAGE.search(url):
                continue
            opened.add(path)
            shapes[shape] += 1
            answer = self.client.get(url)
            if answer.streaming:
                b"".join(answer.streaming_content)  # which closes the file
                continue
            if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                continue
            page = answer.content.decode()
            self.recount(url, page)
            waiting += [urljoin(path, unescape(link)) for link in LINK.findall(page) if link.startswith(("/", "?"))]
        return self

    def recount(self, path, page):
        """Follow each figure of a page and compare it with the rows that its link shows."""
        for pattern in (TILE, TASK, BADGE, TAB, CELL):
            for match in pattern.finditer(page):
                self.compare(path, {name: unescape(text or "").strip() for name, text in match.groupdict().items()})
        if total := TOTAL.search(page):
            rows = self.rows(path) or []
            self.expect(path, "the total", total["cost"], money(sum(Decimal(row["Cost"]) for row in rows)))
            if total["hours"]:
                hours = number(sum(Decimal(row["Hours"]) for row in rows)) if rows else "no"
                self.expect(path, "the hours", total["hours"], hours)

    def compare(self, path, shown):
        """Compare one figure with what is behind it."""
        url, label = urljoin(path, shown["url"]), shown["label"]
        if (url, label, shown["number"]) in self.told:
            return  # the frame says it on every page
        self.told.add((url, label, shown["number"]))
        if not shown["number"] or label == "newest report":
            # One thing, and the page is where it is.
            self.expect(path, label, str(self.client.get(url).status_code), "200")
            return
        behind = behind_of(label)(self, url)
        figure = shown["number"]
        if label == "of required training up to date":
            overdue = re.search(r"(\d+) overdue", shown["hint"])
            hint = f"{overdue[1] if overdue else 0} overdue"
            # The trust's matrix has shares and what is to do, but not how many a share is of.
            figure = hint if url == reverse("certificates:matrix-choose") else f"{figure} {hint}"
        self.expect(path, label, figure, behind)

    def expect(self, path, label, shown, behind):
        """Keep what does not agree."""
        self.seen[label] += 1
        if shown != behind:
            self.found.append(f"{path} says {shown} {label}; behind it are {behind}")

    def rows(self, url):
        """Return the rows of a list as its export has them, or None where it has no export."""
        answer = self.client.get(f"{url}{'&' if '?' in url else '?'}export=csv")
        if answer.status_code != 200 or not answer.streaming:
            return None
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines(keepends=True)
        return list(csv.DictReader(lines))

    def context(self, url):
        """Return what a page without an export was made of."""
        return self.client.get(url).context


def rows_behind(recount, url):
    """Return how many rows the list has that a figure leads to."""
    rows = recount.rows(url)
    if rows is not None:
        return str(len(rows))
    context = recount.context(url)
    if context is not None and "table" in context:
        return str(len(list(context["table"].data)))
    return str(context["page"].paginator.count) if context is not None and "page" in context else f"no rows at {url}"


def requirements_met(recount, url):
    """Return the share and the number lacking that the cells of a matrix come to: of names, or of counts."""
    cells = [(name, value) for row in recount.rows(url) for name, value in row.items()]
    lacking = sum(value in LACKING for _, value in cells)
    met = sum(value in MET for _, value in cells)
    if not lacking and not met:
        lacking = sum(int(value) for name, value in cells if name.endswith(": overdue or never done") and value)
        return f"{lacking} overdue"
    return f"{100 * met // (met + lacking)}% {lacking} overdue"


def own_requirements(recount, url):
    """Return how many of one's own lines are met."""
    page = recount.context(url)
    shown = [str(line.status.label) for line in [*page["to_do"], *page["in_order"]]]
    met = sum(label in MET for label in shown)
    return f"{met} of {met + sum(label in LACKING for label in shown)}"


def own_lines(*statuses, booked=True):
    """Return what counts the lines of a person that stand so; without `booked` those that nothing is booked for."""
    return lambda recount, url: str(
        sum(line.status in statuses and (booked or not line.booked_on) for line in recount.context(url)["to_do"])
    )


def unmet_cells(recount, url):
    """Return how many cells of a matrix are not met."""
    return str(sum(value in LACKING for row in recount.rows(url) for value in row.values()))


def people_without(recount, url):
    """Return how many people of a matrix of one requirement are without it."""
    return str(sum(any(value in LATE for value in row.values()) for row in recount.rows(url)))


def other_requirements(recount, url):
    """Return how many requirements somebody is without, but for those that have a task of their own."""
    late = {name for row in recount.rows(url) for name, value in row.items() if value in LATE}
    return str(len(late) - NAMED)


def cover_lacking(recount, url):
    """Return how many duties of a school have too few people."""
    return str(sum(not one.cover.is_enough for one in recount.context(url.split("#")[0])["urgent_cover"]))


def missing_links(recount, url):
    """Return how many rows all kinds of missing links have together."""
    return str(sum(len(recount.rows(urljoin(url, kind.url))) for kind in recount.context(url)["kinds"]))


def hours_behind(recount, url):
    """Return the hours of the rows."""
    return number(sum((Decimal(row["Hours"]) for row in recount.rows(url)), Decimal(0)))


def cost_behind(recount, url):
    """Return the cost of the rows."""
    return money(sum((Decimal(row["Cost"]) for row in recount.rows(url)), Decimal(0)))


def people_behind(recount, url):
    """Return how many people the rows are of."""
    return str(len({row["Person"] for row in recount.rows(url)}))


def not_caught_up(recount, url):
    """Return how many of those asked to catch up on an event have not yet."""
    return str(sum(row.status == "open" for row in recount.context(url)["asked"]))


def with_feedback(recount, url):
    """Return how many have feedback, of how many that are external or have some."""
    every = recount.rows(url.replace("&feedback=given", ""))
    expected = [row for row in every if row["External"] == "Yes" or row["Feedback"] in ("Given", "Shared")]
    return f"{len(recount.rows(url))} of {len(expected)}"


BEHIND = {
    "spent": cost_behind,
    "hours": hours_behind,
    "hour": hours_behind,
    "people": people_behind,
    "person": people_behind,
    "records with feedback": with_feedback,
    "duties with too few trained people": cover_lacking,
    "of your required trainings are overdue": own_lines(*OVERDUE),
    "of your required trainings are overdue and booked": own_lines(Status.BOOKED),
    "of your required trainings are due soon": own_lines(Status.DUE_SOON, booked=False),
    "people without ": people_without,
    "person without ": people_without,
    "required trainings of ": own_lines(*OVERDUE),
    "required training of ": own_lines(*OVERDUE),
    "other required trainings are overdue": other_requirements,
    "other required training is overdue": other_requirements,
    "of required training up to date": requirements_met,
    "required trainings up to date": own_requirements,
    "hours of CPD this year": hours_behind,
    "hours of CPD this term": hours_behind,
    "booked this term": cost_behind,
    "left of the CPD budget": lambda r, url: money(sum(Decimal(row["Left"]) for row in r.rows(url))),
    "people haven’t finished the skills audit": lambda r, url: str(
        sum(not one.is_finished for one in r.context(url)["everyone"])
    ),
    "surveys to answer": lambda r, url: str(sum(not asked.has_answered for asked in r.context(url)["asked"])),
    "CPD entries to confirm": lambda r, url: str(len(r.context(url)["rows"])),
    "open training needs of past years": lambda r, url: str(len(r.context(url)["rows"])),
    "items not linked to a priority": missing_links,
    "budget lines nearly used up": lambda r, url: str(
        sum(Decimal(row["Used (%)"]) >= 80 and Decimal(row["Amount allocated"]) > 0 for row in r.rows(url))
    ),
}
BEHIND |= dict.fromkeys(("people haven’t caught up on ", "person hasn’t caught up on "), not_caught_up)
BEHIND |= dict.fromkeys(KINDS.values(), unmet_cells)
# What a task is called where there is one of it.
ONE = {
    "survey to answer": "surveys to answer",
    "CPD entry to confirm": "CPD entries to confirm",
    "person hasn’t finished the skills audit": "people haven’t finished the skills audit",
    "open training need of past years": "open training needs of past years",
    "item not linked to a priority": "items not linked to a priority",
    "budget line nearly used up": "budget lines nearly used up",
    "duty with too few trained people": "duties with too few trained people",
}


def behind_of(label):
    """Return what counts the rows behind a figure: by its label, or by how it begins where a name follows."""
    label = ONE.get(label, label)
    begins = (key for key in BEHIND if key.endswith(" ") and label.startswith(key))
    return BEHIND.get(next(begins, label), rows_behind)
