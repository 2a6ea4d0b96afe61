"""Where a portal's rows lie, and how a world is put back: by copying."""

import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests import ready


class Files:
    """SQLite: a database is a file, and its neighbours with the write-ahead log go with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"sqlite:///{self.file(name)}"

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def begin(self, name: str) -> None:
        shutil.copyfile(ready.file(), self.file(name))

    def copy(self, source: str, name: str) -> None:
        for file in self.folder.glob(f"{name}.sqlite3*"):
            file.unlink()
        with closing(sqlite3.connect(self.file(source))) as old, closing(sqlite3.connect(self.file(name))) as new:
            old.backup(new)

    def drop(self, name: str) -> None:
        """Goes with the folder."""


class Server:
    """PostgreSQL: the server that DATABASE_URL names, with databases of our own."""

    def __init__(self) -> None:
        self.source = os.environ["DATABASE_URL"]
        assert self.source.startswith("postgres"), "The production mode needs DATABASE_URL=postgres://..."
        self.mark = secrets.token_hex(4)

    def name(self, name: str) -> str:
        return f"inference_{self.mark}_{name}"

    def url(self, name: str) -> str:
        return urlsplit(self.source)._replace(path=f"/{self.name(name)}").geturl()

    def begin(self, name: str) -> None:
        self.do(f'create database "{self.name(name)}" template "{ready.template(self.source)}"')

    def copy(self, source: str, name: str) -> None:
        self.drop(name)
        self.do(f'create database "{self.name(name)}" template "{self.name(source)}"')

    def drop(self, name: str) -> None:
        self.do(f'drop database if exists "{self.name(name)}" with (force)')

    def do(self, statement: str) -> None:
        with closing(psycopg2.connect(urlsplit(self.source)._replace(path="/postgres").geturl())) as server:
            server.autocommit = True
            server.cursor().execute(statement)
