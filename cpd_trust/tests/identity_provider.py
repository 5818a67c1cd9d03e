"""An OpenID Connect provider on this machine, as a trust's Microsoft or Google is one: allauth's own, as a process.

`python -m cpd_trust.tests.identity_provider FACTS` where FACTS is JSON: port, folder, callback, people (email →
whether the provider has verified it). Everybody's password is `PASSWORD`.
"""

import json
import os
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

CLIENT_ID, SECRET, PASSWORD = "cpd", "a secret between the two", "three plain harbour words"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def _configure(folder: Path) -> None:
    import django
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.configure(
        SECRET_KEY="of the provider, and of nobody else",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        LOGIN_URL="account_login",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*", "password2*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )
    django.setup()


def _fill(callback: str, people: dict[str, bool]) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    client = Client(
        id=CLIENT_ID, name="CPD", scopes="openid\nprofile\nemail", redirect_uris=callback, skip_consent=True
    )
    client.set_secret(SECRET)
    client.save()
    for email, verified in people.items():
        user = get_user_model().objects.create_user(username=email, email=email, password=PASSWORD)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=verified)


def __getattr__(name: str) -> Any:
    """Give Django the addresses, once it is set up and asks for them."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.urls import include, path

    return [path("account/", include("allauth.account.urls")), path("", include("allauth.idp.urls"))]


def main(facts: dict[str, Any]) -> None:
    """Serve until the process is ended."""
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # this machine only
    _configure(Path(facts["folder"]))
    _fill(facts["callback"], facts["people"])
    from django.core.wsgi import get_wsgi_application

    server = _Server(("127.0.0.1", facts["port"]), _Quiet)
    server.set_app(get_wsgi_application())
    server.serve_forever()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
