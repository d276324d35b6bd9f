"""Whether a domain can receive mail as far as one can tell without asking it."""

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import kinds, members
from agent_worker.voice_core.locale.sounds import within_one

LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
LOCAL: Final = re.compile(r"[a-z0-9_][a-z0-9_+-]*(?:\.[a-z0-9_+-]+)*")
MAX_LOCAL: Final = 64
MAX_DOMAIN: Final = 253
MISHEARD: Final = ((".com.0", ".com.au"), (".com.o", ".com.au"), (".com.or", ".com.au"),
    (".net.0", ".net.au"), (".net.o", ".net.au"), (".com.a", ".com.au"), (".com.oh", ".com.au"),
    (".comau", ".com.au"), (".com.hour", ".com.au"), (".com.you", ".com.au"),
    (".com.ayou", ".com.au"), (".com.ayu", ".com.au"), (".edu.o", ".edu.au"),
    (".edu.0", ".edu.au"), (".org.o", ".org.au"), (".org.0", ".org.au"),
    (".gov.o", ".gov.au"), (".gov.0", ".gov.au"), (".a.u", ".au"))  # fmt: skip
"""What "dot com dot au" has been written as."""


SEPARATORS: Final = re.compile(r"[.-]")
COM: Final = frozenset(
    {"com", "calm", "come", "kom", "comma", "dotcalm", ".calm", ".come", ".comma"}
)
"""What "dot com" after a provider's name has been written as."""


class Suffixes(NamedTuple):
    """The public suffix rules."""

    plain: frozenset[str]
    wildcard: frozenset[str]
    exempt: frozenset[str]


class Judged(NamedTuple):
    """A domain as said, judged."""

    valid: bool
    domain: str
    inferred: str = ""
    """What we added: `.com`, `.au`."""
    ask: str = ""
    """A likelier domain to ask about."""


@cache
def suffixes(locale: Locale) -> Suffixes:
    """Return the locale's public suffix rules."""
    rules = locale.tables.get("suffixes", "").split()
    return Suffixes(
        frozenset(rule for rule in rules if rule[0] not in "*!"),
        frozenset(rule[2:] for rule in rules if rule.startswith("*.")),
        frozenset(rule[1:] for rule in rules if rule.startswith("!")),
    )


@cache
def providers(locale: Locale) -> dict[str, tuple[str, ...]]:
    """Return provider name to its domains."""
    return {
        kind.removeprefix("provider_"): locale.words[f"email.{kind}"]
        for kind in kinds(locale, "email")
        if kind.startswith("provider_")
    }


@cache
def known(locale: Locale) -> frozenset[str]:
    """Return the domains of all known providers."""
    return frozenset(domain for domains in providers(locale).values() for domain in domains)


@cache
def _heard(locale: Locale) -> dict[str, str]:
    """Return what a provider's name is misheard as to the name."""
    return {
        sound: kind.removeprefix("heard_")
        for kind in kinds(locale, "email")
        if kind.startswith("heard_")
        for sound in locale.words[f"email.{kind}"]
    }


@cache
def _closed(locale: Locale) -> dict[str, str]:
    """Return the providers' domains by their letters: "hot-mail.com", "g.mail.com"."""
    return {SEPARATORS.sub("", domain): domain for domain in sorted(known(locale))}


def registrable(domain: str, locale: Locale) -> bool:
    """Whether a domain is a name under a public suffix, well formed."""
    labels = domain.split(".")
    if len(domain) > MAX_DOMAIN or not all(LABEL.fullmatch(label) for label in labels):
        return False
    rules = suffixes(locale)
    if any(".".join(labels[at:]) in rules.exempt for at in range(len(labels))):
        return True
    for at in range(1, len(labels)):
        suffix, parent = ".".join(labels[at:]), ".".join(labels[at + 1 :])
        if suffix in rules.plain or (parent and parent in rules.wildcard):
            return ".".join(labels[at - 1 :]) not in rules.plain
    return False


@lru_cache(maxsize=2048)
def _near(domain: str, locale: Locale) -> str:
    """Return the provider's domain that a misspelled one was meant to be."""
    swapped = {
        domain[:at] + domain[at + 1] + domain[at] + domain[at + 2 :]
        for at in range(len(domain) - 1)
    }
    near = [one for one in known(locale) if within_one(one, domain) or one in swapped]
    return min(near, key=lambda one: (abs(len(one) - len(domain)), one), default="")


def _provider_alone(domain: str, locale: Locale) -> Judged | None:
    """Take "gmail", "gmail calm" and "g.mail.com" for gmail.com: said back as inferred."""
    closed = _closed(locale).get(SEPARATORS.sub("", domain), "")
    if closed:
        return Judged(valid=True, domain=closed, inferred=closed)
    for provider in members(locale, "email.alone"):
        rest = domain.removeprefix(provider)
        if domain == provider or (domain.startswith(provider) and rest in COM):
            first = providers(locale)[provider][0]
            return Judged(valid=True, domain=first, inferred=first.removeprefix(provider))
    return None


@lru_cache(maxsize=4096)
def judge(domain: str, locale: Locale) -> Judged:
    """Judge a domain as it was said."""
    domain = domain.strip(".")
    name, dot, rest = domain.partition(".")
    meant = _heard(locale).get(name)
    if meant is not None:
        judged = judge(f"{meant}{dot}{rest}", locale)
        return judged._replace(inferred=judged.inferred or meant)
    if domain in known(locale):
        return Judged(valid=True, domain=domain)
    alone = _provider_alone(domain, locale)
    if alone is not None:
        return alone
    for heard, meant in MISHEARD:
        mended = domain.removesuffix(heard) + meant
        if domain.endswith(heard) and registrable(mended, locale):
            return Judged(valid=True, domain=mended, inferred=".au")
    likelier = _near(domain, locale) if len(domain) < 30 else ""
    if not likelier and name in members(locale, "email.alone"):
        likelier = providers(locale)[name][0]
    if likelier:
        return Judged(valid=False, domain=domain, ask=likelier)
    return Judged(valid=registrable(domain, locale), domain=domain)
