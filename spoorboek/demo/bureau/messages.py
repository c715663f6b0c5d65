"""What a bureau writes: a message of each kind that fits its schema, made of the example the schema publishes."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from spoorboek import clock
from templates.bureau_messages import message_schema

MessageData = dict[str, Any]


def written(kind: str, about: Mapping[str, Any], number: int, **said: Any) -> MessageData:
    """Return a message of a kind that answers another, as the first example of a bureau with what is said here.

    `about`: the message it answers, which names case and referral. `number`: of the bureau, one per message; a date
    among `said` is written as text, and None leaves its field out.
    """
    examples = message_schema(kind)["examples"]
    message: MessageData = deepcopy(next(each for each in examples if each.get("afzender") != "werkgever"))
    head = {"zaak": about["zaak"], "aanmelding": about["aanmelding"], "opgesteld_op": clock.today()}
    message |= head | {"bericht": f"B-{about['zaak']}-{about['aanmelding']}-{number:03d}"} | said
    return {name: _plain(value) for name, value in message.items() if value is not None}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
