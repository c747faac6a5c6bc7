"""From a reviewed draft to a front page: the worst fair reading, in the voice of each kind of outlet."""

from __future__ import annotations

from collections.abc import Sequence

from outtray_rules.draft import ActKind, Context, Draft
from outtray_rules.finding import Finding, Span
from outtray_rules.headline import actor, fairness, finder, lifting, reading, style, tables, target
from outtray_rules.headline.act import Story, by_importance, story
from outtray_rules.headline.fragment import Fragment
from outtray_rules.headline.frames import OUTLETS, Filling, Frame, fill, fillings, frames
from outtray_rules.headline.lost import lost
from outtray_rules.headline.model import FrontPage, Headline
from outtray_rules.headline.reading import Reading
from outtray_rules.headline.reasons import reasons
from outtray_rules.headline.target import Target

_EMPTY = FrontPage((), ())
_VARIANTS = 2
"""How many headlines of one outlet and language are offered at most."""
_WRAPPERS = {ActKind.BOOST: "shares", ActKind.FAVOURITE: "likes", ActKind.PROFILE: "bio"}
_OUTLET_SCORE = {
    "french": 10.0,
    "wire": 10.0,
    "broadsheet": 8.8,
    "tabloid": 9.0,
    "trade": 8.4,
    "question": 7.6,
}
_OTHER_LANGUAGE = 6.0


def front_page(
    draft: Draft,
    findings: Sequence[Finding],
    context: Context,
    lang: str | None = None,
    *,
    press: str | None = None,
) -> FrontPage:
    """How this could read: headlines best first, and what a reader will not see.

    ``lang`` (``en`` or ``fr``) is the reader's language, for reasons and losses; it defaults to the
    draft's. ``press`` is the language that leads among the headlines, by default the draft's own; both are
    offered. A clean post, or
    one whose findings are only about form, gives an empty page. Never raises; costs a few milliseconds
    at most whatever the length of the text.
    """
    read: dict[str, Reading] = {}
    for finding in by_importance(findings):
        text, field = _words(draft, finding)
        if field not in read:
            read[field] = reading.read(draft, text, findings, field)
        here = read[field]
        news = story(here, finding, context)
        if news is not None:
            break
    else:
        return _EMPTY
    reader = lang if lang in ("en", "fr") else (here.lang or "en")
    writer = _Writer(draft, findings, context, here, news, field=field, reader=reader, press=press or "")
    headlines = writer.headlines()
    quoted = headlines[0].quotes if headlines else ()
    return FrontPage(headlines, lost(draft, context, quoted, reader)) if headlines else _EMPTY


def warm() -> None:
    """Read the data files ahead of the first headline (about 30 ms), so that typing never waits for it."""
    fairness.allowed(Draft(""), Context(), ())
    tables.starts()
    tables.no_names()
    for lang in ("en", "fr"):
        tables.common(lang)
        tables.adjectives(lang)


def _words(draft: Draft, finding: Finding) -> tuple[str, str]:
    """The text the story is about and the name of its field."""
    name = finding.field
    if name == "content_warning":
        return draft.content_warning, name
    if name.startswith("poll."):
        index = name.removeprefix("poll.")
        if index.isdigit() and int(index) < len(draft.poll_options):
            return draft.poll_options[int(index)], name
    if name.startswith("profile."):
        value = draft.profile_fields.get(name.removeprefix("profile."))
        if value is not None:
            return value, name
    return draft.text, "text"


