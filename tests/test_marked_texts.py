"""How texts are marked for translation, and that what the window shows is marked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "eventdesk"


def sources(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


# How texts are marked

LITERALS = {"tr": (0,), "tr_n": (0, 1), "tr_c": (0, 1), "later": (0,), "later_c": (0, 1)}
"""The arguments that are texts, or the context of one."""
VARIABLE = {("tr", 0), ("tr_c", 1)}
"""Where a variable may stand: the text in it was marked by `later` or `later_c`."""
PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.IfExp, ast.BoolOp)
AT_ONCE = {"tr", "tr_n", "tr_c"}
VALUES_FROM = {"tr": 1, "tr_n": 3, "tr_c": 2}


def called(node: ast.AST) -> str:
    """The name of a marking function that is called here, else ''."""
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    return name if name in LITERALS else ""


def literal(node: ast.AST) -> str | None:
    found = node.value if isinstance(node, ast.Constant) else None
    return found if isinstance(found, str) else None


def too_early(node: ast.AST, *, running: bool = False) -> Iterator[tuple[int, str]]:
    """Calls for a text that are made when the module is read, before a language is chosen."""
    if called(node) in AT_ONCE and not running:
        yield node.lineno, "is asked for when the module is read"  # type: ignore[attr-defined]
    inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from too_early(child, running=running or (inside and field == "body"))


def names(text: str) -> set[str]:
    """The {names} in a text. ValueError."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def unfit_arguments(call: ast.Call, name: str) -> Iterator[str]:
    """What the tool that looks for texts would not see, or would see wrongly."""
    given = call.args[: len(LITERALS[name])]
    if len(given) < len(LITERALS[name]):
        yield "lacks a text"
    for index, each in enumerate(given):
        if literal(each) is not None:
            continue
        if (name, index) not in VARIABLE or not isinstance(each, PLAIN):
            yield "has no literal text"
        elif any(literal(inner) is not None for inner in ast.walk(each)):
            yield "has a literal inside its variable"
    if name in VALUES_FROM and len(call.args) > VALUES_FROM[name]:
        yield "has values without names"
    values = {each.arg for each in call.keywords}
    if name in AT_ONCE and None not in values and (values or name == "tr_n"):
        known = {*values, *({"count"} if name == "tr_n" else ())}
        texts = [
            found for each in given[-2 if name == "tr_n" else -1 :] if (found := literal(each))
        ]
        for missing in sorted(set[str]().union(*map(names, texts)) - known):
            yield f"has no value for {{{missing}}}"


def misuses(source: str) -> list[tuple[int, str]]:
    """What is wrong with the marks in a module: lines and words."""
    tree = ast.parse(source)
    found = list(too_early(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := called(node)):
            found += [(node.lineno, words) for words in unfit_arguments(node, name)]
        if isinstance(node, ast.JoinedStr):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and called(inner) and any(map(literal, inner.args)):
                    found.append((inner.lineno, "stands inside an f-string"))
    return sorted(found)


def test_texts_are_marked_so_that_they_are_found_and_asked_for_late() -> None:
    wrong = [
        f"{name}:{line} {words}"
        for name, source in sources(PACKAGE)
        for line, words in misuses(source)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ('WORDS = tr("Now")', "module is read"),
        ('class Look:\n    words: str = tr_n("{count} a", "{count} b", 2)', "module is read"),
        ('def act(words=tr_c("verb", "Open")):\n    pass', "module is read"),
        ('@named(tr("Now"))\ndef act():\n    pass', "module is read"),
        ('WORDS = [tr(each) for each in "abc"]', "module is read"),
        ('ACT = lambda words=tr("Now"): words', "module is read"),
        ('def act(name):\n    return tr(f"Now {name}")', "no literal"),
        ('def act(on):\n    return tr("On" if on else "Off")', "literal inside"),
        ('def act(found):\n    return tr(found or "None")', "literal inside"),
        ('def act(words):\n    return tr_n(words, "{count} b", 2)', "no literal"),
        ('def act(words):\n    return tr_c(words, "Open")', "no literal"),
        ("def act(words):\n    return later(words)", "no literal"),
        ('def act(found):\n    return tr(WORDS["now"])', "literal inside"),
        ('def act(name):\n    return tr("Now {name}", nmae=name)', "no value for {name}"),
        ('def act(name):\n    return tr_n("{count} {a}", "{count} {a}", 2)', "no value for {a}"),
        ('def act(name):\n    return tr("Now {name}", name)', "values without names"),
        ("def act(name):\n    return f\"{name}: {tr('Now')}\"", "inside an f-string"),
    ],
)
def test_a_wrong_mark_is_found(source: str, wrong: str) -> None:
    (found,) = misuses(source)
    assert wrong in found[1]


