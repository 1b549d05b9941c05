"""The command line: ``jinxiu read | pair | load | export | up | link | account | evaluate | check``."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="jinxiu",
    help="Reads a city's development plan and runs it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class ReadForm(StrEnum):
    """How `jinxiu read` prints."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"


class CardForm(StrEnum):
    """How `jinxiu evaluate` prints."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class ForecastForm(StrEnum):
    """How forecasts are printed."""

    TABLE = "table"
    JSON = "json"


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinxiu.site.settings")
    import django

    django.setup()


def _fail(message: str, code: int = 1) -> None:
    typer.echo(f"jinxiu: {message}", err=True)
    raise typer.Exit(code)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A plan or report: txt, html, docx, pdf, ofd, xlsx or csv.")],
    form: Annotated[ReadForm, typer.Option("--format", help="How to print what was found.")] = ReadForm.TABLE,
    year: Annotated[int | None, typer.Option(help="The plan's year, where the text does not tell.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    outcomes: Annotated[bool, typer.Option("--outcomes", help="What a review says was achieved instead.")] = False,
    qualities: Annotated[
        bool, typer.Option("--qualities", help="Also what is promised without a number or a stage.")
    ] = False,
) -> None:
    """Read a document and print every promise in it. Nothing is stored."""
    from jinxiu.commands import read as command

    try:
        if outcomes:
            command.run_outcomes(file, form.value, output)
        else:
            command.run(file, form.value, year, output, qualities=qualities)
    except command.CannotReadError as error:
        _fail(str(error), 2)


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="The earlier version.")],
    new: Annotated[Path, typer.Argument(help="The later version.")],
    form: Annotated[ReadForm, typer.Option("--format", help="table, json or jsonl.")] = ReadForm.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is unchanged or only reworded.")] = False,
) -> None:
    """Set two versions of a plan side by side: lowered, softened, postponed, dropped first. Nothing is stored."""
    from jinxiu.commands import compare as command
    from jinxiu.commands.read import CannotReadError

    try:
        command.run(old, new, form.value, output, everything=everything)
    except CannotReadError as error:
        _fail(str(error), 2)


@app.command(name="contradictions")
def find_contradictions(
    files: Annotated[list[Path], typer.Argument(help="One document or several.")],
    form: Annotated[ReadForm, typer.Option("--format", help="table, json or jsonl.")] = ReadForm.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
) -> None:
    """Find the same measure with figures that cannot both be meant. Nothing is stored."""
    from jinxiu.commands import compare as command
    from jinxiu.commands.read import CannotReadError

    try:
        command.run_contradictions(files, form.value, output)
    except CannotReadError as error:
        _fail(str(error), 2)


@app.command()
def pair(
    plan: Annotated[Path, typer.Argument(help="The plan.")],
    review: Annotated[Path, typer.Argument(help="A later review or report.")],
    form: Annotated[ReadForm, typer.Option("--format", help="json or jsonl.")] = ReadForm.JSONL,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
) -> None:
    """Say what became of a plan's promises, as a later review tells. Nothing is stored."""
    from jinxiu.commands import pair as command
    from jinxiu.commands.read import CannotReadError

    try:
        command.run(plan, review, form.value, output)
    except CannotReadError as error:
        _fail(str(error), 2)


@app.command()
def load(folder: Annotated[Path, typer.Argument(help="A city's folder.")]) -> None:
    """Load a city's folder: everything is checked first, then all of it is stored, or nothing."""
    _django()
    from jinxiu.commands import folders

    if not folders.load(folder):
        raise typer.Exit(1)


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Write the city out as a folder, in the form in which it is loaded."""
    _django()
    from jinxiu.commands import folders

    if not folders.export(folder):
        raise typer.Exit(1)


@app.command()
def up(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    example: Annotated[bool, typer.Option(help="Load the example city into an empty database.")] = True,
) -> None:
    """Prepare the database, start the server and print a one-time sign-in link."""
    from jinxiu.commands import up as command

    try:
        sys.exit(command.run(host, port, example=example))
    except command.CannotStartError as error:
        _fail(str(error))


@app.command()
def link(account: Annotated[str, typer.Argument(help="The account to sign in.")] = "operator") -> None:
    """Print a fresh one-time sign-in link for an account."""
    _django()
    from jinxiu.commands import accounts

    try:
        typer.echo(accounts.link(account))
    except ValueError as error:
        _fail(str(error))


@app.command()
def account(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[list[str], typer.Option(help="viewer, planner, reporter, verifier or auditor; repeat it.")],
    post: Annotated[str | None, typer.Option(help="The code of the post that the account serves.")] = None,
) -> None:
    """Open an account and print its one-time sign-in link."""
    _django()
    from jinxiu.commands import accounts

    try:
        typer.echo(accounts.open_account(name, role, post))
    except ValueError as error:
        _fail(str(error))


@app.command()
def evaluate(
    as_of: Annotated[str | None, typer.Option(help="The day to look at, as 2025-03-31; today if left out.")] = None,
    form: Annotated[CardForm, typer.Option("--format", help="How to print.")] = CardForm.TABLE,
    known_at: Annotated[
        str | None, typer.Option(help="What was known at a moment, as 2025-03-01 or 2025-03-01T14:30; now if left out.")
    ] = None,
) -> None:
    """Say of every target what became of it by a day, with its sources."""
    _django()
    from jinxiu.commands import evaluate as command

    try:
        command.run(as_of, form.value, known_at)
    except ValueError as error:
        _fail(str(error), 2)


@app.command()
def forecast(
    as_of: Annotated[str | None, typer.Option(help="The day to look from, as 2025-03-31; today if left out.")] = None,
    form: Annotated[ForecastForm, typer.Option("--format", help="How to print.")] = ForecastForm.TABLE,
    write: Annotated[bool, typer.Option("--write", help="Keep it, to be held against what comes.")] = False,
) -> None:
    """Say of every open target how likely it is to be met by its deadline."""
    _django()
    from jinxiu.commands import forecast as command

    try:
        command.run(as_of, form.value, write=write)
    except ValueError as error:
        _fail(str(error), 2)


@app.command()
def check() -> None:
    """Prove that what is stored is sound: audit chain, evidence files, ledger, facts."""
    _django()
    from jinxiu.commands import check as command

    if not command.run():
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    # A pipe that closes early (| head) is no error of ours.
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()


if __name__ == "__main__":
    main()
