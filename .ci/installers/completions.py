"""Completion for bash, zsh and fish, written out at build time.

click could ask the program at each press of Tab. That takes a quarter of a second, opens the
window when nothing else is typed, and knows nothing more: ids and titles are not completed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from installers.commands import Command, Option

CALENDAR_FILES = ("ics", "ical", "icalendar", "ifb")
READS = {"import"}
"""Commands whose FILE is a calendar, as for the window."""

NOTHING = "{ : }"
"""What zsh runs to offer nothing; a remark instead would keep it from putting options in."""

Words = Mapping[str, tuple[str, ...]]
"""What can stand for an argument, by its name: KEY is one of the settings."""


def bash(tree: Command, words: Words) -> str:
    """For share/bash-completion/completions; needs bash 4, and nothing else."""
    name = tree.name
    return f"""# bash completion for {name}; made when it was built
_{name}() {{
    local word command={name} skip='' options='' words='' files='' i
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}}
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${{COMP_WORDS[i]}}
        if [[ $skip ]]; then
            skip=''
            continue
        fi
        case "$command $word" in
{_lines(_bash_steps(tree), 12)}
        esac
    done
    case "$command" in
{_lines(_bash_commands(tree, words), 8)}
    esac
    if [[ $skip ]]; then
        words='' files=''
        case "$command $prev" in
{_lines(_bash_values(tree), 12)}
        esac
    elif [[ $cur == -* ]]; then
        words=$options files=''
    fi
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    if [[ $files ]]; then
        compopt -o filenames
        local found IFS=$'\\n'
        for found in $(compgen -f -- "$cur"); do
            if [[ -d $found || ${{found,,}} =~ $files ]]; then
                COMPREPLY+=("$found")
            fi
        done
    fi
}}
complete -F _{name} {name}
"""


def _bash_steps(tree: Command) -> Iterator[str]:
    """How a typed word leads to a subcommand, or announces a value."""
    for command in tree.walk():
        path = " ".join(command.path)
        for below in command.commands:
            yield f'"{path} {below.name}") command="{path} {below.name}" ;;'
        for option in command.options:
            if option.value:
                yield "|".join(f'"{path} {each}"' for each in option.names) + ") skip=1 ;;"


def _bash_commands(tree: Command, words: Words) -> Iterator[str]:
    for command in tree.walk():
        offered = [each.name for each in command.commands]
        if command.arguments and not command.commands:
            offered += words.get(command.arguments[0], ())
        options = [name for each in command.options for name in (*each.names, *each.off)]
        line = f"options='{' '.join(options)}' words='{' '.join(offered)}'"
        yield f"\"{' '.join(command.path)}\") {line} files='{_file_pattern(command)}' ;;"


def _bash_values(tree: Command) -> Iterator[str]:
    for command in tree.walk():
        for option in command.options:
            typed = "|".join(f'"{" ".join(command.path)} {each}"' for each in option.names)
            if option.choices:
                yield f"{typed}) words='{' '.join(option.choices)}' ;;"
            elif option.value == "FILE":
                yield f"{typed}) files='.' ;;"


def _file_pattern(command: Command) -> str:
    """Which files the command takes, as a regular expression; '' for none."""
    if _takes_calendars(command):
        return rf"\.({'|'.join(CALENDAR_FILES)})$"
    return "." if "FILE" in command.arguments[:1] else ""


def _takes_calendars(command: Command) -> bool:
    return len(command.path) == 1 or command.name in READS


def zsh(tree: Command, words: Words) -> str:
    """For share/zsh/site-functions (vendor-completions on Debian), as a file `_eventdesk`."""
    bodies = "\n".join(_zsh_function(each, words) for each in tree.walk())
    return (
        f'#compdef {tree.name}\n# made when {tree.name} was built\n\n{bodies}\n_{tree.name} "$@"\n'
    )


def _zsh_function(command: Command, words: Words) -> str:
    specs = [spec for each in command.options for spec in _zsh_options(each)]
    name = _function(command)
    if not command.commands:
        specs += _zsh_arguments(command, words)
        return f"{name}() {{\n  _arguments \\\n    {_joined(specs)}\n}}\n"
    specs += ["'1: :->command'", "'*:: :->rest'"]
    described = "\n".join(f"      {_zsh_pair(each)}" for each in command.commands)
    cases = "\n".join(f"        {each.name}) {_function(each)} ;;" for each in command.commands)
    files = "\n      " + _zsh_files(command) if _takes_calendars(command) else ""
    return f"""{name}() {{
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \\
    {_joined(specs)} && return
  case $state in
    command)
      local -a commands=(
{described}
      )
      _describe -t commands command commands{files}
      ;;
    rest)
      case $line[1] in
{cases}
      esac
      ;;
  esac
}}
"""


def _zsh_options(option: Option) -> Iterator[str]:
    names, meaning = (*option.names, *option.off), _zsh_text(option.gist, "[]:")
    value = f":{_zsh_text(option.value.lower(), ':')}:" if option.value else ""
    if option.choices:
        value += f"({' '.join(option.choices)})"
    elif option.value == "FILE":
        value += "_files"
    once = f"({' '.join(names)})" if len(names) > 1 else ""
    for each in names:
        yield f"'{once}{each}[{meaning}]{value}'"


def _zsh_arguments(command: Command, words: Words) -> Iterator[str]:
    for place, argument in enumerate(command.arguments, start=1):
        action = f"({' '.join(words[argument])})" if argument in words else NOTHING
        if argument == "FILE":
            action = _zsh_files(command)
        yield f"'{'*' if argument in command.repeated else place}:{argument.lower()}:{action}'"


def _zsh_files(command: Command) -> str:
    return (
        f'_files -g "(#i)*.({"|".join(CALENDAR_FILES)})"' if _takes_calendars(command) else "_files"
    )


def _zsh_pair(command: Command) -> str:
    return f"'{command.name}:{_zsh_text(command.summary, ':')}'"


def _zsh_text(text: str, special: str) -> str:
    """`text` inside single quotes, with what zsh reads as punctuation escaped."""
    for each in special:
        text = text.replace(each, f"\\{each}")
    return text.replace("'", "'\\''")


def _function(command: Command) -> str:
    return "_" + "_".join(command.path)


def fish(tree: Command, words: Words) -> str:
    """For share/fish/vendor_completions.d."""
    name = tree.name
    return f"""# fish completion for {name}; made when it was built
