"""`config`."""

from __future__ import annotations

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import Column, print_json, print_table, printable, say
from eventdesk.domain.errors import InvalidInput, UnfitSettings
from eventdesk.domain.setting_keys import SETTING_KEYS, SettingKey, setting_key
from eventdesk.domain.setting_values import Plain
from eventdesk.domain.settings import Settings
from eventdesk.services.desk import Desk
from eventdesk.services.ports import Sent

SEPARATORS = {"quiet.hours": "; "}
NOT_SENT = 1


@click.command("config")
@click.argument("key", metavar="[KEY]", required=False)
@click.argument("value", metavar="[VALUE]", required=False)
@click.option(
    "--test-mail", is_flag=True, help="Send a test e-mail with the settings, and tell the reply."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: all settings, or the value.")
@click.pass_obj
def config_command(
    connect: Connect, key: str | None, value: str | None, test_mail: bool, as_json: bool
) -> int:
    """Show or change settings; '' as VALUE clears one.

    \b
      eventdesk config                              lists all with their meaning
      eventdesk config mail.host                    prints one
      eventdesk config mail.host smtp.example.org   changes one
      eventdesk config reminders.default 5m,1h:email
      eventdesk config quiet.hours 'mon-fri 22:00-07:00; sat,sun 23:00-09:00'
      eventdesk config --test-mail                  sends a test e-mail

    A value in the settings file that does not fit is replaced in the same way. The mail
    password is not kept here: set it in the window, or as EVENTDESK_MAIL_PASSWORD in the
    environment. The exit code is 1 when the test e-mail could not be sent.
    """
    _refuse_password(key)
    if test_mail and key is not None:
        raise click.UsageError("--test-mail sends with the settings as they are: give no KEY.")
    chosen = setting_key(key) if key is not None else None
    with connect.desk() as desk:
        if test_mail:
            return _send_test(desk, as_json=as_json)
        if chosen is None:
            settings = desk.preferences.current()
            _print_all({name: each.get(settings) for name, each in SETTING_KEYS.items()}, as_json)
            return 0
        if value is None:
            plain = chosen.get(desk.preferences.current())
            shown = printable(_text(chosen.name, plain))
        else:
            plain = chosen.get(_changed(desk, chosen, value))
            shown = f"{chosen.name} = {printable(_text(chosen.name, plain)) or '(empty)'}"
        if as_json:
            print_json(plain)
        else:
            click.echo(shown)
    return 0


def _refuse_password(key: str | None) -> None:
    if key is not None and "password" in key.lower():
        raise InvalidInput.of(
            key,
            "The mail password is neither kept in the settings file nor given here, "
            "where others could read it.",
            "Set it in the window under Settings, E-mail, or in the environment as "
            "EVENTDESK_MAIL_PASSWORD.",
        )


def _changed(desk: Desk, chosen: SettingKey, value: str) -> Settings:
    """Store one value, also in place of one that does not fit."""
    unfit: dict[str, object] = {}
    try:
        before = desk.preferences.current()
    except UnfitSettings as error:
        if chosen.name not in error.unfit:
            raise
        before, unfit = error.settings, error.unfit
    settings = chosen.put(before, value)
    desk.preferences.change(settings)
    for name in unfit.keys() - {chosen.name}:
        kept = _text(name, SETTING_KEYS[name].get(settings)) or "(empty)"
        say(f"{name} did not fit either ({unfit[name]!r}) and is now the default: {kept}")
    return settings


def _send_test(desk: Desk, *, as_json: bool) -> int:
    mail = desk.preferences.current().mail
    outcome = desk.outbox.test(mail)
    sent = isinstance(outcome, Sent)
    words = outcome.reply if isinstance(outcome, Sent) else outcome.error
    if as_json:
        print_json({"sent": sent, "to": mail.to, "detail": words})
    elif sent:
        said = f" The server said: {words}" if words else ""
        click.echo(printable(f"Sent to {mail.to}.{said}"))
    else:
        say(f"Not sent. {words}")
    return 0 if sent else NOT_SENT


def _print_all(values: dict[str, Plain], as_json: bool) -> None:
    if as_json:
        print_json(values)
        return
    columns = (Column("KEY"), Column("VALUE", elastic=True), Column("MEANING", elastic=True))
    rows = [
        (name, _text(name, value), SETTING_KEYS[name].meaning) for name, value in values.items()
    ]
    print_table(columns, rows)


def _text(name: str, value: Plain) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return SEPARATORS.get(name, ",").join(value) if isinstance(value, list) else str(value)
