"""Tell in plain Dutch what the product did."""

from spoorboek.statute.actions import Effect
from spoorboek.statute.house import house

ANCHORS = {"target_on": "de streefdatum", "due_on": "de uiterste datum"}


def told(effect: Effect) -> str:
    """Word an effect for people, such as `Probleemanalyse: escalatie trede 2 aan leidinggevende`."""
    key = effect.key
    label = house().steps[key.step].label if key.step in house().steps else "Dossier"
    number = f" {key.occurrence}" if key.occurrence > 1 else ""
    again = f" ({key.attempt}e keer)" if key.attempt > 1 and key.kind != "close" else ""
    return f"{label}{number}: {_what(effect)}{again}"


def _what(effect: Effect) -> str:
    key, detail, policy = effect.key, effect.detail, house()
    to = f" aan {policy.roles[detail['to']]}" if "to" in detail else ""
    if key.kind in ("document", "mail"):
        paper = policy.documents.get(key.name, key.name)
        return f"{paper} gemaakt" if key.kind == "document" else f"{paper} gemaild{to}"
    if key.kind == "reminder":
        return f"herinnering{to}, {detail['days']} dagen vóór {ANCHORS[detail['before']]}"
    if key.kind == "close":
        return f"gesloten: {policy.choice('closing', detail['reason'])}"
    return f"{policy.words[key.kind].format(name=key.name)}{to}"
