"""The command line: each command reads its options, calls one function and prints. Heavy libraries wait until they are used."""

import signal
import sys

_is_command = __name__ == "__main__" or "".join(sys.argv[:1]).endswith(("netzlese", "netzlese.exe"))
if _is_command and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # until the command runs and cleans up after itself, ctrl-C just ends the program: no traceback of half an import
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

import click  # noqa: E402

from pipeline.bulk_cli import COMMANDS as BULK_COMMANDS  # noqa: E402
from pipeline.console import DEFECT_HINT, EXIT_DEFECT, EXIT_FINDINGS, EXIT_UNREADABLE, Commands, progress, say  # noqa: E402
from pipeline.errors import NetzleseError  # noqa: E402
from pipeline.options import (  # noqa: E402
    FILE,
    FOLDER,
    OUTPUT,
    check_date,
    counted,
    form_of,
    named,
    print_option,
    refuse_overwriting,
    shortened,
    without,
)
from pipeline.review_cli import COMMANDS as REVIEW_COMMANDS  # noqa: E402
from pipeline.settings import Settings, printable  # noqa: E402
from pipeline.upkeep_cli import COMMANDS as UPKEEP_COMMANDS  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.batch import Failed
    from pipeline.write import Sink
    from schemas.record import Report

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


def _show_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    if value:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - only for --version

        try:
            number = version("netzlese")
        except PackageNotFoundError:
            number = "(not installed)"
        click.echo(f"netzlese {number}")
        context.exit()


@click.group(cls=Commands, context_settings=_CONTEXT)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version.")
def main() -> None:
    """Read announcements of German municipal networks and give structured records.

    Each value of a record shows the characters it came from. Begin with one text:

    \b
      netzlese extract announcement.txt
      netzlese extract announcements/ -o results.jsonl
      netzlese report results.jsonl -o report.html

    To correct in a browser what was read, and keep the corrections:

    \b
      netzlese ingest announcements/
      netzlese review

    Data goes to standard output, messages go to standard error. Exit codes: 0 done, 1 a check failed (errors under --strict,
    a score below its floor, a word list that breaks its examples, a store that does not verify), 2 wrong usage, 3 something could
    not be read, 70 a defect of Netzlese, 130 stopped with ctrl-C (128 and its number for another signal).
    """


@main.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=OUTPUT, help="Write to this file instead of the screen (- is the screen). Example: -o results.jsonl"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "jsonl", "table", "csv", "xlsx", "parquet"]),
    help="How to write: json (easy to read), jsonl (one report a line), table (for the screen), csv (one row a network), "
    "xlsx (Excel, needs -o), parquet (columns for analysis, needs -o). Without it: what the ending of -o says, else json for one input and jsonl for several. "
    "Example: --format csv",
)
@click.option("--explain", is_flag=True, help="Add rule and cue of every value, and why empty fields are empty. Example: --explain")
@click.option(
    "--date",
    callback=check_date,
    metavar="YYYY-MM-DD",
    help="The day the texts are from, where they do not say; 'last July' is counted from it. Example: --date 2021-05-03",
)
@click.option("--strict", is_flag=True, help="End with exit code 1 when a finding has severity error. Example: --strict")
def extract(paths: tuple[str, ...], output: Path | None, form: str | None, explain: bool, date: str | None, strict: bool) -> int:  # noqa: FBT001
    """Read announcements and write one report for each.

    PATH is a file (text, Markdown, web page, PDF, Word, e-mail, RSS or Atom, JSON Lines, or a ZIP archive of these), a folder,
    a pattern such as 'pages/*.html', or - for standard input.
    One input gives one JSON object. Several inputs, a folder, a pattern or JSON Lines give one report a line, in the order
    of the inputs. What cannot be read is named on standard error; the rest is still done, and the exit code is 3.

    \b
    Examples:
      netzlese extract announcement.txt
      netzlese extract pages/ -o results.jsonl
      cat announcement.txt | netzlese extract - --format table
    """
    from pipeline.read import Reader  # noqa: PLC0415 - bs4 and pydantic take their time
    from pipeline.write import Writer  # noqa: PLC0415

    settings = Settings(explain=explain, date=date)
    notes: list[str] = []
    output = named(output)
    sources = without(output, paths, Reader(settings).expand(paths, notes=notes))
    single = len(paths) == 1 and sources == list(paths) and not paths[0].lower().endswith((".jsonl", ".ndjson"))
    form = form_of(output, form)
    if notes:
        say(shortened(notes))
    run = _Run(settings, strict=strict, quiet=output is None and sys.stdout is not None and sys.stdout.isatty())
    with Writer(form, single=single).open(output) as sink:
        run.write(sources, sink)
    return run.exit_code


