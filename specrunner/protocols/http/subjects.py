"""What can be asked of the answer to an `http` step."""

from __future__ import annotations

from ...checks import SubjectTable
from ...requests import ANSWER_SUBJECTS

SUBJECTS = SubjectTable("http", ANSWER_SUBJECTS, document="json")
