"""A PostgreSQL of the tests' own: found on this machine or installed, run in a folder of its own, stopped afterwards.

It refuses to run as root, so there it runs as another user, in a folder which that user can reach, and listens on a
socket in that folder alone.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

USERS = ("postgres", "nobody")
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
MISSING = (
    "The tests of the database need PostgreSQL and none could be installed. Install it (Debian: apt-get install postgresql) "
    "or name its programs: POSTGRES=/path/to/bin make test"
)
SETTINGS = {"listen_addresses": "", "fsync": "off", "max_connections": "40"}


def programs() -> Path | None:
    """Return the folder of its programs: ``POSTGRES`` where set, the newest that is installed, or that on the PATH."""
    if named := os.environ.get("POSTGRES"):
        return Path(named) if (Path(named) / "initdb").exists() else None
    found = [each for pattern in PLACES for each in Path("/").glob(pattern.lstrip("/")) if (each / "initdb").exists()]
    on_path = shutil.which("initdb")
    return max(found, default=None, key=lambda each: each.parent.name) or (Path(on_path).parent if on_path else None)


@contextmanager
def cluster() -> Iterator[str]:
    """Run an empty database and give its address; whoever has the address may do anything there."""
    settings = ("--auth=trust", "--username=atlas", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
    with _home() as folder:
        _run("initdb", "--pgdata", folder / "data", *settings)
        with _running(folder) as address:
            yield address


@contextmanager
def standby(of: str) -> Iterator[str]:
    """Run a replica of the database at an address and give its own: it follows, answers, and takes nothing."""
    settings = ("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
    with _home() as folder:
        _run("pg_basebackup", "--pgdata", folder / "data", "--dbname", of, *settings)
        with _running(folder) as address:
            yield address


@contextmanager
def _home() -> Iterator[Path]:
    if programs() is None:
        raise RuntimeError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="atlas-pg-", dir="/tmp"))  # a socket's path is short, or refused
    try:
        if user := _unprivileged():
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path) -> Iterator[str]:
    start(folder)
    try:
        yield f"postgresql://atlas@/postgres?host={quote(str(folder), safe='')}"
    finally:
        stop(folder)


def folder_of(address: str) -> Path:
    from psycopg.conninfo import conninfo_to_dict

    return Path(str(conninfo_to_dict(address)["host"]))


def start(folder: Path) -> None:
    settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    _run(
        "pg_ctl",
        "start",
        "--wait",
        "--silent",
        "--pgdata",
        folder / "data",
        "--log",
        folder / "log",
        "--options",
        f"-k {folder} {settings}",
    )


def stop(folder: Path) -> None:
    """Stop the database as if it had failed; nothing if it does not run."""
    if (folder / "data" / "postmaster.pid").exists():
        _run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", "--pgdata", folder / "data")


def _unprivileged() -> str | None:
    """Return the user to run as, or None to run as oneself."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in USERS if name in known)


def _run(program: str, *arguments: object) -> None:
    user = _unprivileged()
    own = {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    command = [str(programs() / program), *map(str, arguments)]
    # Its output goes to a file: a server that was started would hold a pipe open.
    with tempfile.TemporaryFile("w+") as said:
        ran = subprocess.run(command, cwd="/", check=False, stdout=said, stderr=said, **own)
        if ran.returncode:
            said.seek(0)
            raise RuntimeError(f"{program} failed: {said.read().strip()}")


def _install() -> None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"], check=False, **quiet
        )


if __name__ == "__main__":
    if programs() is None:
        print("No PostgreSQL found for the tests of the database; installing it.", flush=True)
        _install()
    if programs() is None:
        sys.exit(MISSING)
