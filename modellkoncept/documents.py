"""Documents."""


def build(document_id: str) -> None: ...


def give_up_or_list_due() -> list[str]:
    return []
