"""The `graphql` kind: queries and mutations over HTTP."""

from collections.abc import Mapping

from ...plugin import NamedSubjects, StepKind
from ...requests import BORROWED, MERGED_OPTIONS, curl
from .documents import check_documents
from .model import GraphqlAction, title
from .rules import check_action
from .runner import GraphqlRunner
from .subjects import SUBJECTS, subject_of_operation

_FITTING: Mapping[str, object] = {"errors[0].message": {"exists": False}, "problems[0]": {"exists": False}}

GRAPHQL: StepKind[GraphqlAction] = StepKind(
    key="graphql",
    doc="Sends a GraphQL operation and judges what it gives.",
    action=GraphqlAction,
    runner=GraphqlRunner(),
    subjects=SUBJECTS,
    default_expect=_FITTING,
    has_defaults=True,
    merged_fields=MERGED_OPTIONS,
    borrows=BORROWED,
    named_subjects=NamedSubjects(lambda action: action.names(), subject_of_operation),
    curl=curl,
    title=title,
    check_action=check_action,
    check_files=check_documents,
)

__all__ = ["GRAPHQL", "GraphqlAction"]
