"""Entry of frc-server."""

import click

from sync_server.cli.accounts import user
from sync_server.cli.audit import audit
from sync_server.cli.backup import backup
from sync_server.cli.bundles import bundle
from sync_server.cli.duplicates import duplicates
from sync_server.cli.erasure import erasure
from sync_server.cli.export import export
from sync_server.cli.frame import Commands
from sync_server.cli.network import device, enrolment_code, office
from sync_server.cli.reference import reference
from sync_server.cli.sealed import sealed
from sync_server.cli.server import check, init, run, status, upgrade


@click.group(cls=Commands)
def main() -> None:
    """Head office of FRC Registration."""


COMMANDS = (
    init, run, status, check, upgrade, user, office, enrolment_code, device, export, audit, backup, bundle, erasure,
    reference, sealed, duplicates,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)
