"""What came back with a question, needs repair or waits, with its age, its reason and whose move it is."""

from flask.typing import ResponseReturnValue

from sync_server.storage.engine import reading
from sync_server.subjects.came_back import read_came_back
from sync_server.web.console.blueprint import console, show
from sync_server.web.console.language import language
from sync_server.web.context import this_office


@console.get("/came-back")
def came_back() -> ResponseReturnValue:
    """Everything that is open between a save and a good record."""
    office = this_office()
    with reading(office.engine) as connection:
        page = read_came_back(connection, office, language())
    return show("came_back.html", page=page)
