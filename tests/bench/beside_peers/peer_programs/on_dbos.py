"""The morning as a minimal program on DBOS, as its documentation shows one: a workflow of two steps on a queue.

The delay of the queue is a row in the database: a case that waits holds no thread.
"""

import os
import threading

from bench.beside_peers.peer_programs.morning_work import keep_letter, send_mail
from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

QUEUE = "morning"


@DBOS.step()
def letter(number: str) -> None:
    """Make and keep the form."""
    keep_letter(number)


@DBOS.step()
def mail(number: str) -> None:
    """Send it."""
    send_mail(number)


@DBOS.workflow()
def due_case(number: str) -> None:
    """Do what a case asks for on the day it is due."""
    letter(number)
    mail(number)


if __name__ == "__main__":
    DBOS(config={"name": "morning", "system_database_url": os.environ["PEER_DATABASE"]})
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=8)
    for name in filter(None, os.environ["PEER_CASES"].split(",")):
        with SetWorkflowID(name), SetEnqueueOptions(delay_seconds=float(os.environ["PEER_DELAY"])):
            DBOS.enqueue_workflow(QUEUE, due_case, name)
    threading.Event().wait()
