"""PostgreSQL: copied by `pg_dump` from an exported snapshot, and replaced by `psql` in one transaction."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, NoReturn

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from core.backup import databases
from core.backup.archive import Manifest, pieces_of
from core.backup.databases import IN_USE, LEFT_OUT, Snapshot, facts
from core.backup.sealing import BackupRefused

# Who owns the tables and who may read them is the server's own matter: whoever restores owns them, and the application
# has its rights by default (scripts/application_role.sql). Comments on an extension are its owner's to make.
ONLY_DATA = ["--no-owner", "--no-privileges", "--no-comments"]

BEGIN = """
BEGIN;
SET LOCAL lock_timeout = '{patience}s';
SET LOCAL client_min_messages = error;
DO $$
DECLARE command text;
BEGIN
  FOR command IN
    SELECT format('DROP TABLE %s CASCADE', oid::regclass) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    UNION ALL
    SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP
    EXECUTE command;
  END LOOP;
END $$;
"""


class PostgresEngine:
    """The database that DATABASE_URL names, by the role that it names."""

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold a transaction open, and let `pg_dump` read what that one sees."""
        own = connection.copy()
        with closing(own):
            own.set_autocommit(False)
            with own.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
                tables = [name for (name,) in cursor.fetchall()]
                cursor.execute("SELECT pg_export_snapshot()")
                (name,) = cursor.fetchone()
                yield Snapshot(*facts(cursor, tables), _dumped(name))

    def check_target(self) -> None:
        """Refuse a role that may not make tables, or whose tables the application would have no rights to."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_schema_privilege(current_schema(), 'CREATE') AND (NOT rolsuper OR datdba = pg_roles.oid), "
                "pg_get_userbyid(datdba) FROM pg_database, pg_roles "
                "WHERE datname = current_database() AND rolname = current_user"
            )
            fits, owner = cursor.fetchone()
        if not fits:
            raise BackupRefused(f"Only the role that owns the database can restore. Let DATABASE_URL name {owner}.")

    def is_empty(self) -> bool:
        """Return whether the database has no table."""
        return not connection.introspection.table_names()

    @contextmanager
    def replacement(self) -> Iterator["PostgresReplacement"]:
        """Begin the transaction; whatever ends this process, or `psql`, before it is committed undoes all of it."""
        replacement = PostgresReplacement()
        try:
            yield replacement
        finally:
            replacement.end()


class PostgresReplacement:
    """A transaction in `psql` that drops what is there and takes what `pg_restore` makes of the archive."""

    def __init__(self) -> None:
        options = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        self.psql = Program(["psql", *options], connected=True, stdin=subprocess.PIPE)
        self.psql.write(BEGIN.replace("{patience}", str(databases.PATIENCE_SECONDS)).encode())
        options = ["--format=custom", "--exit-on-error", "--file=-", *ONLY_DATA]
        try:
            self.restore = Program(
                ["pg_restore", *options], connected=False, stdin=subprocess.PIPE, stdout=self.psql.process.stdin
            )
        except BackupRefused:
            self.psql.close()
            raise

    def write(self, piece: bytes) -> None:
        """Pass a piece on; a refusal of the database is told at once."""
        try:
            self.restore.write(piece)
        except BrokenPipeError:
            self._fail()

    def commit(self, manifest: Manifest) -> None:
        """Count the rows inside the transaction, and commit."""
        if self.restore.finish() != 0:
            self._fail()
        checks = "".join(
            f"IF (SELECT count(*) FROM public.{connection.ops.quote_name(table)}) <> {count} THEN "  # noqa: S608
            f"RAISE EXCEPTION 'the table {table} has another number of rows'; END IF; "
            for table, count in manifest.counts.items()
        )
        try:
            self.psql.write(f"DO $$ BEGIN {checks} END $$; COMMIT;\n".encode())
        except BrokenPipeError:
            self._fail()
        if self.psql.finish() != 0:
            self._fail()

    def end(self) -> None:
        """End both programs where they have not ended by themselves."""
        self.restore.close()
        self.psql.close()

    def _fail(self) -> NoReturn:
        self.restore.process.kill()
        self.restore.finish()
        self.psql.finish()
        # Where psql has stopped, pg_restore only complains of a pipe that nobody reads.
        reason = self.psql.complaint or self.restore.complaint
        if "lock timeout" in reason:
            raise BackupRefused(IN_USE)
        raise BackupRefused(f"The database could not be restored, and nothing was changed: {reason}")


class Program:
    """A program of PostgreSQL's, running; `connected` to our database. No password stands in its command line."""

    def __init__(self, command: list[str], *, connected: bool, stdin: Any = None, stdout: Any = None) -> None:
        (_, *arguments), password = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
        self.said = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the program
        try:
            self.process = subprocess.Popen(  # noqa: S603 -- no shell, and nothing that anybody typed
                [*command, *(arguments if connected else [])],
                env=os.environ | (password or {}) | {"LC_MESSAGES": "C"},
                stdin=stdin,
                stdout=stdout,
                stderr=self.said,
            )
        except FileNotFoundError:
            self.said.close()
            raise BackupRefused(
                f"The program {command[0]} is missing. Install postgresql-client, in the version of the server."
            ) from None

    def write(self, data: bytes) -> None:
        """Give it data to read."""
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def finish(self) -> int:
        """Give it no more, wait for its end and return its exit status."""
        if self.process.stdin:
            with suppress(BrokenPipeError):
                self.process.stdin.close()
        return self.process.wait()

    def close(self) -> None:
        """End it, if it still runs, and forget what it said."""
        self.process.kill()
        self.finish()
        if self.process.stdout:
            self.process.stdout.close()
        self.said.close()

    @property
    def complaint(self) -> str:
        """Return the first error that it told of, in one line."""
        self.said.seek(0)
        lines = [line for line in self.said.read().decode(errors="replace").splitlines() if "error:" in line.lower()]
        return lines[0].rpartition("rror: ")[2].strip() if lines else ""


def _dumped(snapshot: str) -> Iterator[bytes]:
    """Yield what `pg_dump` writes of that snapshot."""
    empty = [f"--exclude-table-data={table}" for table in LEFT_OUT]
    options = ["--format=custom", f"--snapshot={snapshot}", "--no-password", *ONLY_DATA, *empty]
    program = Program(["pg_dump", *options], connected=True, stdout=subprocess.PIPE)
    try:
        assert program.process.stdout
        yield from pieces_of(program.process.stdout)
        if program.process.wait() != 0:
            raise BackupRefused(f"The database could not be copied: {program.complaint}")
    finally:
        program.close()
