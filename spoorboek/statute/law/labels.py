"""How the label of a step stands in a sentence."""


def in_sentence(label: str) -> str:
    """Return a label for use inside a sentence: lower-case first letter, unless it starts with an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
