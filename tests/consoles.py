"""A head office with a console in front: an invented network, one person for each role, and a way to sign in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.accounts import account
from sync_server.subjects.accounts import CONSOLE_ROLES, create_account, hash_password
from sync_server.web.app import create_app
from sync_server.web.console.sample_network import NOW, MovableClock, SampleNetwork, fill_needing
from sync_server.web.context import Server
from tests.head_offices import TrialOffice, make_office

PASSWORD = "a lamp in the window"
ONE_TIME = "PRINT-EDONC-EPASS-WORDX"
AS_PAGE = {"Accept": "text/html"}
Story = Callable[[HeadOffice, MovableClock], SampleNetwork]


@dataclass(frozen=True)
class TrialConsole:
    """The office, the story that was told in it, and who may sign in with PASSWORD: one account named like each role."""

    trial: TrialOffice
    network: SampleNetwork

    def client(self, role: str = "") -> FlaskClient:
        """A browser without a window, signed in; forms need no token."""
        app = create_app(Server(self.trial.head_office))
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        if role:
            client.post("/sign-in", data={"name": role, "password": PASSWORD})
        return client


def make_console(data: Path, database_url: str | None = None, *, fill: Story = fill_needing) -> TrialConsole:
    """A console over a network in which everything that can need somebody does, or another story is told.

    The caller closes its office.
    """
    trial = make_office(data, database_url)
    trial.clock.now = NOW
    network = fill(trial.head_office, trial.clock)
    with writing(trial.head_office.engine) as connection:
        create_account(connection, "new", "reviewer", None, one_time_password=ONE_TIME, made_by="test", at=NOW)
        chosen = {"password_hash": hash_password(PASSWORD), "one_time": False}
        connection.execute(account.update().where(account.c.name == "administrator").values(chosen))
        made = {"office": None, "state": "active", "made_by": "test", "made_at": NOW, **chosen}
        others = [role for role in CONSOLE_ROLES if role != "administrator"]
        connection.execute(account.insert(), [{"name": role, "role": role, **made} for role in others])
    return TrialConsole(trial, network)
