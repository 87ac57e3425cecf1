"""One frozen value says where head office keeps its things, so that nothing below the edge reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError

DEFAULT_PORT = 8440
MEGABYTE = 1024 * 1024


class ServerConfiguration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything an operator may set; the file `server.toml` in the data folder holds the same names."""

    data: Path
    database_url: str | None = None
    database_password_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    host_names: tuple[str, ...] = ("localhost", "127.0.0.1")
    threads: int = 24
    max_body_bytes: int = 10 * MEGABYTE
    stall_seconds: int = 60

    @property
    def embedded(self) -> bool:
        """True when head office keeps its records in its own encrypted file."""
        return self.database_url is None

    @property
    def database_file(self) -> Path:
        """Where the embedded database lies."""
        return self.data / "head_office.db"

    @property
    def key_folder(self) -> Path:
        """Secrets lie outside the database, so that neither a dump nor a backup carries them."""
        return self.data / "server.key"

    def sqlalchemy_url(self) -> sa.URL:
        """The PostgreSQL address, with the password from its file. Raises ProblemError for another kind of database."""
        try:
            url = sa.make_url(self.database_url or "")
        except sa.exc.ArgumentError:
            raise ProblemError(Problem("server.database_url")) from None
        if url.get_backend_name() != "postgresql":
            raise ProblemError(Problem("server.database_url"))
        if self.database_password_file is not None:
            password = self.database_password_file.read_text(encoding="utf-8").strip()
            url = url.set(password=password)
        return url.set(drivername="postgresql+psycopg")


def load_configuration(
    data: Path | None, database_url: str | None, environment: Mapping[str, str] | None = None
) -> ServerConfiguration:
    """Read `server.toml` beside the keys, then FRC_* variables, then what the command line said (the last one wins).

    Raises ProblemError `server.no_data_folder` without a folder and `server.configuration` for a file nobody can read.
    """
    surroundings = os.environ if environment is None else environment
    folder = data or (Path(surroundings["FRC_SERVER_DATA"]) if surroundings.get("FRC_SERVER_DATA") else None)
    if folder is None:
        raise ProblemError(Problem("server.no_data_folder"))
    said: dict[str, object] = {}
    file = folder / "server.toml"
    try:
        if file.exists():
            said = msgspec.toml.decode(file.read_bytes(), type=dict[str, object])
        said |= {
            name: surroundings[variable]
            for name, variable in (
                ("database_url", "FRC_SERVER_DATABASE_URL"),
                ("database_password_file", "FRC_SERVER_DATABASE_PASSWORD_FILE"),
            )
            if surroundings.get(variable)
        }
        if database_url:
            said["database_url"] = database_url
        said["data"] = str(folder)
        return msgspec.convert(said, ServerConfiguration, strict=False, dec_hook=lambda _kind, text: Path(text))
    except (msgspec.MsgspecError, OSError) as failure:
        detail = str(failure) if isinstance(failure, msgspec.MsgspecError) else "unreadable"
        raise ProblemError(Problem("server.configuration", "", {"detail": detail})) from None
