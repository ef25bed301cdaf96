"""`config`."""

from __future__ import annotations

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import Column, print_json, print_table, printable
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.settings import SETTING_KEYS, Plain, setting_key


@click.command("config")
@click.argument("key", metavar="[KEY]", required=False)
@click.argument("value", metavar="[VALUE]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: all settings, or the value.")
@click.pass_obj
def config_command(connect: Connect, key: str | None, value: str | None, as_json: bool) -> None:
    """Show or change settings; '' as VALUE clears one.

    \b
      eventdesk config                              lists all with their meaning
      eventdesk config mail.host                    prints one
      eventdesk config mail.host smtp.example.org   changes one
      eventdesk config reminders.default 5m,1h:email

    The mail password is not kept here: set it in the window, or as
    EVENTDESK_MAIL_PASSWORD in the environment.
    """
    if key is not None and "password" in key.lower():
        raise InvalidInput.of(
            key,
            "The mail password is neither kept in the settings file nor given here, "
            "where others could read it.",
            "Set it in the window under Settings, E-mail, or in the environment as "
            "EVENTDESK_MAIL_PASSWORD.",
        )
    chosen = setting_key(key) if key is not None else None
    with connect.desk() as desk:
        settings = desk.preferences.current()
        if chosen is None:
            _print_all({name: each.get(settings) for name, each in SETTING_KEYS.items()}, as_json)
            return
        if value is not None:
            settings = chosen.put(settings, value)
            desk.preferences.change(settings)
        plain = chosen.get(settings)
        if as_json:
            print_json(plain)
        elif value is None:
            click.echo(printable(_text(plain)))
        else:
            click.echo(f"{chosen.name} = {printable(_text(plain)) or '(empty)'}")


def _print_all(values: dict[str, Plain], as_json: bool) -> None:
    if as_json:
        print_json(values)
        return
    columns = (Column("KEY"), Column("VALUE", elastic=True), Column("MEANING", elastic=True))
    rows = [(name, _text(value), SETTING_KEYS[name].meaning) for name, value in values.items()]
    print_table(columns, rows)


def _text(value: Plain) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)
