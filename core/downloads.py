"""The way out for a stored file. Who is reading is asked by the view before it comes here."""

from django.http import FileResponse

from core.models import StoredFile

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Even opened inside the browser, a file of ours runs nothing and reaches nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def private_file_response(stored: StoredFile) -> FileResponse:
    """Return the file as a download with its fixed type and the name that the person gave it (RFC 6266).

    Raises `FileNotFoundError` when the row is there and the file is not.
    """
    # django-csp leaves an answer alone that brings its own policy.
    return FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.kind, headers=HEADERS
    )
