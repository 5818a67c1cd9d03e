"""A page as a tagged PDF (PDF/UA): the same HTML as in the browser, on paper."""

from typing import Any

from django.conf import settings


def tagged_pdf(html: str, *styles: str) -> bytes:
    """Return the PDF of an HTML page. `styles`: names of our stylesheets in `static/css`.

    Nothing is fetched while it is made: no file, no address.
    """
    # WeasyPrint takes a second to load, and few pages need it.
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    fetcher: Any = URLFetcher(allowed_protocols=["data"])
    folder = settings.BASE_DIR / "static" / "css"
    sheets = [CSS(string=(folder / name).read_text(), url_fetcher=fetcher) for name in styles]
    document = HTML(string=html, url_fetcher=fetcher, base_url=settings.SITE_URL)
    content: bytes = document.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1", pdf_tags=True)
    return content
