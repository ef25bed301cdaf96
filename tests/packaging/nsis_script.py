"""What an NSIS script writes, and what its uninstaller removes, read from the script itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PureWindowsPath

UNINSTALL = "Uninstall"
_WORD = re.compile(r"""'([^']*)'|"((?:\$\\"|[^"])*)"|`([^`]*)`|(\S+)""")
_HEADING = "| Component | File or key | Value | Removed by |"
_VALUE_WRITER = "RegSetValueExW"


@dataclass(frozen=True)
class Trace:
    """One thing that is written: a file or folder (no `value`), or a value of a key."""

    place: str
    value: str | None = None

    def within(self, place: str) -> bool:
        """Whether it lies in the folder or under the key `place`, or is that."""
        return f"{self.place}\\".lower().startswith(f"{place}\\".lower())

    def same(self, place: str, value: str | None = None) -> bool:
        """Whether it is just that; Windows does not tell capitals from small letters."""
        return (self.place.lower(), self.value) == (place.lower(), value)


@dataclass
class Script:
    """The instructions of a preprocessed script by section (its number's name) or function."""

    blocks: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))
    sections: list[str] = field(default_factory=list)

    @classmethod
    def parse(cls, text: str) -> Script:
        """Read what `makensis -PPO` prints."""
        script, block = cls(), ""
        for line in text.splitlines():
            words = [next(filter(None, found), "") for found in _WORD.findall(line)]
            match words:
                case ["Section", *rest]:
                    block = rest[-1] if UNINSTALL not in rest else UNINSTALL
                    script.sections.append(block)
                case ["Function", name]:
                    block = name
                case ["SectionEnd" | "FunctionEnd", *_]:
                    block = ""
                case [_, *_]:
                    script.blocks[block].append(words)
        return script

    def reached(self, block: str) -> Iterator[list[str]]:
        """The instructions of a block and of all functions that it calls, each block once."""
        seen, waiting = set(), [block]
        while waiting:
            name = waiting.pop(0)
            if name not in seen:
                seen.add(name)
                for words in self.blocks[name]:
                    yield words
                    if words[0] == "Call":
                        waiting.append(words[1])

    def written(self) -> dict[Trace, str]:
        """All that the installer writes, and the section that does, of several the last."""
        return {
            trace: section
            for section in self.sections
            if section != UNINSTALL
            for trace in _traces(self.reached(section))
        }

    def remover(self, trace: Trace) -> str:
        """The instruction of the uninstaller that removes `trace`, '' for none."""
        for words in self.reached(UNINSTALL):
            if _removes(words, trace):
                return _shown(words)
        return ""


def table(script: Script) -> list[str]:
    """A row for all that is written, as a table in Markdown."""
    rows = [_HEADING, "|---|---|---|---|"]
    for trace, section in script.written().items():
        value = "" if trace.value is None else f"`{trace.value or '(default)'}`"
        remover = script.remover(trace) or "NOTHING"
        rows.append(f"| {section.removeprefix('Sec')} | `{trace.place}` | {value} | `{remover}` |")
    return rows


def _traces(instructions: Iterator[list[str]]) -> Iterator[Trace]:
    folder = "$OUTDIR"
    for words in instructions:
        match words:
            case ["SetOutPath", folder]:
                yield Trace(folder)
            case ["CreateDirectory", place]:
                yield Trace(place)
            case ["File", *options, source]:
                yield Trace(f"{folder}\\{_file_name(options, source)}")
            case ["WriteUninstaller" | "CreateShortcut", place, *_]:
                yield Trace(place)
            case ["Rename", _, place]:
                yield Trace(place)
            case ["FileOpen", _, place, "w"]:
                yield Trace(place)
            case [write, root, key, name, *_] if write.startswith("WriteReg"):
                yield Trace(f"{root}\\{key}", name)
            case ["WriteINIStr", place, *_]:
                yield Trace(place)
            case ["System::Call", call, *_] if _VALUE_WRITER in call:
                yield Trace(*_called(call))


def _file_name(options: list[str], source: str) -> str:
    named = [each.removeprefix("/oname=") for each in options if each.startswith("/oname=")]
    return named[0] if named else PureWindowsPath(source).name


def _called(call: str) -> tuple[str, str]:
    named = re.search(r'"([^"]+)"', call)
    assert named, call
    return "the environment of the person, or of everyone", named[1]


def _removes(words: list[str], trace: Trace) -> bool:
    match words:
        case ["Delete" | "RMDir", place]:
            return trace.same(place)
        case ["RMDir", "/r", place]:
            return trace.value is None and trace.within(place)
        case ["DeleteRegValue", root, key, name]:
            return trace.same(f"{root}\\{key}", name)
        case ["DeleteRegKey", root, key]:
            return trace.value is not None and trace.within(f"{root}\\{key}")
        case ["System::Call", call, *_] if "RegDeleteValueW" in call or _VALUE_WRITER in call:
            return trace.same(*_called(call))
    return False


def _shown(words: list[str]) -> str:
    if words[0] == "System::Call":
        found = re.search(r"::(\w+)", words[1])
        assert found
        return f"{found[1]} {_called(words[1])[1]}"
    return " ".join(f'"{each}"' if " " in each else each for each in words)
