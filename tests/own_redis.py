"""A pytest plugin for runs on several cores against one Redis: each worker has a database and channels of its own,
since tests empty the cache and count what is heard. It is named on the command line, `-p tests.own_redis`, because
Django reads its settings before any conftest."""

import os
import re

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker and os.environ.get("REDIS_URL"):
    first = int(re.search(r"/(\d+)$", os.environ["REDIS_URL"])[1])
    os.environ["REDIS_URL"] = re.sub(r"\d+$", str(first + int(worker[2:])), os.environ["REDIS_URL"])
    os.environ["ELICIT_REDIS_PREFIX"] = f"elicit-{worker}"  # channels know no databases
