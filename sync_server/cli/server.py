"""The life of a head office: begin, run, how it is, whether it is whole."""

import gc
import signal
import threading
from types import FrameType

import click

from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.cli.frame import actor, located, opened, show
from sync_server.cli.sealed import words_text
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.events import log
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.protection_key import read_protection_key
from sync_server.subjects import intake
from sync_server.subjects.condition import find_faults, read_condition
from sync_server.subjects.initialise import bring_up_to_date, initialise
from sync_server.subjects.intake.erasures import carry_out_list
from sync_server.subjects.sealed_entries import add_protection_key

_YOUNG = 50_000  # things made and not yet looked through; a batch of 512 registrations holds some thousands of them


@click.command()
@click.option("--json", "as_json", is_flag=True)
@located
def init(configuration: ServerConfiguration, as_json: bool) -> None:
    """Make keys, certificate authority, tables and the first administrator."""
    made = initialise(configuration)
    document = {
        "epoch": made.epoch,
        "administrator": made.administrator,
        "one_time_password": made.one_time_password,
        "root_fingerprint": made.root_fingerprint,
        "receipt_fingerprint": made.receipt_fingerprint,
        "protection_passphrase": made.protection_passphrase,
    }
    text = (
        f"Head office is ready in {configuration.data}.\n"
        f"First administrator: {made.administrator}\n"
        f"One-time password:   {made.one_time_password}   (shown only now; change it at the first sign-in)\n"
        f"Fingerprint:         {made.root_fingerprint}\n"
        f"{words_text(made.protection_passphrase)}"
    )
    show(document, as_json=as_json, text=text)


@click.command()
@click.option("--json", "as_json", is_flag=True)
@located
def upgrade(configuration: ServerConfiguration, as_json: bool) -> None:
    """Bring the database of an older program up to this one; stop `run` and make a copy first."""
    before, after = bring_up_to_date(configuration, actor())
    document, text = {"before": before, "after": after}, f"The database was at step {before}, now {after}."
    if read_protection_key(configuration.key_folder) is None:
        head_office = open_head_office(configuration)
        try:
            words = add_protection_key(head_office, actor())
        finally:
            head_office.close()
        document["protection_passphrase"], text = words, f"{text}\n{words_text(words)}"
    show(document, as_json=as_json, text=text)


def _hold_garbage_back() -> None:
    """What was read up to here stays to the end, and what a batch makes is gone with it: neither need be searched often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)


@click.command()
@click.option("--host", default=None, help="Address to listen on; 127.0.0.1 unless configured.")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="0 takes a free one.")
@click.option("--tls/--no-tls", default=None, help="TLS by our own authority; off only on this machine.")
@opened
def run(head_office: HeadOffice, host: str | None, port: int | None, tls: bool | None) -> None:
    """Answer desks and people, and do the duties, until SIGTERM or Ctrl-C."""
    from sync_server.web.app import create_app
    from sync_server.web.context import Server
    from sync_server.web.server import is_loopback, make_server

    with writing(head_office.engine) as connection:
        carry_out_list(connection, head_office)
    configuration = head_office.configuration
    host = host or configuration.host
    port = configuration.port if port is None else port
    worker = Worker(head_office.engine, duties_of(head_office, intake.apply_batch))
    app = create_app(Server(head_office, worker))
    server = make_server(app, head_office, host=host, port=port, tls=not is_loopback(host) if tls is None else tls)
    try:
        server.prepare()
    except OSError:
        raise ProblemError(Problem("server.port_taken", "", {"port": str(port)})) from None

    def stop(_signal: int, _frame: FrameType | None) -> None:
        threading.Thread(target=server.stop, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    _hold_garbage_back()
    worker.start()
    click.echo(f"Head office answers at {server.url}")
    log("server.started", host=host, port=server.bind_addr[1], tls=server.ssl_adapter is not None)
    try:
        server.serve()
    finally:
        server.stop()
        worker.stop()
        log("server.stopped")


@click.command()
@click.option("--json", "as_json", is_flag=True)
@opened
def status(head_office: HeadOffice, as_json: bool) -> None:
    """Show what head office holds."""
    condition = read_condition(head_office)
    show(condition, as_json=as_json, text=condition.sentence)


@click.command()
@click.option("--json", "as_json", is_flag=True)
@opened
def check(head_office: HeadOffice, as_json: bool) -> None:
    """Look whether database, tables, keys and audit chain are whole; 1 when something is not."""
    faults = find_faults(head_office)
    failing = sum(not fault.warning for fault in faults)
    lines = [f"{'warning' if fault.warning else 'FAULT'} {fault.what}: {fault.detail}" for fault in faults]
    if not failing:
        lines.append("Everything is whole.")
    show({"whole": not failing, "faults": faults}, as_json=as_json, text="\n".join(lines))
    if failing:
        raise ProblemError(Problem("server.check_failed", "", {"count": str(failing)}))
