"""Kinds of resource, and a first guess at one."""

import re
from enum import StrEnum
from types import MappingProxyType

from copbot.message import Said, say
from copbot.model.links import host_of


class ResourceKind(StrEnum):
    """What an entry of the library is."""

    TOOL = "tool"
    WEBSITE = "website"
    RESEARCH = "research"
    EXPERIENCE = "experience"
    STORY = "story"
    BEST_PRACTICE = "best practice"
    CASE_STUDY = "case study"
    TEMPLATE = "template"
    TRAINING_MATERIAL = "training material"
    GUIDELINE = "guideline"
    PROTOCOL = "protocol"


_NAMES = MappingProxyType(
    {
        ResourceKind.TOOL: say("Tool"),
        ResourceKind.WEBSITE: say("Website"),
        ResourceKind.RESEARCH: say("Research"),
        ResourceKind.EXPERIENCE: say("Experience"),
        ResourceKind.STORY: say("Story"),
        ResourceKind.BEST_PRACTICE: say("Best practice"),
        ResourceKind.CASE_STUDY: say("Case study"),
        ResourceKind.TEMPLATE: say("Template"),
        ResourceKind.TRAINING_MATERIAL: say("Training material"),
        ResourceKind.GUIDELINE: say("Guideline"),
        ResourceKind.PROTOCOL: say("Protocol"),
    }
)


def kind_said(kind: ResourceKind) -> Said:
    """Name a kind to a reader."""
    return _NAMES[kind]


_BY_WORD = (
    (re.compile(r"\bcase[ -]stud(?:y|ies)\b"), ResourceKind.CASE_STUDY),
    (re.compile(r"\bbest[ -]practices?\b"), ResourceKind.BEST_PRACTICE),
    (re.compile(r"\b(?:templates?|worksheets?|checklists?|canvas)\b"), ResourceKind.TEMPLATE),
    (re.compile(r"\bprotocols?\b"), ResourceKind.PROTOCOL),
    (re.compile(r"\b(?:guidelines?|code of conduct|standards?)\b"), ResourceKind.GUIDELINE),
    (re.compile(r"\b(?:systematic review|meta-analys[ie]s|randomi[sz]ed|empirical|preprint)\b"), ResourceKind.RESEARCH),
    (re.compile(r"\b(?:lessons? learn(?:ed|t)|what (?:we|i) learn(?:ed|t)|field notes)\b"), ResourceKind.EXPERIENCE),
    (re.compile(r"\b(?:stor(?:y|ies)|how (?:we|i) [a-z]+ed)\b"), ResourceKind.STORY),
    (
        re.compile(
            r"\b(?:tutorials?|courses?|workshops?|webinars?|lesson plans?|curricul(?:um|a)|syllabus|training)\b"
        ),
        ResourceKind.TRAINING_MATERIAL,
    ),
    (re.compile(r"\b(?:tools?|toolkits?|apps?|software|generator|calculator|plug-?in)\b"), ResourceKind.TOOL),
)
_BY_SITE = MappingProxyType(
    {
        "arxiv.org": ResourceKind.RESEARCH,
        "biorxiv.org": ResourceKind.RESEARCH,
        "coursera.org": ResourceKind.TRAINING_MATERIAL,
        "doi.org": ResourceKind.RESEARCH,
        "edx.org": ResourceKind.TRAINING_MATERIAL,
        "eric.ed.gov": ResourceKind.RESEARCH,
        "github.com": ResourceKind.TOOL,
        "gitlab.com": ResourceKind.TOOL,
        "jstor.org": ResourceKind.RESEARCH,
        "khanacademy.org": ResourceKind.TRAINING_MATERIAL,
        "medrxiv.org": ResourceKind.RESEARCH,
        "ncbi.nlm.nih.gov": ResourceKind.RESEARCH,
        "oercommons.org": ResourceKind.TRAINING_MATERIAL,
        "protocols.io": ResourceKind.PROTOCOL,
        "pubmed.ncbi.nlm.nih.gov": ResourceKind.RESEARCH,
        "researchgate.net": ResourceKind.RESEARCH,
        "sciencedirect.com": ResourceKind.RESEARCH,
        "ssrn.com": ResourceKind.RESEARCH,
    }
)


def guess_kind(url: str, title: str | None) -> ResourceKind | None:
    """Guess what a link is, by the words of its title, else by its site; None when neither tells.

    Raises: CopError when `url` is no link.
    """
    host = host_of(url)
    words = (title or "").lower()
    named = next((kind for pattern, kind in _BY_WORD if pattern.search(words)), None)
    labels = host.split(".")
    sites = (".".join(labels[start:]) for start in range(len(labels)))
    return named or next((_BY_SITE[site] for site in sites if site in _BY_SITE), None)
