"""A mail server: the package aiosmtpd, unmodified. What it takes is kept in a folder, a file of JSON each.

Arguments: the folder, and where it speaks TLS the certificate and its key, in PEM. It prints the port that it listens on and serves
until its standard input ends. Mailboxes behave by their names: `silent` takes a mail and cuts the connection before it says so,
`nobody` does not exist, `full` has no room today.
"""

import asyncio
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Mailboxes:
    """Keeps what comes."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.number = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "nobody":
            return "550 5.1.1 There is no such mailbox"
        if name == "full":
            return "452 4.2.2 The mailbox is full today"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.number += 1
        kept = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "is_tls": session.ssl is not None,
            "is_signed_in": bool(session.authenticated),
            "mail": envelope.original_content.decode("utf-8", "surrogateescape"),
        }
        path = self.folder / f"{self.number:03}.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps(kept))
        part.rename(path)
        if any(address.startswith("silent@") for address in envelope.rcpt_tos):
            server.transport.abort()
        return "250 2.0.0 Taken"


def knows(server, session, envelope, mechanism, given):
    """Lets in who brings the name and the password of the test."""
    good = isinstance(given, LoginPassword) and (given.login, given.password) == (b"desk", b"kelp-otter-9")
    # Who was not handled is told so by the library.
    return AuthResult(success=good, handled=good)


async def main(folder, chain=None, key=None):
    context = None
    if chain is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chain, key)
    mailboxes = Mailboxes(folder)

    def conversation():
        return SMTP(
            mailboxes,
            hostname="mail.test",
            tls_context=context,
            require_starttls=context is not None,
            authenticator=knows,
            auth_required=context is not None,
            auth_require_tls=True,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(conversation, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main(*sys.argv[1:]))
