"""Sends mail over SMTP."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage

from eventdesk.domain.settings import MailSecurity, MailSettings
from eventdesk.services.ports import NotSent, SecretStore, Sent
from eventdesk.system.mail_letter import Letter, Unmailable, letter
from eventdesk.system.mail_session import STEP_S, WHOLE_S, Deadline, MailSession
from eventdesk.system.mail_words import is_final, not_sent, spoken, without_secret

log = logging.getLogger(__name__)


class SmtpMailer:
    """A Mailer. One connection a mail; every step takes at most `step_s` seconds and the
    whole at most `whole_s`; thread-safe; never raises.

    With STARTTLS or TLS nothing, and above all no password, goes out unprotected, and the
    certificate must be valid for the host (SSL_CERT_FILE names other authorities).

    5xx to MAIL, RCPT or DATA is permanent. All else (4xx, login, network, certificate) may
    mend itself or be mended in the settings, and is not. A mail that some recipients get
    counts as Sent, and the reply names the others: sending again would double it for
    those who have it.
    """

    def __init__(
        self, secrets: SecretStore, *, step_s: float = STEP_S, whole_s: float = WHOLE_S
    ) -> None:
        self._secrets = secrets
        self._step_s = step_s
        self._whole_s = whole_s

    def send(self, message: EmailMessage, settings: MailSettings) -> Sent | NotSent:
        """Hand `message` to the server of `settings`, for those in its To and Cc."""
        secret: str | None = None
        try:
            if not settings.host:
                return NotSent("No mail server is set. Enter one in the settings.")
            ready = letter(message, settings.sender)
            if settings.user:
                secret = self._secrets.read()
                if not secret:
                    return NotSent(
                        "There is no password for the mail server. Enter it in the settings, "
                        "or give it in EVENTDESK_MAIL_PASSWORD."
                    )
            outcome = self._deliver(ready, settings, secret)
        except Unmailable as error:
            return NotSent(str(error), permanent=True)
        except Exception as error:  # noqa: BLE001 - the mail worker must go on
            log.error("sending failed: %s", without_secret(repr(error), settings.user, secret))
            outcome = NotSent(f"The mail could not be handed over ({type(error).__name__}).")
        if isinstance(outcome, Sent):
            return Sent(without_secret(outcome.reply, settings.user, secret))
        words = without_secret(outcome.error, settings.user, secret)
        return NotSent(words, outcome.permanent)

    def _deliver(self, ready: Letter, settings: MailSettings, secret: str | None) -> Sent | NotSent:
        host = settings.host.strip("[]")
        conversation = _Conversation(ready, settings, secret)
        with Deadline(self._whole_s) as deadline:
            try:
                return conversation.run(host, deadline, self._step_s)
            except Unmailable:
                raise
            except (smtplib.SMTPException, OSError, UnicodeError) as error:
                if deadline.passed:
                    return NotSent(
                        f"The mail server {host}:{settings.port} took longer than "
                        f"{self._whole_s:g} s."
                    )
                return not_sent(
                    error,
                    host,
                    settings.port,
                    step_s=self._step_s,
                    about_message=conversation.about_message,
                )


class _Conversation:
    """The steps of sending one mail."""

    def __init__(self, ready: Letter, settings: MailSettings, secret: str | None) -> None:
        self._letter = ready
        self._settings = settings
        self._secret = secret
        self.about_message = False

    def run(self, host: str, deadline: Deadline, step_s: float) -> Sent | NotSent:
        """Connect, protect, log in, hand over."""
        security = self._settings.security
        tls = None if security is MailSecurity.NONE else ssl.create_default_context()
        session = MailSession(
            host,
            self._settings.port,
            deadline,
            step_s=step_s,
            tls=tls if security is MailSecurity.TLS else None,
        )
        try:
            if tls is not None and security is MailSecurity.STARTTLS:
                session.protect(tls)
            session.ehlo_or_helo_if_needed()
            if self._secret is not None:
                session.log_in(self._settings.user, self._secret)
            return self._hand_over(session)
        finally:
            session.leave()

    def _hand_over(self, session: MailSession) -> Sent | NotSent:
        options = []
        if self._letter.utf8:
            if not session.has_extn("smtputf8"):
                raise Unmailable("The mail server takes no international addresses (SMTPUTF8).")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        self.about_message = True
        code, words = session.mail(self._letter.sender, options)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, words, self._letter.sender)
        refused = {}
        for recipient in self._letter.recipients:
            code, words = session.rcpt(recipient)
            if code not in {250, 251}:
                refused[recipient] = (code, words)
            if code == 421:
                raise smtplib.SMTPResponseException(code, words)
        others = "; ".join(f"{who}: {spoken(*reply)}" for who, reply in refused.items())
        if len(refused) == len(self._letter.recipients):
            final = all(is_final(code) for code, _ in refused.values())
            return NotSent(f"The mail server took no recipient: {others}", permanent=final)
        reply = spoken(*session.content(self._letter.content))
        return Sent(f"{reply} (refused: {others})" if others else reply)
