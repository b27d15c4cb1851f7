"""What is known of particular sites: links that differ and lead to the same page."""

import re
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, urlunsplit

_TRACKERS = frozenset(
    """
    _ga _gl _hsenc _hsmi cmpid dclid epik fb_action_ids fb_action_types fb_source fbclid gad_source gbraid gclid
    gclsrc guccounter guce_referrer guce_referrer_sig hsctatracking igsh igshid li_fat_id mc_cid mc_eid mkt_tok
    msclkid ncid oly_anon_id oly_enc_id rb_clickid ref ref_src ref_url s_cid smid sr_share srsltid ttclid twclid
    vero_conv vero_id wbraid wickedid yclid ysclid
    """.split()  # noqa: SIM905  # words read best as a text
)
_TRACKER_FAMILIES = ("utm_", "mc_", "mtm_", "matomo_", "piwik_", "pk_", "__hs", "at_campaign", "at_medium")
_SITE_TRACKERS = MappingProxyType(
    {
        "linkedin.com": frozenset({"lici", "lipi", "midtoken", "midsig", "originalsubdomain", "trackingid", "trk"}),
        "medium.com": frozenset({"source"}),
        "spotify.com": frozenset({"si"}),
        "twitter.com": frozenset({"s", "t"}),
        "x.com": frozenset({"s", "t"}),
        "youtube.com": frozenset({"ab_channel", "app", "feature", "pp", "si"}),
    }
)
_DESKTOPS = MappingProxyType(
    {
        "amp.cnn.com": "www.cnn.com",
        "amp.theguardian.com": "www.theguardian.com",
        "m.facebook.com": "www.facebook.com",
        "m.imdb.com": "www.imdb.com",
        "m.reddit.com": "www.reddit.com",
        "m.vimeo.com": "vimeo.com",
        "m.youtube.com": "www.youtube.com",
        "mobile.nytimes.com": "www.nytimes.com",
        "mobile.twitter.com": "twitter.com",
        "old.reddit.com": "www.reddit.com",
        "youtube.com": "www.youtube.com",
    }
)
_WRAPPERS = (
    (re.compile(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?/url"), ("q", "url")),
    (re.compile(r"(?:l|lm)\.facebook\.com/l\.php"), ("u",)),
    (re.compile(r"l\.instagram\.com/"), ("u",)),
    (re.compile(r"[a-z0-9]+\.safelinks\.protection\.outlook\.com/.*"), ("url",)),
    (re.compile(r"www\.youtube\.com/redirect"), ("q",)),
)
_AMP = re.compile(
    r"(?:(?:www\.)?google\.[a-z.]{2,6}/amp|[a-z0-9-]+\.cdn\.ampproject\.org/[cv])/(s/)?([a-z0-9.-]+\.[a-z]{2,}/.*)"
)
_WIKI = re.compile(r"([a-z-]+)\.m\.(wiki[a-z]+|wiktionary)\.org")
_VIDEO = re.compile(
    r"(?:youtu\.be/|www\.youtube(?:-nocookie)?\.com/(?:embed|live|shorts|v)/)([A-Za-z0-9_-]{6,20})/?|www\.youtube\.com/watch/?"
)
_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")


def tracks(host: str, key: str) -> bool:
    """Tell whether a query parameter says only where a reader came from."""
    name = key.lower()
    site = ".".join(host.split(".")[-2:])
    return name in _TRACKERS or name.startswith(_TRACKER_FAMILIES) or name in _SITE_TRACKERS.get(site, ())


def same_page(link: SplitResult) -> str | None:
    """Give the usual link of the page behind a wrapped, mobile, AMP or short one; None when it is the usual one."""
    usual = _unwrapped(link) or _video(link) or _desktop(link)
    return None if usual == urlunsplit(link) else usual


def _unwrapped(link: SplitResult) -> str | None:
    place = link.netloc + link.path
    amp = _AMP.fullmatch(place)
    if amp is not None:
        return f"{'https' if amp[1] else 'http'}://{amp[2]}"
    keys = next((keys for wrapper, keys in _WRAPPERS if wrapper.fullmatch(place)), ())
    return next((v for k, v in parse_qsl(link.query) if k in keys and v.startswith(("http://", "https://"))), None)


def _video(link: SplitResult) -> str | None:
    match = _VIDEO.fullmatch(link.netloc + link.path)
    if match is None:
        return None
    name = match[1] or dict(parse_qsl(link.query)).get("v", "")
    return f"https://www.youtube.com/watch?v={name}" if _VIDEO_ID.fullmatch(name) else None


def _desktop(link: SplitResult) -> str | None:
    wiki = _WIKI.fullmatch(link.netloc)
    host = f"{wiki[1]}.{wiki[2]}.org" if wiki else _DESKTOPS.get(link.netloc)
    return urlunsplit(link._replace(netloc=host)) if host else None
