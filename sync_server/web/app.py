"""Puts the three faces of head office together: desks under /api/v1, the console at /, public pages under /public."""

from datetime import timedelta

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect

from shared_models.protocol.framing import MEDIA_TYPE
from sync_server.web.authorization import install_authorization
from sync_server.web.console import (
    answer_pages,
    came_back_page,
    erasure_pages,
    front,
    network_pages,
    pair_pages,
    record_pages,
    stick_page,
    watch_pages,
)
from sync_server.web.console.blueprint import console
from sync_server.web.context import Server, attach
from sync_server.web.desks import blobs, description, digests, elsewhere, enrol, files, reference, sync
from sync_server.web.desks.blueprint import desks
from sync_server.web.health import health
from sync_server.web.limits import install_limits
from sync_server.web.public.pages import public
from sync_server.web.reference_in_use import install_reference
from sync_server.web.refusals import install_refusals
from sync_server.web.sessions import install_sessions

# Importing them puts their routes on the blueprints.
DESK_ROUTES = (blobs, description, digests, elsewhere, enrol, files, reference, sync)
CONSOLE_ROUTES = (
    answer_pages,
    came_back_page,
    erasure_pages,
    front,
    network_pages,
    pair_pages,
    record_pages,
    stick_page,
    watch_pages,
)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

form_tokens = CSRFProtect()


class FormSession(SecureCookieSessionInterface):
    """The cookie of the form tokens; it says "secure" wherever the page came by TLS (plain HTTP is for loopback only)."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the cookie may travel by TLS alone."""
        del app
        return request.is_secure


def create_app(server: Server) -> Flask:
    """The web application of one opened head office."""
    app = Flask("sync_server.web", static_folder=None)
    app.session_interface = FormSession()
    attach(app, server)
    app.config.update(
        SECRET_KEY=server.head_office.keys.web,
        SESSION_COOKIE_NAME="frc_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        MAX_CONTENT_LENGTH=server.head_office.configuration.max_body_bytes,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        PROPAGATE_EXCEPTIONS=False,
    )
    install_refusals(app)
    install_reference(app)
    install_limits(app)
    install_sessions(app)
    install_authorization(app)
    form_tokens.init_app(app)
    form_tokens.exempt(desks)
    for face in (health, desks, public, console):
        app.register_blueprint(face)
    app.after_request(_secure)
    return app


def _secure(answer: Response) -> Response:
    if request.path.startswith("/api/"):
        # Programs read these, on lines where every byte counts.
        if answer.mimetype != MEDIA_TYPE:  # no browser would make anything of that
            answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        return answer
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return answer
