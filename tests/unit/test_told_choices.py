"""A word stands for a choice that it is only asked about after, if it can stand for no other."""

from pathlib import Path
from typing import Final

from agent_worker.voice_core import told
from cli.config.facts import installed_core
from cli.config.load import load_business
from spine.ids import ObjectiveName
from tests.unit.engine_samples import TODAY

FOLLOWED: Final = """
schema: 2
tenant: richmond-plumbing
business:
  name: Richmond Plumbing
  numbers: ["+61355501206"]
  time_zone: Australia/Melbourne
lists:
  - name: roles
    items:
      - { name: renter, title: the tenant }
      - { name: landlord, title: the landlord, synonyms: [my rental] }
      - { name: strata, title: the strata manager }
  - name: payers
    items:
      - { name: owner, title: the owner, synonyms: [The landlord, my boss] }
      - { name: agency, title: an agency, synonyms: [insurance] }
  - name: floors
    items:
      - { name: ground, title: ground floor }
      - { name: upper, title: insurance }
objectives:
  steps:
    - { kind: choose, name: role, options: roles }
    - { kind: choose, name: payer, options: payers, when: "role in (renter, strata)" }
    - { kind: choose, name: floor, options: floors, when: "role is strata or role is missing" }
    - { kind: choose, name: lease, options: payers, when: "role is renter" }
    - { kind: capture, name: phone, primitive: phone }
"""


def test_a_word_stands_for_a_choice_only_if_it_leads_to_no_other(tmp_path: Path) -> None:
    file = tmp_path / "followed.yaml"
    file.write_text(FOLLOWED)
    graph = load_business(file, installed_core(), TODAY)

    assert dict(told.choices(graph, ObjectiveName("role"))) == {
        "renter": ("the tenant",),
        "landlord": ("the landlord", "my rental"),
        "strata": ("the strata manager", "ground floor"),
    }
