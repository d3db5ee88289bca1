"""What one check of the doctor says. Not here: the checks (files.py, trackers.py, store.py)."""

from dataclasses import dataclass
from enum import StrEnum

from connectors.tracker import TrackerError
from service.settings import Problem


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Check:
    status: Status
    subject: str
    """What was looked at: a file and line, a tracker, a project, Redis."""
    message: str
    cure: str = ""


def ok(subject: str, message: str) -> Check:
    return Check(Status.OK, subject, message)


def warning(subject: str, message: str, cure: str = "") -> Check:
    return Check(Status.WARNING, subject, message, cure)


def error(subject: str, message: str, cure: str = "") -> Check:
    return Check(Status.ERROR, subject, message, cure)


def from_problem(problem: Problem, status: Status) -> Check:
    subject = f"{problem.where} {problem.key}" if problem.key else problem.where
    return Check(status, subject, problem.message, problem.cure)


def from_trouble(subject: str, trouble: TrackerError) -> Check:
    """One line; the error says itself how to mend it."""
    return error(subject, trouble.message)
