"""Sends mail over SMTP."""

from __future__ import annotations

import logging
import smtplib
import ssl
import traceback
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from eventdesk.domain.language import later, tr
from eventdesk.domain.settings import MailSecurity, MailSettings
from eventdesk.services.ports import NotSent, Reached, SecretStore, Sent
from eventdesk.system.mail_letter import Letter, Unmailable, letter
from eventdesk.system.mail_secrets import without_secret
from eventdesk.system.mail_session import (
    STEP_S,
    WHOLE_S,
    Deadline,
    MailSession,
    is_success,
)
from eventdesk.system.mail_words import is_final, maybe_taken, not_sent, spoken
from eventdesk.system.tls import system_tls

log = logging.getLogger(__name__)


class SmtpMailer:
    """A Mailer. One connection a mail; every step takes at most `step_s` seconds and the
    whole at most `whole_s`; thread-safe; never raises.

    With STARTTLS or TLS nothing, and above all no password, goes out unprotected, and the
    certificate must be valid for the host (SSL_CERT_FILE names other authorities).

    5xx to MAIL, RCPT or DATA is permanent. All else (4xx, login, network, certificate) may
    mend itself or be mended in the settings, and is not. A mail that some recipients get
    counts as Sent, and the reply names the others: sending again would double it for
    those who have it. Where no answer came to the whole mail, the words say that it may have
    been taken.
    """

    def __init__(
        self, secrets: SecretStore, *, step_s: float = STEP_S, whole_s: float = WHOLE_S
    ) -> None:
        self._secrets = secrets
        self._step_s = step_s
        self._whole_s = whole_s

    def send(self, message: EmailMessage, settings: MailSettings) -> Sent | NotSent:
        """Hand `message` to the server of `settings`, for those in its To and Cc."""
        return self._safely(settings, lambda secret: self._deliver(message, settings, secret))

    def probe(self, settings: MailSettings) -> Reached | NotSent:
        """Connect, protect and log in as for a mail, then leave; nothing is sent."""
        outcome = self._safely(
            settings, lambda secret: self._talk(_Conversation(None, settings, secret))
        )
        return outcome if isinstance(outcome, NotSent) else Reached(outcome.reply)

    def _safely(
        self, settings: MailSettings, act: Callable[[str | None], Sent | NotSent]
    ) -> Sent | NotSent:
        """Act with the password if there is a login; every failure in words without it."""
        secret: str | None = None
        try:
            if not settings.host:
                return NotSent(later("No mail server is set. Enter one in the settings."))
            if settings.user:
                secret = self._secrets.read()
                if not secret:
                    return NotSent(
                        later(
                            "There is no password for the mail server. Enter it in the settings, "
                            "or give it in EVENTDESK_MAIL_PASSWORD."
                        )
                    )
            outcome = act(secret)
        except Unmailable as error:
            return NotSent(str(error), permanent=True)
        except Exception as error:  # noqa: BLE001 - the mail worker must go on
            # Its words may hold parts of the mail (UnicodeEncodeError): its kind and place do.
            log.error("sending failed: %s", _where(error))
            words = later("The mail could not be handed over ({reason}).")
            outcome = NotSent(words.format(reason=type(error).__name__))
        if isinstance(outcome, Sent):
            return Sent(without_secret(outcome.reply, settings.user, secret))
        words = without_secret(outcome.error, settings.user, secret)
        return NotSent(words, outcome.permanent)

    def _deliver(
        self, message: EmailMessage, settings: MailSettings, secret: str | None
    ) -> Sent | NotSent:
        ready = letter(message, settings.sender)
        return self._talk(_Conversation(ready, settings, secret))

    def _talk(self, conversation: _Conversation) -> Sent | NotSent:
        host, port = conversation.host, conversation.port
        with Deadline(self._whole_s) as deadline:
            try:
                return conversation.run(deadline, self._step_s)
            except Unmailable:
                raise
            except (smtplib.SMTPException, OSError, UnicodeError) as error:
                outcome = not_sent(
                    error,
                    host,
                    port,
                    step_s=self._step_s,
                    about_message=conversation.about_message,
                )
                # An answer that came just in time still is one.
                if deadline.passed and not isinstance(error, smtplib.SMTPResponseException):
                    words = later("The mail server {server} took longer than {seconds} s.")
                    outcome = NotSent(
                        words.format(server=f"{host}:{port}", seconds=f"{self._whole_s:g}")
                    )
                return maybe_taken(outcome) if conversation.unanswered else outcome


class _Conversation:
    """The steps of sending one mail; without a letter it ends after the login."""

    def __init__(self, ready: Letter | None, settings: MailSettings, secret: str | None) -> None:
        self._letter = ready
        self._settings = settings
        self._secret = secret
        self.host, self.port = settings.host.strip("[]"), settings.port
        self.about_message = False
        self.unanswered = False

    def run(self, deadline: Deadline, step_s: float) -> Sent | NotSent:
        """Connect, protect, log in, hand over."""
        security = self._settings.security
        tls = None if security is MailSecurity.NONE else system_tls()
        session = MailSession(
            self.host,
            self.port,
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
            if self._letter is None:
                return Sent(self._how(session))
            return self._hand_over(session, self._letter)
        finally:
            self.unanswered = session.unanswered
            session.leave()

    def _how(self, session: MailSession) -> str:
        socket = session.sock
        guard = socket.version() if isinstance(socket, ssl.SSLSocket) else None
        if guard and self._secret is None:
            words = later("{server} answers, {protection}, no login")
        elif guard:
            words = later("{server} answers, {protection}, login as {user}")
        elif self._secret is None:
            words = later("{server} answers, unprotected, no login")
        else:
            words = later("{server} answers, unprotected, login as {user}")
        server = f"{self.host}:{self.port}"
        return tr(words, server=server, protection=guard, user=self._settings.user)

    def _hand_over(self, session: MailSession, ready: Letter) -> Sent | NotSent:
        options = []
        if ready.utf8:
            if not session.has_extn("smtputf8"):
                raise Unmailable(
                    later("The mail server takes no international addresses (SMTPUTF8).")
                )
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        self.about_message = True
        code, words = session.mail(ready.sender, options)
        if not is_success(code):
            raise smtplib.SMTPSenderRefused(code, words, ready.sender)
        refused = {}
        for recipient in ready.recipients:
            code, words = session.rcpt(recipient)
            if not is_success(code):
                refused[recipient] = (code, words)
            if code == 421:
                raise smtplib.SMTPResponseException(code, words)
        others = "; ".join(f"{who}: {spoken(*reply)}" for who, reply in refused.items())
        if len(refused) == len(ready.recipients):
            final = all(is_final(code) for code, _ in refused.values())
            problem = later("The mail server took no recipient: {replies}")
            return NotSent(problem.format(replies=others), permanent=final)
        reply = spoken(*session.content(ready.content))
        if not others:
            return Sent(reply)
        return Sent(later("{reply} (refused: {replies})").format(reply=reply, replies=others))


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
