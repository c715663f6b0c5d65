"""What processes took of the processors until now."""

import psutil


def processor_seconds(*roots: psutil.Process) -> float:
    """Add up the CPU-seconds of processes, of all they started, and of those among these that have ended.

    A process that ends meanwhile, such as a backend of a connection, counts once: the family is then counted anew.
    """
    return sum(_of_family(root) for root in roots)


def own_seconds() -> float:
    """Return the CPU-seconds of this process alone."""
    return float(sum(psutil.Process().cpu_times()[:2]))


def _of_family(root: psutil.Process) -> float:
    while True:
        ended = root.cpu_times()[2:4]
        try:
            below = sum(sum(each.cpu_times()[:4]) for each in root.children(recursive=True))
        except psutil.NoSuchProcess:
            continue
        now = root.cpu_times()
        if now[2:4] == ended:
            return float(sum(now[:4]) + below)
