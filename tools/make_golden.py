"""Write the checksums of all reports over corpus/dev anew: after a rule was changed on purpose, never after making something faster.

``tests/corpus/test_golden.py`` holds every change to them: output that is not meant to change stays the same to the byte. Versions and
the checksum of the word lists are left out of what is summed.

::

    python tools/make_golden.py           # name the documents whose report differs
    python tools/make_golden.py --write   # write the checksums, with the reason in the CHANGELOG
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

GOLDEN = ROOT / "tests" / "corpus" / "golden.json"
_CHARS = 16


def digests() -> dict[str, str]:
    """Extract every announcement of corpus/dev, with explanations. Shape: file name -> checksum of its report without ``meta``."""
    from pipeline.read import Reader  # noqa: PLC0415 - a script finds its project first
    from pipeline.run import Pipeline  # noqa: PLC0415
    from pipeline.settings import Settings  # noqa: PLC0415
    from schemas.document import Document  # noqa: PLC0415

    settings = Settings(explain=True)
    reader, chain = Reader(settings), Pipeline(settings)
    found = {}
    for path in sorted((ROOT / "corpus" / "dev" / "announcements").iterdir()):
        if path.suffix == ".yaml":
            continue
        for document in reader.read(str(path)):
            if not isinstance(document, Document):
                msg = f"{path.name} could not be read: {document}"
                raise TypeError(msg)
            report = chain.extract(document.adding(source=path.name))
            written = report.model_dump_json(exclude={"meta"}, exclude_none=True)
            found[path.name] = hashlib.sha256(written.encode()).hexdigest()[:_CHARS]
    return found


def differing(found: dict[str, str]) -> list[str]:
    """Name the documents whose checksum is not the recorded one, those missing and new included."""
    recorded = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return sorted(name for name in recorded.keys() | found.keys() if recorded.get(name) != found.get(name))


def main() -> int:
    """Compare, or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the checksums to tests/corpus/golden.json")
    asked = parser.parse_args()
    found = digests()
    if asked.write:
        GOLDEN.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{GOLDEN.relative_to(ROOT)}: {len(found)} checksums")
        return 0
    changed = differing(found)
    print("\n".join(changed) or f"all {len(found)} reports are as recorded")
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main())