class _Run:
    """Count what one extraction met, to choose its exit code."""

    def __init__(self, settings: Settings, *, strict: bool, quiet: bool) -> None:
        self._settings = settings
        self._strict = strict
        self._quiet = quiet
        self._written = self._failed = self._defects = self._errors = 0

    def write(self, sources: list[str], sink: "Sink") -> None:
        """Extract every source into the sink; a file of which nothing could be read is left as it was."""
        with progress(sources, len(sources), printable, hide=self._quiet) as watched:
            for result in self._results(watched):
                if not self._add(result, sink):
                    continue
                self._written += 1
                self._name_unread(result)
                findings = [*result.findings, *(finding for record in result.networks for finding in record.findings)]
                self._errors += sum(finding.severity == "error" for finding in findings)
        if not self._written:
            raise click.exceptions.Exit(self.exit_code)

    def _add(self, result: "Report", sink: "Sink") -> bool:
        """Write one report; one that cannot be written is a defect and costs no other."""
        try:
            sink.add(result)
        except (NetzleseError, OSError):  # a full disk stops all
            raise
        except Exception as error:  # noqa: BLE001 - a defect costs its document, not the batch
            from pipeline.batch import defect  # noqa: PLC0415 - loaded already

            self._note(defect(result.document.source, error))
            return False
        return True

    def _name_unread(self, result: "Report") -> None:
        """Say of a document that stays in the results what of it could not be read; one of which nothing was counts as failed."""
        from schemas.finding import CUT_CODES, UNREAD_CODES  # noqa: PLC0415 - loaded already

        empty = not result.text.strip()
        for finding in result.findings:
            unread = finding.code in UNREAD_CODES or (empty and finding.code in CUT_CODES)
            if unread or finding.code in CUT_CODES:
                say(f"{result.document.source}: {finding.message}")
            self._failed += unread

    def _results(self, sources: "Iterator[str]") -> "Iterator[Report]":
        from pipeline.batch import Failed, extract_all  # noqa: PLC0415 - the chain takes its time to load

        for _, result in extract_all(sources, self._settings):
            if isinstance(result, Failed):
                self._note(result)
            else:
                yield result

    def _note(self, failed: "Failed") -> None:
        if failed.trace:
            click.echo(failed.trace, err=True, nl=False)
        say(str(failed))
        if failed.trace:
            say(DEFECT_HINT)
        self._defects += failed.trace is not None
        self._failed += 1

    @property
    def exit_code(self) -> int:
        """Give the gravest of what was met."""
        if self._defects:
            return EXIT_DEFECT
        if self._failed or not self._written:
            return EXIT_UNREADABLE
        return EXIT_FINDINGS if self._strict and self._errors else 0


@main.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Add the reports to this file, one a line. Example: -o results.jsonl",
)
@click.option("--once", is_flag=True, help="Read what is new, then end, instead of waiting for more. Example: --once")
@click.option(
    "--every",
    type=click.FloatRange(min=0.2, max=86_400),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look for new files. Example: --every 60",
)
@click.option("--explain", is_flag=True, help="As for extract. Example: --explain")
@click.option("--date", callback=check_date, metavar="YYYY-MM-DD", help="As for extract. Example: --date 2021-05-03")
def watch(folder: Path, output: Path, once: bool, every: float, explain: bool, date: str | None) -> int:  # noqa: FBT001
    """Read what newly arrives in a folder, each file once.

    Every file below FOLDER of a kind that 'netzlese extract' reads gives its reports as soon as it no longer grows. What was read
    before is known by its content, also after a restart (OUTPUT.seen keeps count); a file that changed is read again. Stop
    with ctrl-C.

    \b
    Examples:
      netzlese watch inbox/ -o results.jsonl
      netzlese watch inbox/ -o results.jsonl --once
    """
    from pipeline.watch import Done, Watch  # noqa: PLC0415 - loaded where it is used

    files = documents = failures = defects = 0

    def tell(done: Done) -> None:
        nonlocal files, documents, failures, defects
        files += 1
        documents += done.reports
        failures += len(done.failures)
        defects += len(done.traces)
        for trace in done.traces:
            click.echo(trace, err=True, nl=False)
        for failure in done.failures:
            say(failure)
        say(f"{done.source}: {counted(done.reports, 'document')}, {counted(done.networks, 'network')}")

    if not output.parent.is_dir():
        msg = f"-o {output}: there is no folder {output.parent}; make it first"
        raise click.UsageError(msg)
    if not once:
        say(f"watching {folder}; reports go to {output}; stop with ctrl-C")
    try:
        Watch(folder, output, Settings(explain=explain, date=date), every=every).run(tell, once=once)
    except KeyboardInterrupt:
        say("stopped; what was begun is read again at the next start")
    say(f"{output}: {counted(documents, 'document')} added from {counted(files, 'file')}")
    if defects:
        return EXIT_DEFECT
    return EXIT_UNREADABLE if once and failures else 0


