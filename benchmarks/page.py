"""Writes what ``speed.py`` measured as docs/speed.md with docs/speed.svg. Only what was measured is replaced; the words are here."""

import platform
import sys
from pathlib import Path
from typing import Any

Results = dict[str, Any]
_CHANGES = Path(__file__).with_name("changes.md")

_HEAD = """# How fast

This page is written by `python benchmarks/speed.py`; every figure is of one run on one machine ({machine}, {processors} processors, Python
{python}). Absolute figures are the machine's, ratios hold. What is measured, and on which texts, stands in `benchmarks/`; the announcements
are made up from those of `corpus/dev` (other places, years and numbers in each, about 2.5 kB), so that no text comes twice.
"""


def write_page(results: Results, folder: Path) -> None:
    """Write the page and the plot; parts that were not measured are left out."""
    parts = [_HEAD.format(machine=platform.machine(), processors=_processors(), python=platform.python_version())]
    parts.extend(write(results) for name, write in _WRITERS.items() if name in results)
    parts.append(_CHANGES.read_text(encoding="utf-8"))
    (folder / "speed.md").write_text("\n".join(parts), encoding="utf-8")
    if "peers" in results:
        _plot(results, folder / "speed.svg")


def _processors() -> int:
    import os

    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _peers(results: Results) -> str:
    rows = results["peers"]
    own = rows["netzlese"]["rate"]
    fastest = max(rows[name]["rate"] for name in results["peers_of"])
    lines = [
        "## Beside others, one core\n",
        "![documents a second, one core](speed.svg)\n",
        "| | documents/s | Netzlese is | peak memory | loads in |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, row in sorted(rows.items(), key=lambda item: -item[1]["rate"]):
        times = "" if name == "netzlese" else f"{own / row['rate']:.2g} ×"
        lines.append(
            f"| {results['titles'][name]} | {row['rate']:,.1f} | {times} | {row['peak'] / 1e6:.0f} MB | {row['load']:.1f} s |"
        )
    lines.append(
        f"\nAgainst the fastest peer that does comparable work (of {', '.join(results['peers_of'])}): {own / fastest:.1f} ×. "
        f"Below the ceiling by {rows['ceiling']['rate'] / own:.1f} ×. The peers get the same texts, all {_names(results)} place names and our cues; "
        "none of them gives a record. Light bars are parts of the work only.\n"
    )
    return "\n".join(lines)


def _names(results: Results) -> str:
    full = [row for row in results.get("gazetteer", ()) if row["names"] > 10_000]  # noqa: PLR2004 - the shipped table
    return f"{full[0]['names']:,.0f}" if full else "the"


def _stages(results: Results) -> str:
    rows = results["stages"]
    lines = [
        "## By stage\n",
        "Processor time for one announcement of 2.5 kB, the best of the rounds.\n",
        "| stage | ms | share |",
        "|---|---:|---:|",
    ]
    lines += [f"| {name} | {value:.2f} | {value / rows['all']:.0%} |" for name, value in rows.items()]
    return "\n".join(lines) + "\n"


def _start(results: Results) -> str:
    names = {
        "python": "Python alone",
        "help": "`netzlese --help`",
        "document": "`netzlese extract` of one announcement",
        "document, cache empty": "the same, the first time ever",
    }
    lines = ["## A start\n", "| | s |", "|---|---:|"]
    return "\n".join([*lines, *(f"| {names[name]} | {value:.2f} |" for name, value in results["start"].items())]) + "\n"


def _scaling(results: Results) -> str:
    rows = results["scaling"]
    lines = [
        "## Processes\n",
        "`netzlese batch` over announcements of 2.5 kB in JSON Lines, start and end of the run included.\n",
        "| workers | documents/s | × one |",
        "|---:|---:|---:|",
    ]
    return (
        "\n".join([*lines, *(f"| {row['workers']} | {row['rate']:.0f} | {row['rate'] / rows[0]['rate']:.2f} |" for row in rows)])
        + "\n"
    )


def _lengths(results: Results) -> str:
    lines = [
        "## Length\n",
        "One document of announcements one after the other.\n",
        "| characters | s | ms a 1,000 characters | peak memory |",
        "|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row['chars']:,} | {row['seconds']:.3f} | {row['seconds'] / row['chars'] * 1e6:.2f} | {row['peak'] / 1e6:.0f} MB |"
        for row in results["lengths"]
    ]
    return "\n".join(lines) + "\n"


def _gazetteer(results: Results) -> str:
    lines = [
        "## Size of the table of places\n",
        "The scan for all word lists and names; names beyond the shipped ones are made up.\n",
        "| names | built in (s) | scan of an announcement (ms) |",
        "|---:|---:|---:|",
    ]
    return (
        "\n".join([*lines, *(f"| {row['names']:,} | {row['build']:.2f} | {row['scan_ms']:.2f} |" for row in results["gazetteer"])])
        + "\n"
    )


_WRITERS = {"peers": _peers, "stages": _stages, "start": _start, "scaling": _scaling, "lengths": _lengths, "gazetteer": _gazetteer}


def _plot(results: Results, path: Path) -> None:
    """Draw bars of documents a second, on a logarithmic scale."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "netzlese"
    mpl.rcParams["svg.fonttype"] = "none"
    rows = sorted(results["peers"].items(), key=lambda item: item[1]["rate"])
    figure, axes = plt.subplots(figsize=(9, 0.45 * len(rows) + 1.2), layout="constrained")
    colours = ["#1b6e53" if name == "netzlese" else "#8a9bb0" if name in results["peers_of"] else "#c9cfd8" for name, _ in rows]
    bars = axes.barh([results["titles"][name] for name, _ in rows], [row["rate"] for _, row in rows], color=colours)
    axes.bar_label(bars, labels=[f"{row['rate']:,.0f}" for _, row in rows], padding=4)
    axes.set_xscale("log")
    axes.set_xlim(right=max(row["rate"] for _, row in rows) * 2.5)
    axes.set_xlabel("documents a second, one core (logarithmic scale)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
