"""What Level 2 can ask of Level 1: a closed set.

No key here times, counts, voices or words speech.
"""

import msgspec

from spine.ids import FieldName, ObjectiveName


class Greet(msgspec.Struct, frozen=True, tag="greet", tag_field="kind"):
    """Say the notice and open the conversation."""

    objective: ObjectiveName


class Capture(msgspec.Struct, frozen=True, tag="capture", tag_field="kind"):
    """Get this field by this primitive."""

    objective: ObjectiveName
    field: FieldName
    primitive: str
    required: bool


class Finish(msgspec.Struct, frozen=True, tag="finish", tag_field="kind"):
    """Close the call with this outcome."""

    objective: ObjectiveName
    outcome: str


Directive = Greet | Capture | Finish
