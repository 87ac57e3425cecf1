"""The front page anybody may read; what returnees can do here before arrival comes with a later release."""

from flask import Blueprint, Response

public = Blueprint("public", __name__, url_prefix="/public")


@public.get("/")
def front() -> Response:
    """Says where one is."""
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>FRC Registration</title><h1>FRC Registration</h1>'
    )
    return Response(page, content_type="text/html; charset=utf-8")