@main.command()
@click.argument("results", type=FILE)
@click.option("-o", "--output", type=OUTPUT, required=True, help="The page to write. Example: -o report.html")
@click.option(
    "--lang", type=click.Choice(["de", "en"]), default="de", show_default=True, help="Language of the page. Example: --lang en"
)
def report(results: Path, output: Path, lang: str) -> None:
    """Make a page to check the results in a browser.

    RESULTS is what 'netzlese extract' wrote. The page holds each text with every value marked in place and the record beside
    it; it is one file and needs no network.

    \b
    Example:
      netzlese report results.jsonl -o report.html --lang en
    """
    import io  # noqa: PLC0415 - a cheap module, kept with its neighbours

    from pipeline.write import read_results, write_report, writing  # noqa: PLC0415 - pydantic takes its time

    refuse_overwriting(output, str(results))
    with writing(named(output)) as stream:
        page = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=True)
        count = write_report(read_results(results), page, lang=lang)
        page.flush()
        page.detach()
    say(f"{output}: report of {counted(count, 'document')}")


@main.command()
@click.argument("corpus", type=FOLDER, required=False)
@click.option("--errors", is_flag=True, help="List every error with the sentence it happened in. Example: --errors")
@print_option
@click.option(
    "--floors",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="End with exit code 1 when a field scores below its floor in this file (by default the corpus's gold/floors.yaml). "
    "Example: --floors",
)
@click.option(
    "--compare",
    "earlier",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="OLD.jsonl",
    help="Show value by value what changed since an earlier run: the file that extract wrote of the same announcements then. "
    "Example: --compare before.jsonl",
)
def evaluate(corpus: Path | None, errors: bool, form: str, floors: str | None, earlier: Path | None) -> int:  # noqa: FBT001
    """Compare with records written by hand, field by field.

    CORPUS is a folder with announcements/ and gold/; without it the one of this checkout. Prints precision (how many of our
    values are right), recall (how many of the right ones we found) and F1 (both in one), with the interval in which F1 would
    lie in 95 of 100 similar collections. Strict counts equal values, lenient also nearly equal ones.

    \b
    Examples:
      netzlese evaluate
      netzlese evaluate corpus/dev --errors
      netzlese evaluate corpus/dev --floors
      netzlese evaluate --compare before.jsonl
    """
    from pipeline.changes import compare_runs, read_reports  # noqa: PLC0415 - the chain takes its time
    from pipeline.reliability import measure_reliability  # noqa: PLC0415
    from pipeline.score import below_floor, evaluate_corpus, extract_corpus, find_corpus, read_floors  # noqa: PLC0415
    from pipeline.scoreboard import (  # noqa: PLC0415
        print_comparison,
        print_comparison_json,
        print_errors,
        print_json,
        print_reliability,
        print_table,
    )

    corpus = corpus or find_corpus()
    limits = read_floors(Path(floors) if floors else corpus / "gold" / "floors.yaml") if floors is not None else {}
    if earlier is not None:
        comparison = compare_runs(corpus, read_reports(earlier), extract_corpus(corpus, Settings()))
        (print_comparison_json if form == "json" else print_comparison)(comparison)
        return 0
    evaluation = evaluate_corpus(corpus, Settings())
    if form == "json":
        print_json(evaluation, errors=errors)
    else:
        if errors:
            print_errors(evaluation)
        print_table(evaluation)
        print_reliability(measure_reliability(evaluation))
    dropped = below_floor(evaluation, limits)
    for line in dropped:
        say(line)
    return EXIT_FINDINGS if dropped else 0