function __{name}_at -d 'Whether the words typed so far lead to this command'
    set -l typed (string match -v -- '-*' (commandline -opc)[2..])
    set -l wanted (string match -v . -- $argv)
    set -l depth (count $wanted)
    test (count $typed) -ge $depth; or return 1
    test "$argv[-1]" != .; or test (count $typed) -eq $depth; or return 1
    test $depth -eq 0; or test "$typed[1..$depth]" = "$wanted"
end

complete -c {name} -f
{_lines(_fish(tree, words), 0)}
"""


def _fish(tree: Command, words: Words) -> Iterator[str]:
    for command in tree.walk():
        typed = " ".join(command.path[1:])
        at = f"complete -c {tree.name} -n '__{tree.name}_at {typed}".rstrip()
        here = f"{at} .'"
        for below in command.commands:
            yield f"{here} -a {below.name} -d {_fish_text(below.summary)}"
        for option in command.options:
            yield from _fish_options(here if command.commands else f"{at}'", option)
        if _takes_calendars(command):
            where = here if command.commands else f"{at}'"
            yield f"{where} -k -a '(__fish_complete_suffix .{CALENDAR_FILES[0]})'"
        elif "FILE" in command.arguments[:1]:
            yield f"{here} -F"
        elif command.arguments and command.arguments[0] in words:
            yield f"{here} -a '{' '.join(words[command.arguments[0]])}'"


def _fish_options(begin: str, option: Option) -> Iterator[str]:
    value = ""
    if option.choices:
        value = f" -x -a '{' '.join(option.choices)}'"
    elif option.value:
        value = " -r -F" if option.value == "FILE" else " -x"
    for each in (*option.names, *option.off):
        flag = f"-l {each[2:]}" if each.startswith("--") else f"-s {each[1:]}"
        yield f"{begin} {flag}{value} -d {_fish_text(option.gist)}"


def _fish_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _joined(specs: list[str]) -> str:
    return " \\\n    ".join(specs)


def _lines(lines: Iterator[str], indent: int) -> str:
    return "\n".join(" " * indent + each for each in lines)
