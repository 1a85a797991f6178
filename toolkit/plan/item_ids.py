"""What an item's id tells by itself: "8-1" is the first item (项) of project (件) 8. Pure."""


def project_of(item_id: str) -> str:
    """Return the number of an item's project."""
    return item_id.split("-", 1)[0]
