"""`manage.py draw_pictures`: the pictures of the help and of the README, from the demo trust that `make demo` serves.

Each is a page as its reader sees it. What its heading was stands in `home/help_pictures.json`: a test compares it with
the page's heading of today, and so says when the pictures are to be drawn again.
"""

import base64
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from demo.people import PASSWORD
from home.guides import GUIDES, PICTURE_HEIGHT, PICTURE_WIDTH

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

README = ("docs/images/home.webp", 1280, 800)
DOMAIN = "fernway.example.org"


class Command(BaseCommand):
    help = "Draw the pictures of the help and of the README from the demonstration trust while `make demo` serves it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address where the demonstration trust is served."""
        parser.add_argument("--address", default="http://localhost:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw every picture, and write down the headings."""
        # Only whoever works on the code has a browser to drive.
        from playwright.sync_api import sync_playwright

        headings = {}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for guide in GUIDES:
                pictured = [how_to for how_to in guide.how_tos if how_to.picture and how_to.picture not in headings]
                if pictured:
                    page = sign_in(browser, options["address"], guide.reader, PICTURE_WIDTH, PICTURE_HEIGHT)
                    for how_to in pictured:
                        page.goto(reverse(how_to.begins))
                        headings[how_to.picture] = page.locator("h1").inner_text()
                        self.draw(page, Path("static", how_to.picture))
            path, width, height = README
            self.draw(sign_in(browser, options["address"], "headteacher", width, height), Path(path))
        written = json.dumps(headings, indent=2, ensure_ascii=False) + "\n"
        (settings.BASE_DIR / "home" / "help_pictures.json").write_text(written, encoding="utf-8")

    def draw(self, page: "Page", path: Path) -> None:
        """Write what the window shows as a small picture."""
        page.wait_for_load_state("networkidle")
        drawn = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 60})
        content = base64.b64decode(drawn["data"])
        (settings.BASE_DIR / path).parent.mkdir(exist_ok=True)
        (settings.BASE_DIR / path).write_bytes(content)
        self.stdout.write(f"{path}: {len(content):,} bytes")


def sign_in(browser: "Browser", address: str, reader: str, width: int, height: int) -> "Page":
    """Return a window where a reader of the demonstration trust is signed in and sees their first page."""
    page = browser.new_page(viewport={"width": width, "height": height}, base_url=address, locale="en-GB")
    page.goto(reverse("account_login"))
    page.fill("input[name=login]", f"{reader}@{DOMAIN}")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    return page
