"""The package scim2-tester, unmodified, against a desk.

Arguments: the address of the contract, a token. Every check that it made goes to standard output, with how it came out.
"""

import json
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

url, token = sys.argv[1:3]
http = Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60)
calls = []
http.event_hooks = {"response": [lambda response: calls.append(response.status_code)]}
results = check_server(SyncSCIMClient(http))
json.dump(
    {
        "calls": len(calls),
        "worst": max(calls),
        "checks": [
            {
                "title": one.title,
                "of": one.resource_type,
                "status": one.status.name,
                "reason": str(one.reason),
                "data": "" if one.status is Status.SUCCESS else str(one.data),
            }
            for one in results
        ],
    },
    sys.stdout,
)