@pytest.mark.parametrize(
    "source",
    [
        'WORDS = later("Now")\ndef act():\n    return tr(WORDS)',
        'def act(name):\n    return tr("Now " "{name}", name=name)',
        "def act(look):\n    return tr(WORDS[look.kind]) + tr(look.word) + tr(word_of(look))",
        'def act(**values):\n    return tr("Now {name}", **values)',
        'def act(number):\n    return tr_n("{count} a", "{count} b", number)',
        'SHORT = later_c("short", "Mon")\ndef act():\n    return tr_c("short", SHORT)',
        'class Look:\n    words = field(default_factory=lambda: tr("Now"))',
        'def act():\n    def inner(words=tr("Now")):\n        return words\n    return inner',
        'def act():\n    return later("Now {name}").format(name="x")',
        'def act(level, text):\n    return f"{tr(level.word)}: {text}"',
    ],
)
def test_what_is_marked_well_is_left_alone(source: str) -> None:
    assert misuses(source) == []


def test_a_text_with_a_plural_is_nowhere_asked_for_without() -> None:
    one: dict[str, set[str]] = {}
    for _, source in sources(PACKAGE):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and called(node) in {"tr", "later", "tr_n"}:
                kind = "many" if called(node) == "tr_n" else "one"
                one.setdefault(kind, set()).add(literal(node.args[0]) or "")
    # Catalogues keep the two apart, so that the other one stays English.
    assert one["one"] & one["many"] == set()


# Texts that are shown as they stand

ALL = tuple(range(9))
SHOWN_BY = {
    # Qt
    **dict.fromkeys(("QLabel", "QCheckBox", "QRadioButton", "QGroupBox", "QMenu"), (0,)),
    **dict.fromkeys(("QPushButton", "QToolButton", "QAction", "QMessageBox"), ALL),
    **dict.fromkeys(("addItem", "addAction", "addMenu", "addTab", "addButton"), (0, 1)),
    **dict.fromkeys(("setText", "setPlainText", "setTitle", "setWindowTitle"), (0,)),
    **dict.fromkeys(("setToolTip", "setStatusTip", "setWhatsThis"), (0,)),
    **dict.fromkeys(("setAccessibleName", "setAccessibleDescription"), (0,)),
    **dict.fromkeys(("setPlaceholderText", "setPrefix", "setSuffix"), (0,)),
    **dict.fromkeys(("setSpecialValueText", "setInformativeText"), (0,)),
    **dict.fromkeys(("setItemText", "getExistingDirectory"), (1,)),
    **dict.fromkeys(("getOpenFileName", "getOpenFileNames", "getSaveFileName"), (1, 2, 3)),
    # What EventDesk makes of it
    **dict.fromkeys(("RadioDot", "FlowText", "FoldChoice", "LengthText", "NumberField"), (0,)),
    **dict.fromkeys(("TickBox", "ChoiceBox", "DateField", "TimeField", "LengthChoice"), (1,)),
    **dict.fromkeys(("LateRuleField", "CalendarDefaults"), (1,)),
    **dict.fromkeys(("Group", "PauseChoice", "link_button"), (0,)),
    "Way": (0, 1),
    **dict.fromkeys(("say", "offer", "set_busy", "show_message", "_tell", "tell"), ALL),
    **dict.fromkeys(("FactLine", "Look"), (2,)),
    "Emptiness": (1, 2, 3),
    "Command": (1, 4),
    # Errors
    "EventDeskError": (0, 1),
    "FieldProblem": (1, 2),
    "InvalidInput.of": (1, 2),
    # Rows of forms and settings
    "rows.add": (0,),
    "messages.note": (0,),
    **dict.fromkeys(("tick", "choice", "line", "number", "custom"), (1, 2, 3, 4)),
    "hint": (0,),
}
"""Which arguments of functions and methods a person gets to see or hear."""
SHOWN_AS = {
    "text",
    "title",
    "words",
    "hint",
    "suffix",
    "none_words",
    "problem",
    "remedy",
}
"""The same for arguments given by name."""
ALLOWED = {"EventDesk"}
ADDRESS = r"(?:\S*(?:://|=|@|\.\w)\S*|#[0-9a-f]+)"
NO_WORDS = re.compile(rf"{ADDRESS}(?:, {ADDRESS})*")
"""Addresses, rules of repetition, names of files, colours."""
ICON = re.compile(r"[a-z]+(-[a-z]+)*")


