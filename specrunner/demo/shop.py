"""One shop: all the state there is, and what it was made from. An app has exactly one."""

from .bounded import Bounded
from .cache import TtlCache
from .catalogue import Catalogue, Sku
from .digest import Nonces
from .limits import Limiter
from .orders import Orders, Schedule
from .rooms import Rooms
from .settings import Clock, Ids, Settings
from .users import Tokens, Users
from .validation import Contract


class Shop:
    """The rooms of the shop side by side. Only handlers look into more than one of them."""

    def __init__(self, settings: Settings, clock: Clock, contract: Contract) -> None:
        self.settings = settings
        self.clock = clock
        self.contract = contract
        self.ids = Ids(settings.seed)
        self.opened_at_s = clock()
        self.catalogue = Catalogue(settings.max_skus, self.opened_at_s)
        self.cache: TtlCache[Sku] = TtlCache(settings.cache_ttl_s, settings.cache_capacity)
        self.orders = Orders(settings.max_orders, settings.max_keys)
        self.users = Users(settings.users)
        self.tokens = Tokens(settings.max_tokens)
        self.nonces = Nonces(settings.nonce_ttl_s, settings.max_keys)
        self.limiter = Limiter(settings.max_keys)
        self.login_failures = Limiter(settings.max_keys)
        self.rooms = Rooms()
        self.flaky_calls: Bounded[int] = Bounded(settings.max_keys)

    @property
    def schedule(self) -> Schedule:
        settings = self.settings
        return Schedule(settings.paid_after_s, settings.packed_after_s, settings.shipped_after_s)
