"""Organisations and pillars by the words that stand for them in cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from jinxiu.core.models import Organisation
from jinxiu.plan.ledger.answering import Register, register, split_names
from jinxiu.plan.ledger.models import Pillar
from jinxiu.plan.ledger.tasktable.rows import plain


@dataclass(slots=True)
class Bodies:
    """The organisations of one year: each has one word, and every name that is its own alone finds it."""

    register: Register
    _words: dict[int, str] = field(default_factory=dict)
    _near: dict[str, list[str]] = field(default_factory=dict)

    def word(self, organisation: Organisation) -> str:
        """Return the shortest name that finds this organisation again; its code where no name does."""
        known = self._words.get(organisation.pk)
        if known is None:
            names = (str(organisation), organisation.name)
            known = next((name for name in names if self._finds(name, organisation)), organisation.code)
            self._words[organisation.pk] = known
        return known

    def _finds(self, name: str, organisation: Organisation) -> bool:
        return split_names(name) == [name] and self.register.find(name) == organisation

    def find(self, word: str, held: Iterable[Organisation] = ()) -> Organisation | None:
        """Return the organisation that a word means; those ``held`` already are found by their own word first."""
        own = next((one for one in held if word in {self.word(one), one.code}), None)
        return own or self.register.find(word)

    def near(self, word: str) -> list[str]:
        """Return the names that are written most like a word, looked for once: tables repeat their mistakes."""
        if word not in self._near:
            self._near[word] = self.register.near(word)
        return self._near[word]


@dataclass(slots=True)
class Names:
    """Every word for bodies and pillars, asked for once: two questions for each year, one for the pillars."""

    pillars: dict[str, Pillar]
    _years: dict[int, Bodies] = field(default_factory=dict)

    def bodies(self, year: int) -> Bodies:
        """Return the organisations of a year."""
        if year not in self._years:
            self._years[year] = Bodies(register(year))
        return self._years[year]

    def pillar_word(self, pillar: Pillar | None) -> str:
        """Return the word for a pillar: its name, or its code where two share the name; nothing for none."""
        if pillar is None:
            return ""
        name = plain(pillar.name)
        return name if self.pillars.get(name) == pillar else pillar.code


def names() -> Names:
    """Return the words for all that a row names."""
    pillars = list(Pillar.objects.all())
    by_word = {pillar.code: pillar for pillar in pillars}
    written = [plain(pillar.name) for pillar in pillars]
    by_word |= {name: p for name, p in zip(written, pillars, strict=True) if written.count(name) == 1}
    return Names(by_word)
