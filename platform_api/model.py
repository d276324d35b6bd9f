"""What every body that comes in or goes out is made of."""

import msgspec


class Model(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A JSON object with names in camelCase; a field too many is refused."""
