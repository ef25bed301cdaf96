"""The texts of EventDesk for its translators: resources/translations/LANGUAGE.po, and its .mo.

    python .ci/translations.py             bring every .po in step with the code, compile it
    python .ci/translations.py compile     compile only

What is new in the code stands in the .po with an empty text; what is gone is dropped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources/translations"
KEYWORDS = {
    "tr": (1,),
    "later": (1,),
    "tr_n": (1, 2),
    "tr_c": ((1, "c"), 2),
    "later_c": ((1, "c"), 2),
}
"""The functions of eventdesk/domain/language.py, and which of their arguments are texts."""


def texts_in_code() -> Catalog:
    """Every text that the code wants translated, without translations."""
    found = Catalog(project="EventDesk", charset="utf-8")
    for file, _line, message, _comments, context in extract_from_dir(
        str(ROOT / "eventdesk"), [("**.py", "python")], keywords=KEYWORDS
    ):
        found.add(message, None, [(f"eventdesk/{file}", 0)], context=context)
    return found


def translated(file: Path) -> Catalog:
    """The catalogue that `file` (.po) holds. OSError, ValueError."""
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=file.stem, charset="utf-8")
    # Whoever writes the same texts gets the same file.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue.project, catalogue.version = "EventDesk", ""
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = ""
    return catalogue


def po_text(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file."""
    written = BytesIO()
    write_po(
        written,
        catalogue,
        width=98,
        omit_header=False,
        sort_by_file=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return written.getvalue()


def mo_data(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def files() -> Iterator[Path]:
    """The .po files, by language."""
    yield from sorted(FOLDER.glob("*.po"))


def update(file: Path) -> Catalog:
    """Bring a .po in step with the code; what it then holds."""
    catalogue = translated(file)
    catalogue.update(texts_in_code(), no_fuzzy_matching=True)
    file.write_bytes(po_text(catalogue))
    return translated(file)


def main(arguments: list[str]) -> int:
    """Do what `arguments` say; the exit code, 1 while texts are missing."""
    missing = 0
    for file in files():
        catalogue = translated(file) if arguments == ["compile"] else update(file)
        file.with_suffix(".mo").write_bytes(mo_data(catalogue))
        lacking = [each for each in catalogue if each.id and not complete(each.string)]
        missing += len(lacking)
        print(f"{file.name}: {len(catalogue)} texts, {len(lacking)} without translation")
    return 1 if missing else 0


def complete(text: str | tuple[str, ...] | list[str] | None) -> bool:
    """True when a text, or each form of it, is there."""
    return all(text) if isinstance(text, tuple | list) else bool(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
