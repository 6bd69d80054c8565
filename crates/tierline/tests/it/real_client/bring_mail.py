"""Brings a mail to a mail server by Python's own smtplib, as a mail system does.

Arguments: the host, the port, the sender (nothing for nobody), the address. The mail comes on standard input. It prints the server's
answer as JSON: `taken` with true, or the code and words with which the server refused.
"""

import json
import smtplib
import ssl
import sys

host, port, sender, address = sys.argv[1:5]
mail = sys.stdin.buffer.read().decode("utf-8").replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8")
with smtplib.SMTP(host, int(port), local_hostname="mail.meridian.example", timeout=30) as server:
    server.ehlo()
    is_tls = server.has_extn("starttls")
    if is_tls:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        server.starttls(context=context)
        server.ehlo()
    try:
        server.sendmail(sender, [address], mail)
        print(json.dumps({"taken": True, "is_tls": is_tls}))
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = refused.recipients[address]
        print(json.dumps({"taken": False, "code": code, "words": words.decode()}))
    except smtplib.SMTPResponseException as refused:
        print(json.dumps({"taken": False, "code": refused.smtp_code, "words": refused.smtp_error.decode()}))
