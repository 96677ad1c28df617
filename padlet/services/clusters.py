"""Clusters: the facilitator sorts the notes on a prompt by what they are about.

A cluster tells of the texts, never of who wrote them. The notes keep their places by lot inside it.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from modellkoncept.ordering import renumber, with_item_moved
from padlet.errors import (
    ClusterNotFoundError,
    ClusterTitleError,
    ClusterTitleTakenError,
    InvalidTargetError,
    NoteNotFoundError,
    TooManyClustersError,
)
from padlet.models import Board, Cluster, Note, in_place
from padlet.services.board_lock import bump_version, lock_board

MAX_CLUSTERS = 20  # in one prompt
MAX_CLUSTER_LENGTH = 80  # characters, as the column


@transaction.atomic
def add_cluster(*, board: Board, prompt_id: int, title: str) -> Cluster:
    """A cluster last in the prompt. The same title again gives the same cluster."""
    title = _clean_title(title)
    board = lock_board(board)
    prompt = board.prompts.filter(pk=prompt_id).first()
    if prompt is None:
        raise InvalidTargetError
    there = list(prompt.clusters.all())
    for cluster in there:
        if cluster.title.casefold() == title.casefold():
            return cluster
    if len(there) >= MAX_CLUSTERS:
        raise TooManyClustersError
    position = max((cluster.position for cluster in there), default=0) + 1
    cluster = Cluster.objects.create(board=board, prompt=prompt, title=title, position=position)
    bump_version(board)
    return cluster


@transaction.atomic
def rename_cluster(*, board: Board, cluster_id: int, title: str) -> Cluster:
    title = _clean_title(title)
    board = lock_board(board)
    cluster = _cluster(board, cluster_id)
    others = Cluster.objects.filter(prompt=cluster.prompt_id).exclude(pk=cluster.pk)
    if any(other.title.casefold() == title.casefold() for other in others):
        raise ClusterTitleTakenError
    cluster.title = title
    cluster.save(update_fields=["title"])
    bump_version(board)
    return cluster


@transaction.atomic
def move_cluster(*, board: Board, cluster_id: int, steps: int) -> Cluster:
    """Move the cluster so many steps towards the end of its prompt, or towards its beginning."""
    board = lock_board(board)
    cluster = _cluster(board, cluster_id)
    siblings = list(Cluster.objects.filter(prompt=cluster.prompt_id))
    order = with_item_moved(siblings, cluster, steps)
    if order != siblings:
        renumber(order)
        bump_version(board)
    return order[order.index(cluster)]


@transaction.atomic
def remove_cluster(*, board: Board, cluster_id: int) -> None:
    """Take the cluster away; its notes stay, without one. Again is the same."""
    board = lock_board(board)
    if board.clusters.filter(pk=cluster_id).delete()[0]:
        bump_version(board)


@transaction.atomic
def sort_notes(
    *, board: Board, prompt_id: int, note_ids: Collection[UUID], cluster_id: int | None
) -> list[Note]:
    """Put these notes of a prompt into a cluster of it, or into none."""
    board = lock_board(board)
    if cluster_id is not None and _cluster(board, cluster_id).prompt_id != prompt_id:
        raise ClusterNotFoundError
    notes = board.notes.filter(pk__in=note_ids, prompt=prompt_id)
    if not notes.update(cluster=cluster_id):
        raise NoteNotFoundError
    bump_version(board)
    return in_place(board, notes)


def _cluster(board: Board, cluster_id: int) -> Cluster:
    cluster = board.clusters.filter(pk=cluster_id).first()
    if cluster is None:
        raise ClusterNotFoundError
    return cluster


def _clean_title(title: str) -> str:
    title = " ".join(title.replace("\0", "").split())
    if not title or len(title) > MAX_CLUSTER_LENGTH:
        raise ClusterTitleError
    return title
