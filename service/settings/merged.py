"""One mapping of a config file with `defaults` merged in, which still knows where each value is written.

Not here: whether its values make sense (destinations.py), and the Mapping that it becomes (merging.py).
"""

from collections.abc import Mapping as MappingOf
from typing import Any

from service.mappings import Home
from service.settings import model
from service.settings.source import Place, Source


class Merged:
    """`homes` are the trackers of the file by their names; those whose kind nobody knows are not among them."""

    def __init__(self, position: int, source: Source, homes: MappingOf[str, Home]) -> None:
        self.position = position
        self.source = source
        self.homes = homes
        self.entry = model.Mapping.model_validate(
            _merge(source.data.get("defaults", {}), source.data["mappings"][position])
        )

    def place(self, *keys: str) -> Place:
        """Where the value is written: in the mapping itself, else in `defaults`, else where it should be."""
        own: Place = ("mappings", self.position, *keys)
        common: Place = ("defaults", *keys)
        return common if own not in self.source.lines and common in self.source.lines else own

    def refuse(self, keys: tuple[str, ...], message: str, cure: str = "") -> None:
        self.source.refuse(self.place(*keys), message, cure)

    def home(self, key: str) -> Home | None:
        """The tracker of `post_mortems` or `tickets`."""
        table: model.PostMortems | model.Tickets | None = getattr(self.entry, key)
        return self.homes.get(table.tracker or "") if table else None


def _merge(common: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; any other value, lists too, is replaced as a whole."""
    return common | {
        key: _merge(common[key], value) if isinstance(value, dict) and isinstance(common.get(key), dict) else value
        for key, value in own.items()
    }