def own_words(node: ast.AST) -> Iterator[str]:
    """The words of an expression that are in none of the marking functions."""
    if (text := literal(node)) is not None:
        yield text
    elif isinstance(node, ast.JoinedStr):
        yield from (text for each in node.values if (text := literal(each)))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in {"format", "join", "strip"}:
            yield from own_words(node.func.value)
    elif isinstance(node, ast.IfExp):
        yield from (*own_words(node.body), *own_words(node.orelse))
    elif isinstance(node, ast.BoolOp | ast.Tuple):
        for each in node.values if isinstance(node, ast.BoolOp) else node.elts:
            yield from own_words(each)
    elif isinstance(node, ast.BinOp):
        yield from (*own_words(node.left), *own_words(node.right))


def shown_arguments(call: ast.Call) -> Iterator[ast.expr]:
    """What a call gives a person to see."""
    name = ast.unparse(call.func)
    short = name.rpartition(".")[2]
    known = next((SHOWN_BY[each] for each in SHOWN_BY if "." in each and name.endswith(each)), None)
    for index in known or SHOWN_BY.get(short, ()):
        if index < len(call.args) and not is_icon(call, index):
            yield call.args[index]
    yield from (each.value for each in call.keywords if each.arg in SHOWN_AS)


def is_icon(call: ast.Call, index: int) -> bool:
    """Some messages begin with their icon."""
    named = ICON.fullmatch(literal(call.args[0]) or "") is not None
    return named and index == 0 and ast.unparse(call.func).endswith(".say") and len(call.args) > 1


def unmarked(source: str) -> list[tuple[int, str]]:
    """Texts that are shown without a mark: their lines, and what they say."""
    return [
        (node.lineno, words)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        for argument in shown_arguments(node)
        for words in own_words(argument)
        if re.search(r"[^\W\d_]{2}", words) and words not in ALLOWED
        if not NO_WORDS.fullmatch(words)
    ]


def test_what_the_window_shows_is_marked() -> None:
    found = [
        f"{name}:{line} {words!r}"
        for name, source in sources(PACKAGE / "ui")
        for line, words in unmarked(source)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        'QLabel("Due now", self)',
        'QPushButton(icons.icon("plus"), "&New…", self)',
        'TickBox(icons, "All day", self)',
        'self.setWindowTitle(f"Import {source}")',
        'box.addItem(icon, "New" if new else name)',
        'self.message.say(Level.ERROR, "Not saved. " + words)',
        'self.message.say(Level.GOOD, words, "Undo", act)',
        'self.bar.say(words, ("Undo", act))',
        'self.setToolTip("Due {when}".format(when=when))',
        'self.setAccessibleName(name or "Nothing")',
        'rows.add("&Name", self.name)',
        'raise InvalidInput.of("url", "The address is missing.")',
        'ReminderFields(icons, none_words="They get none.")',
    ],
)
def test_a_text_without_a_mark_is_found(source: str) -> None:
    assert len(unmarked(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'QLabel(tr("Due now"), self)',
        'QLabel("EventDesk", self)',
        'QPushButton(icons.icon("plus"), tr("&New…"), self)',
        'self.setWindowTitle(f"{day}, {start:%H:%M}")',
        'self.setText(f"{tr(word)}: 12")',
        'self.url.setPlaceholderText("https://example.org/holidays.ics")',
        'box.addItem("", DEFAULT)',
        'card.say("check", words, "")',
        'raise InvalidInput.of("url", tr("The address is missing."))',
        'self.setProperty("tone", "Muted")',
        'Command("new", later("New event"), ("Ctrl+N",), "plus", later("Events"))',
    ],
)
def test_what_needs_no_mark_is_left_alone(source: str) -> None:
    assert unmarked(source) == []
