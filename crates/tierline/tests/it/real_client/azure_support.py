"""One call of a desk by the package azure-mgmt-support, unmodified.

Arguments: the desk's address, a token, a subscription, the operation. Its parameters come as JSON on standard input; what the package
made of the answer goes to standard output, or the status and the error that it raised.
"""

import itertools
import json
import sys

from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.support import MicrosoftSupport, models

MODELS = {
    "check_name_availability_input": models.CheckNameAvailabilityInput,
    "create_communication_parameters": models.CommunicationDetails,
    "create_file_parameters": models.FileDetails,
    "create_support_ticket_parameters": models.SupportTicketDetails,
    "update_support_ticket": models.UpdateSupportTicket,
    "upload_file": models.UploadFile,
}


class Credential:
    """The token of a desk, as if a sign-in service had given it."""

    def __init__(self, token):
        self.token = token

    def get_token(self, *scopes, **more):
        return AccessToken(self.token, 4102444800)


class Bearer(SansIOHTTPPolicy):
    """The package's own policy sends a token over TLS alone; the desk of a test listens on this machine."""

    def __init__(self, token):
        super().__init__()
        self.token = token

    def on_request(self, request):
        request.http_request.headers["Authorization"] = "Bearer " + self.token


def plain(made):
    if made is None or isinstance(made, (str, int, float, bool)):
        return made
    if hasattr(made, "as_dict"):
        return made.as_dict()
    if hasattr(made, "result"):
        return plain(made.result())
    return [plain(one) for one in itertools.islice(made, 500)]


def main():
    url, token, subscription, operation = sys.argv[1:]
    client = MicrosoftSupport(
        Credential(token),
        subscription,
        base_url=url,
        credential_scopes=[url + "/.default"],
        authentication_policy=Bearer(token),
        polling_interval=0,
    )
    group, name = operation.split(".")
    given = {
        name: MODELS[name].deserialize(value) if name in MODELS else value for name, value in json.load(sys.stdin).items()
    }
    try:
        made = plain(getattr(getattr(client, group), name)(**given))
        answer = {"made": made}
    except HttpResponseError as error:
        told = error.error
        answer = {
            "status": error.status_code,
            "code": told.code if told else None,
            "details": [detail.code for detail in (told.details if told and told.details else [])],
        }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
