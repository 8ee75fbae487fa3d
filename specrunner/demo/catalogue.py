"""What the shop sells. A SKU has a version that counts its changes, from which its entity tag is made."""

from dataclasses import dataclass, replace

from .conditional import Tag

CURRENCY = "EUR"

HELD = "HOLD-1"
"""Orders with this SKU stay `created` until they are cancelled."""
DECLINED = "FAIL-1"
"""Payment for orders with this SKU is declined: they end as `failed`."""


@dataclass(frozen=True, slots=True)
class Sku:
    sku: str
    name: str
    price_cents: int
    stock: int
    tags: tuple[str, ...] = ()
    version: int = 1
    changed_at_s: float = 0.0

    @property
    def tag(self) -> Tag:
        return Tag(f"{self.sku}.{self.version}")


SHELF = (
    Sku("COASTER-1", "Cork coaster", 250, 300, ("table",)),
    Sku(DECLINED, "Gift card nobody can pay for", 5000, 1000, ("special",)),
    Sku("FILTER-1", "Paper filters, 100 pieces", 420, 80, ("kitchen",)),
    Sku(HELD, "Tea bowl, made to order", 9000, 1000, ("special",)),
    Sku("HONEY-1", "Linden honey", 790, 35, ("food",)),
    Sku("KETTLE-1", "Kettle, 1.7 l", 3990, 12, ("kitchen",)),
    Sku("MUG-1", "White mug", 850, 60, ("table",)),
    Sku("MUG-2", "Blue mug", 950, 40, ("table",)),
    Sku("OUT-1", "First-flush Darjeeling, sold out", 1890, 0, ("food", "special")),
    Sku("POT-1", "Teapot, 0.9 l", 2450, 20, ("table", "kitchen")),
    Sku("TEA-1", "Assam, 100 g", 650, 200, ("food",)),
    Sku("TEA-2", "Sencha, 100 g", 875, 150, ("food",)),
)


class ShelfFullError(Exception):
    """There are as many SKUs as the settings allow."""


class Catalogue:
    """SKUs by their code, listed in the order of the codes."""

    def __init__(self, max_skus: int, now_s: float) -> None:
        self._max_skus = max_skus
        self._skus = {sku.sku: replace(sku, changed_at_s=now_s) for sku in SHELF}

    def find(self, code: str) -> Sku | None:
        return self._skus.get(code)

    def search(self, text: str | None = None, label: str | None = None) -> tuple[Sku, ...]:
        """SKUs whose name contains `text` (any case) and that carry the tag `label`."""
        wanted = (text or "").casefold()
        return tuple(
            sku
            for _, sku in sorted(self._skus.items())
            if wanted in sku.name.casefold() and (label is None or label in sku.tags)
        )

    def put(self, wanted: Sku, now_s: float) -> Sku:
        """Create or replace; `version` and `changed_at_s` of `wanted` are ours to choose.

        Putting what is there already changes nothing, the version included. Raises ShelfFullError.
        """
        current = self._skus.get(wanted.sku)
        if current is None:
            if len(self._skus) >= self._max_skus:
                raise ShelfFullError
            version = 1
        elif replace(wanted, version=current.version, changed_at_s=current.changed_at_s) == current:
            return current
        else:
            version = current.version + 1
        stored = replace(wanted, version=version, changed_at_s=now_s)
        self._skus[stored.sku] = stored
        return stored

    def remove(self, code: str) -> bool:
        return self._skus.pop(code, None) is not None
