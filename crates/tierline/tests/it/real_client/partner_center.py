"""One call of a desk by the package partnercenterservices, unmodified.

Arguments: the desk's address, a token, the operation. Its parameters come as JSON on standard input; what the package made of the
answer goes to standard output, with the status.
"""

import json
import sys

from msrest.authentication import BasicTokenAuthentication
from msrestazure.azure_exceptions import CloudError

from microsoft.store.partnercenterservices import MicrosoftPartnerStoreApis, models

NOTE = models.MicrosoftPartnerSdkContractsV1ServiceRequestNote
ORGANIZATION = models.MicrosoftPartnerSdkContractsV1ServiceRequestOrganization
REQUEST = models.MicrosoftPartnerSdkContractsV1ServiceRequest


def request_of(fields):
    """A service request as the package's users build one."""
    fields = dict(fields)
    if "new_note" in fields:
        fields["new_note"] = NOTE(text=fields["new_note"])
    if "organization" in fields:
        fields["organization"] = ORGANIZATION(id=fields["organization"])
    return REQUEST(**fields)


def call(client, operation, given):
    body = request_of(given.pop("service_request")) if "service_request" in given else None
    operations = {
        "topics": client.getvversionservicerequestssupporttopics,
        "create": lambda **more: client.postvversionservicerequestsagent.locale("en-US", body, **more),
        "list": client.getvversionservicerequestsfilterfilter.value,
        "get": client.getvversionservicerequestsservice.id,
        "patch": lambda service_request_id, **more: client.patchvversionservicerequestsservice.id(
            service_request_id, body, **more
        ),
        "list_of_customer": client.getvversioncustomerscustomer.value3,
        "get_of_customer": client.getvversioncustomerscustomer.id1,
        "patch_of_customer": lambda customer_id, service_request_id, **more: (
            client.patchvversioncustomerscustomer.id1(customer_id, service_request_id, body, **more)
        ),
        "customers": client.getvversioncustomersfilterfilter.value,
        "customer": client.getvversioncustomerscustomer.id,
    }
    return operations[operation](version="1", raw=True, **given)


def main():
    url, token, operation = sys.argv[1:]
    client = MicrosoftPartnerStoreApis(BasicTokenAuthentication({"access_token": token}), base_url=url)
    try:
        answer = call(client, operation, json.load(sys.stdin))
        made = answer.output.as_dict() if answer.output is not None else None
        response = answer.response
    except CloudError as error:
        # The package knows no 409 and no 429: it raises what came.
        made, response = None, error.response
    json.dump({"status": response.status_code, "made": made, "body": response.json()}, sys.stdout)


if __name__ == "__main__":
    main()