@main.command()
def schema() -> None:
    """Print the JSON Schema of a report (draft 2020-12).

    \b
    Example:
      netzlese schema > report.schema.json
    """
    import json  # noqa: PLC0415 - only here

    from schemas.jsonschema import report_schema  # noqa: PLC0415 - pydantic takes its time

    click.echo(json.dumps(report_schema(), ensure_ascii=False, indent=2))


@main.group()
def places() -> None:
    """Look up and update the register of German places.

    Netzlese brings a table of all municipalities and districts. The official register (GV100AD) of the Federal Statistical
    Office brings it up to date.
    """


@places.command("import")
@click.argument("file", type=FILE)
def places_import(file: Path) -> None:
    """Take the official register from a file.

    FILE is GV100AD as the Federal Statistical Office gives it: the text file, or the ZIP archive it comes in.

    \b
    Example:
      netzlese places import GV100AD_301123.txt
    """
    from pipeline.register import import_register  # noqa: PLC0415

    click.echo(_told(import_register(file)))


@places.command("update")
@click.option("--url", help="Where to get it, if not from the Federal Statistical Office. Example: --url https://…/GV100AD.zip")
@click.option(
    "--timeout", type=click.FloatRange(min=1), default=60.0, help="Seconds to wait, 60 if not given. Example: --timeout 120"
)
@click.option("--sha256", metavar="HEX", help="Checksum the download must have. Example: --sha256 9f86d0…")
def places_update(url: str | None, timeout: float, sha256: str | None) -> None:
    """Download the official register and take it over.

    Nothing changes when the download fails, is too large or is something else.

    \b
    Example:
      netzlese places update
    """
    from pipeline.register import REGISTER_URL, update_register  # noqa: PLC0415

    click.echo(_told(update_register(url or REGISTER_URL, timeout_s=timeout, sha256=sha256)))


def _told(summary: object) -> str:
    """Say what an import brought."""
    from pipeline.register import ImportSummary  # noqa: PLC0415

    assert isinstance(summary, ImportSummary)  # noqa: S101 - narrows a late import
    return (
        f"register of {summary.date}: {summary.municipalities} municipalities, {summary.districts} districts "
        f"({summary.added} new, {summary.abolished} no longer current)\nkept in {summary.path}"
    )


@places.command("lookup")
@click.argument("name")
def places_lookup(name: str) -> int:
    """Find a place by its name or its official key (AGS).

    Prints key, name, type, state and inhabitants of each place the name may mean, with tabs between them.

    \b
    Examples:
      netzlese places lookup Lichtenau
      netzlese places lookup 05774028
    """
    from pipeline.gazetteer import load_gazetteer, lookup  # noqa: PLC0415

    found = lookup(name, load_gazetteer())
    for place in found:
        note = "" if place.current else f"until {place.until}" if place.until else "no longer current"
        cells = (place.ags, place.name, place.form or place.kind, place.state, str(place.population or ""), note)
        click.echo("\t".join(cells).rstrip())
    if not found:
        say(f"{name}: no such place in the register; 'netzlese places status' says how old it is")
    return 0 if found else EXIT_FINDINGS


@places.command("status")
def places_status() -> None:
    """Say which register is in use, and how old it is.

    \b
    Example:
      netzlese places status
    """
    from pipeline.gazetteer import status  # noqa: PLC0415

    now = status()
    lines = [
        f"source: {now.source}{'' if now.is_imported else ' (shipped with Netzlese)'}",
        f"date: {now.date or 'unknown'}",
        f"municipalities: {now.municipalities}",
        f"districts: {now.districts}",
        f"no longer current: {now.abolished}",
        f"file: {now.path}",
    ]
    click.echo("\n".join(lines))


@main.group()
def lexicon() -> None:
    """Check the word lists that Netzlese reads with."""


@lexicon.command("check")
@click.argument("name", required=False)
def lexicon_check(name: str | None) -> int:
    """Check word lists: their form, and every example and counterexample in them.

    NAME is one list, for example funders; without it all are checked.

    \b
    Examples:
      netzlese lexicon check
      netzlese lexicon check funders
    """
    from pipeline.lexicon_check import check_lexicons  # noqa: PLC0415 - pydantic and yaml take their time

    settings = Settings()
    checked, problems = check_lexicons(settings.lexicons, name, own=settings.own_lexicons)
    for problem in problems:
        say(problem)
    for line in checked:
        click.echo(line)
    return EXIT_FINDINGS if problems else 0


for _command in (*BULK_COMMANDS, *REVIEW_COMMANDS, *UPKEEP_COMMANDS):
    main.add_command(_command)

if __name__ == "__main__":
    main()