class _Writer:
    """One draft's story on its way to the page: the chosen words, and every frame tried with them."""

    def __init__(
        self,
        draft: Draft,
        findings: Sequence[Finding],
        context: Context,
        here: Reading,
        news: Story,
        *,
        field: str,
        reader: str,
        press: str,
    ) -> None:
        self._context = context
        self._reading = here
        self._story = news
        self._field = field
        self._reader = reader
        self._lead = press if press in OUTLETS else here.lang or reader
        self._permitted = fairness.allowed(draft, context, here.near)
        every = finder.find(here)
        self._fragments = () if news.described else self._lifted(findings, every)
        self._targets = self._aimed(every)
        self._bodies = [t for t in every if t.kind == "institution" and t.en and t.fr and (t.proper or t.own)]
        self._actors = actor.actors(context)
        self._base = Filling(
            self._actors[-1],
            None,
            None,
            actor.role(self._context, self._story.act),
            self._organisation(),
            self._story.act,
            self._jurisdiction,
            actor.house(self._context, self._targets[0].english if self._targets else ""),
        )
        self._wrapper = _WRAPPERS.get(context.act, "")

    def _lifted(self, findings: Sequence[Finding], every: Sequence[Target]) -> tuple[Fragment, ...]:
        described = frozenset(tables.load("acts")["described"]["categories"])
        usable = [
            finding
            for finding in findings
            if finding.field == self._field and not finding.sensitive and finding.category not in described
        ]
        return lifting.choose(self._reading, usable, self._story, every)

    def _aimed(self, every: Sequence[Target]) -> tuple[Target, ...]:
        """The chosen target, then shorter ways of naming it, then its owner."""
        finding = self._story.finding
        near = self._fragments[0].span if self._fragments else finding.span
        index = self._reading.sentence_at(near.start)
        sentences = self._reading.sentences
        extent = Span(sentences[index].start, sentences[index].end) if sentences else Span(0, 0)
        said = self._fragments[0].span if self._fragments and self._fragments[0].exact else Span(0, 0)
        # The promise of “broke her promise” is part of the saying, not what is criticised.
        every = [
            t
            for t in every
            if t.kind == "party" or not (said.start <= t.span.start and t.span.end <= said.end)
        ]
        best = target.choose(self._reading, every, self._story.kinds, near, extent, claim=self._claims())
        if best is None:
            return ()
        # What may be revealed is the minister's memo, never the minister.
        kinds = {best.kind, *self._story.kinds}
        return tuple(way for way in target.ways_to_name(best) if way.kind in kinds)

    def _claims(self) -> bool:
        return bool(self._fragments) and self._fragments[0].shape == "verb"

    def headlines(self) -> tuple[Headline, ...]:
        """All headlines, best first, the first of every outlet before any second."""
        lead, other = self._lead, "fr" if self._lead == "en" else "en"
        ranked: list[list[Headline]] = [[], []]
        for lang in (lead, other):
            for outlet in OUTLETS[lang]:
                found = self._outlet(lang, outlet)
                for rank, headline in enumerate(found[:_VARIANTS]):
                    ranked[rank].append(headline)
        for rows in ranked:
            rows.sort(key=lambda headline: -headline.score)
        seen: set[str] = set()
        result: list[Headline] = []
        for headline in (*ranked[0], *ranked[1]):
            if headline.text not in seen:
                seen.add(headline.text)
                result.append(headline)
        return tuple(sorted(result, key=lambda headline: -headline.score))

    def _outlet(self, lang: str, outlet: str) -> list[Headline]:
        found = self._filled(lang, outlet, self._wrapper or self._story.act)
        if not found:
            found = {
                place: style.lowered(headline, 2.5)
                for place, headline in self._filled(lang, outlet, "fallback").items()
            }
        rows = sorted(found.values(), key=lambda headline: -headline.score)
        distinct: list[Headline] = []
        for headline in rows:
            if all(headline.text != kept.text for kept in distinct):
                distinct.append(headline)
        return [
            style.lowered(headline, 3.5 * place) if place else headline
            for place, headline in enumerate(distinct[:_VARIANTS])
        ]

    def _filled(self, lang: str, outlet: str, act: str) -> dict[int, Headline]:
        """The best headline for each frame of an act's list, by its place in the list."""
        found: dict[int, Headline] = {}
        for frame in frames(lang, act, outlet, self._jurisdiction):
            slot = int(frame.place)
            best = self._best(lang, outlet, frame)
            if best is not None and (slot not in found or best.score > found[slot].score):
                found[slot] = best
        return found

    @property
    def _jurisdiction(self) -> str:
        return self._context.profile.jurisdiction.split("-")[0].lower()

    def _best(self, lang: str, outlet: str, frame: Frame) -> Headline | None:
        """The best filling of a frame that is short enough, grammatical and fair."""
        best: Headline | None = None
        for cost, filling in fillings(frame, self._base, self._actors, self._targets, self._fragments):
            score = self._score(lang, outlet, frame, filling, cost)
            if best is not None and score <= best.score:
                continue
            text = fill(lang, frame, filling)
            if text is None or not style.printable(lang, text):
                continue
            if fairness.invented(text, self._permitted) or fairness.repeats_unsaid(
                text, self._reading.unsaid
            ):
                continue
            best = self._headline(lang, outlet, frame, filling, text=text, score=score)
        return best

    def _score(self, lang: str, outlet: str, frame: Frame, filling: Filling, cost: float) -> float:
        score = _OUTLET_SCORE[outlet] - 0.35 * frame.place - cost
        score += 1.4 if frame.quotes else 0.0
        score += 1.3 if filling.target is not None or "org" in frame.slots or "duorg" in frame.slots else 0.0
        return score - (_OTHER_LANGUAGE if lang != self._lead else 0.0)

    def _headline(
        self, lang: str, outlet: str, frame: Frame, filling: Filling, *, text: str, score: float
    ) -> Headline:
        lifted = filling.fragment if frame.quotes else None
        quotes = (lifted.span,) if lifted is not None and self._field == "text" else ()
        aim = filling.target
        named = aim.english if aim is not None and lang == "en" else aim.fr if aim is not None else ""
        return Headline(
            outlet=outlet,
            lang=lang,
            text=text,
            quotes=quotes,
            act=self._wrapper or self._story.act,
            actor=filling.actor.en if lang == "en" else filling.actor.fr,
            target=named,
            reasons=reasons(
                self._reader, self._story, filling.actor, lifted, aim, lang=lang, wrapper=self._wrapper
            ),
            score=round(score, 3),
        )

    def _organisation(self) -> tuple[str, str]:
        """The body the post seems to speak for: one named in it, else “own department”."""
        for way in self._bodies:
            return way.english, way.fr
        mine = self._context.profile
        for spoken in (mine.organisation, *mine.organisation_names):
            if len(spoken) > 1 and spoken in self._reading.text:
                return tables.organisations().get(tuple(spoken.split()), (spoken, spoken))
        profile = mine.organisation
        pair = tables.organisations().get(tuple(profile.split()))
        if pair is not None:
            return pair
        return tables.load("actors")["words"]["department"], actor.department_french()
