"""One call of a desk by the package msgraph-sdk, unmodified.

Arguments: the desk's address, a token, the operation. Its parameters come as JSON on standard input; what the package made of the
answer goes to standard output, with the status and how often it tried again by itself.
"""

import asyncio
import json
import sys
from datetime import timedelta

import httpx
from kiota_abstractions.api_error import APIError
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.models.delegated_admin_access_details import DelegatedAdminAccessDetails
from msgraph.generated.models.delegated_admin_relationship import DelegatedAdminRelationship
from msgraph.generated.models.delegated_admin_relationship_customer_participant import (
    DelegatedAdminRelationshipCustomerParticipant,
)
from msgraph.generated.models.delegated_admin_relationship_request import DelegatedAdminRelationshipRequest
from msgraph.generated.models.delegated_admin_relationship_request_action import (
    DelegatedAdminRelationshipRequestAction,
)
from msgraph.generated.models.unified_role import UnifiedRole
from msgraph_core import GraphClientFactory
from msgraph_core.tasks.page_iterator import PageIterator


class Token(AccessTokenProvider):
    """The desk's token, whatever is asked for."""

    def __init__(self, token):
        self.token = token

    async def get_authorization_token(self, uri, additional_authentication_context={}):
        return self.token

    def get_allowed_hosts_validator(self):
        return AllowedHostsValidator([])


def plain(made):
    """What the package made of an answer."""
    if isinstance(made, list):
        return [plain(one) for one in made]
    writer = JsonSerializationWriter()
    writer.write_object_value(None, made)
    return json.loads(writer.get_serialized_content())


def relationship_of(given):
    """A relationship as the package's users build one."""
    made = DelegatedAdminRelationship()
    if "display_name" in given:
        made.display_name = given["display_name"]
    if "days" in given:
        made.duration = timedelta(days=given["days"])
    if "tenant_id" in given:
        made.customer = DelegatedAdminRelationshipCustomerParticipant(tenant_id=given["tenant_id"])
    if "roles" in given:
        roles = [UnifiedRole(role_definition_id=role) for role in given["roles"]]
        made.access_details = DelegatedAdminAccessDetails(unified_roles=roles)
    return made


async def all_of(client, builder, given):
    """Everything of a list, page by page as the package walks it."""
    parameters = builder.__class__.__name__ + "GetQueryParameters"
    query = getattr(builder.__class__, parameters)(**given.get("query", {}))
    configuration = RequestConfiguration(query_parameters=query)
    if "page_size" in given:
        configuration.headers.add("Prefer", f"odata.maxpagesize={given['page_size']}")
    first = await builder.get(request_configuration=configuration)
    found = []
    iterator = PageIterator(first, client.request_adapter)
    if "page_size" in given:
        iterator.headers = configuration.headers
    await iterator.iterate(lambda one: found.append(one) or True)
    return {"first": len(first.value), "count": first.odata_count, "all": [plain(one) for one in found]}


async def call(client, operation, given):
    health = client.admin.service_announcement
    partner = client.tenant_relationships
    relationships = partner.delegated_admin_relationships
    if operation in ("overviews", "issues", "messages", "relationships", "customers"):
        builder = {
            "overviews": health.health_overviews,
            "issues": health.issues,
            "messages": health.messages,
            "relationships": relationships,
            "customers": partner.delegated_admin_customers,
        }[operation]
        return await all_of(client, builder, given)
    if operation == "issue":
        return plain(await health.issues.by_service_health_issue_id(given["id"]).get())
    if operation == "report":
        return plain(await health.issues.by_service_health_issue_id(given["id"]).incident_report.get())
    if operation == "create":
        return plain(await relationships.post(relationship_of(given)))
    if operation == "services":
        customer = partner.delegated_admin_customers.by_delegated_admin_customer_id(given["tenant_id"])
        return plain((await customer.service_management_details.get()).value)
    one = relationships.by_delegated_admin_relationship_id(given["id"])
    if operation == "relationship":
        return plain(await one.get())
    if operation == "act":
        action = DelegatedAdminRelationshipRequestAction(given["action"])
        return plain(await one.requests.post(DelegatedAdminRelationshipRequest(action=action)))
    configuration = RequestConfiguration()
    configuration.headers.add("If-Match", given["tag"])
    if operation == "change":
        return plain(await one.patch(relationship_of(given), request_configuration=configuration))
    if operation == "discard":
        await one.delete(request_configuration=configuration)
        return None
    raise ValueError(operation)


async def main():
    url, token, operation = sys.argv[1:]
    seen = {"status": None, "tries": 0}

    async def answered(response):
        seen["status"] = response.status_code
        seen["tries"] = int(response.request.headers.get("Retry-Attempt", "0"))

    http = httpx.AsyncClient(event_hooks={"response": [answered]}, timeout=120)
    http = GraphClientFactory.create_with_default_middleware(client=http)
    adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(Token(token)), http)
    adapter.base_url = url + "/v1.0"
    client = GraphServiceClient(request_adapter=adapter)
    made, refused = None, None
    try:
        made = await call(client, operation, json.load(sys.stdin))
    except APIError as error:
        said = error.error
        refused = {
            "status": error.response_status_code,
            "code": said.code,
            "message": said.message,
            "request_id": said.inner_error.request_id,
        }
    json.dump({**seen, "made": made, "refused": refused}, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main())
