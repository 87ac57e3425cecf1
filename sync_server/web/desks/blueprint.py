"""The face for desks: programs only, so no cookie, no session and no form token."""

from flask import Blueprint

desks = Blueprint("desks", __name__, url_prefix="/api/v1")
