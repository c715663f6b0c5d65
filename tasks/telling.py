"""Tell in plain Dutch what the product did."""

from spoorboek.statute.actions import Effect, EffectKey
from tasks.situation import Situation

ANCHORS = {"target_on": "de streefdatum", "due_on": "de uiterste datum"}


def told(here: Situation, effect: Effect) -> str:
    """Word an effect for people, such as `Probleemanalyse: escalatie trede 2 aan leidinggevende`."""
    key = effect.key
    again = f" ({key.attempt}e keer)" if key.attempt > 1 and key.kind != "close" else ""
    return f"{_about(here, key)}: {_what(here, effect)}{again}"


def _about(here: Situation, key: EffectKey) -> str:
    row = here.edition.rules.rows.get(key.step)
    if row is None:
        return "Dossier"
    return f"{row.label} {key.occurrence}" if row.repeats else row.label


def _what(here: Situation, effect: Effect) -> str:
    key, detail, policy = effect.key, effect.detail, here.edition.house
    to = f" aan {policy.roles[detail['to']]}" if "to" in detail else ""
    if key.kind in ("document", "mail"):
        paper = "stuk" if key.name == key.step else policy.documents.get(key.name, key.name)
        return f"{paper} gemaakt" if key.kind == "document" else f"{paper} gemaild{to}"
    if key.kind == "reminder":
        return f"herinnering{to}, {detail['days']} dagen vóór {ANCHORS[detail['before']]}"
    if key.kind == "question":
        return f"vraag gesteld{to}"
    if key.kind == "close":
        return f"gesloten: {policy.choice('closing', detail['reason'])}"
    return f"{policy.effect_word(key)}{to}"
