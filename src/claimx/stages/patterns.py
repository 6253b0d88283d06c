"""The wording of what news pages put around their articles: words of controls, and a pattern for each kind of line."""

import re

from claimx.stages.dates import MONTHS

# A line of these words alone is a control, as long as one is of the first list.
_CONTROLS = """
    account accessibility ad ads advert advertise advertisement advertisements advertising app apps archive archives
    autoplay bookmark bookmarks buy categories close collapse commented comments contact contacts continue cookie
    cookies copy copylink decline donate donation download downloads e-mail edition editions email embed expand
    facebook faq feed feedback feeds filter flipboard follow font galleries gallery hide homepage instagram latest link
    linkedin links listen live load log login logout menu messenger mobile mode navigation news newsletter newsletters
    next notifications page pages partner partners photo photos pinterest playing podcast podcasts popular preferences
    prev previous print privacy profile promoted published read reading recommended reddit register related reset
    retweet rss save search sections settings share shared shares show sign signin sitemap skip slideshow sponsored
    subscribe subscription subscriptions tags telegram tools trending tweet twitter updated viber video videos view
    viewed watch whatsapp widget widgets youtube zoom
"""
_COMPANIONS = """
    a about accept add agree all an analysis and are article articles arts at audio back breaking business button by
    caption careers category choice choose click conditions content conversation copyright crime culture daily dark
    date day decrease desktop digital discussion down economy editor's editorial editorials editors education english
    enlarge entertainment environment events exclusive exclusives feature featured features finance food for friend
    from full global google health help here highlights home hour image images in increase international is it item
    items jobs join language large last leave left less life lifestyle light local magazine main manage map markets
    media min mins minute minutes modified money month more most my national new night normal now of on online only
    opinion opinions or other others our out people picks picture pictures play plus policy political politics post
    posts press program programme programmes programs radio regional reject reply report reports right schedule science
    screen scroll section select service shows site sites size small society special specials sport sports standard
    stories story style tag tap tech technology terms text that the these this time to today top topic topics travel tv
    up us use version via weather website week weekly with world year you your
"""
CONTROL_WORDS = frozenset(_CONTROLS.split())
COMPANION_WORDS = frozenset(_COMPANIONS.split())
# Subheadings of articles that consist of such words all the same.
NEVER_CONTROLS = frozenset({"next", "in the news", "right now"})


def _compile(*patterns: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile("|".join(patterns), flags)


DECORATION = re.compile(r"^(?:\d{1,2}\.\s+|[\s•·*>»«|›‹→←▶►▼▲■●○◦–—+#-]+)+|[\s•·*>»«|›‹→←▶►▼▲■●…]+$")
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
SENTENCE_END = _compile(
    r"[.!?…][\"'”’»)\]*]*$",
    r"[.!?…]\s?\[?\d{0,3}\]?$",  # a note's number after the full stop
    r"[,;:][\"”’»]$",
    r"[.!?][\"”’]?\s*\([^()]{1,40}\)$",
)

# The place where readers' comments begin.
COMMENTS = _compile(
    r"(?:(?:show|view|see|read|hide|post|add|leave|write|load|all|readers?['’]?|user|your|latest|top|recent|the)\s+)*"
    r"(?:an?\s+|\(?\d+\)?\s+|more\s+)*(?:comments?|reply|replies|responses)"
    r"(?:\s*[:(]?\s*\d*\s*\)?|\s+(?:section|policy|below|are closed\.?|\(\d+\)|on this.*|here|guidelines))?",
    r"(?:join|start|be part of) the (?:conversation|discussion|debate).*",
    r"have your say.*",
    r"what do you think\?",
    r"be the first to comment.*",
    r"(?:please )?(?:log|sign) in to (?:post )?(?:a )?comment.*",
    r"powered by disqus.*",
    flags=re.IGNORECASE,
)

# The heading of a list of links to other articles.
_LIST_KINDS = (
    r"(?:more|latest|top|other|related|recommended|similar|further|popular|suggested|most|also|read|next|recent|must|up"
    r"|trending|editors?['’]?s?|our|today['’]?s?|don['’]t|the|best)"
)
_LIST_THINGS = (
    r"(?:stor(?:y|ies)|news|articles?|reads?|reading|headlines?|topics?|content|links?|posts?|videos?|coverage|picks?"
    r"|choice|next|viewed|popular|now|for you|(?:by|from) this author|reports?|interest|materials?|publications?|tags?"
    r"|keywords?|(?:around )?the web|like this|on this(?: (?:topic|story))?)"
)
_LIST_HEADINGS = (
    r"you (?:may|might|could|can|will|['’]ll)? ?(?:also|all)? ?(?:like|love|be interested in|enjoy|want to read)",
    rf"{_LIST_KINDS}[\s:-]+(?:\w+[\s:-]+){{0,2}}?{_LIST_THINGS}",
    r"more (?:from|on|in|about|by) [^.!?]{2,50}",
    r"(?:from|around) (?:around )?the web",
    r"most (?:read|popular|viewed|shared|commented|recent|watched)(?: .{0,30})?",
    r"what to (?:read|watch|know) next",
    r"(?:keep|continue) reading",
    r"also (?:read|see|on).{0,40}",
    r"see also|read (?:also|next|more)|up next|explore more|filed under|paid content|don['’]t miss",
    r"read more (?:on|about) (?:this|the) .{2,20}",
    r"recommended(?: for you| by .{2,30})?",
    r"(?:related|trending|sponsored|promoted)(?: .{0,30})?",
    r"partner (?:news|content|links?)|in other (?:news|media)|elsewhere on .{2,30}",
    r"about the (?:author|writer|reporter)s?",
    r"tags?|topics?|keywords?|latest|popular|featured",
    r"editors?['’]?s?['’]? (?:picks?|choice)",
    r"top (?:stories|news|content).{0,30}",
)
SECTION = re.compile(rf"(?:{'|'.join(_LIST_HEADINGS)})\s*[:»›>…]*", re.IGNORECASE)

# A line that leads to another article or picture.
TEASER = _compile(
    r"(?:read(?:\s+(?:more|also|next|full story|the full .{0,30}))?|related(?:\s+\w+)?|see\s+(?:also|more)|also read"
    r"|more|watch(?:\s+(?:more|also|live|now|video|the video|this))?|listen(?:\s+to.{0,20})?|recommended|must read"
    r"|don['’]t miss|in pictures|in photos|in video|gallery|video|pdf|as it happened|click(?:\s+here)?)"
    r"\s*(?:[:|»>→]|[-–—]\s).*",
    r"(?:read more|see also|also read|read also|watch|related)\b[^.]{3,120}(?:here|below|»|>|→)?",
    r"(?:story|article) continues (?:below|after).*",
    r"continue reading.{0,60}",
    r"click (?:here|to|on).{0,80}",
    r"scroll (?:down )?(?:to|for).{0,60}",
    r"\(?(?:adsby|googletag|window\.|document\.|var |function).*",
    flags=re.IGNORECASE,
)
# Plain prose can begin with the same words.
TEASER_PROSE = re.compile(
    r"(?:[Ww]atch|[Ll]isten|[Rr]elated|[Mm]ore|[Rr]ead|[Ss]ee|[Vv]ideo)\s+(?!also|more)[a-z]",
)

# Sentences by which the site speaks of itself to its readers.
NOTICE = _compile(
    r"\b(?:we|site|website|page|and our partners) (?:also )?uses? (?:\w+ )?cookies",
    r"\bcookie (?:policy|notice|settings)\b|\b(?:privacy policy|terms of (?:use|service))\b",
    r"\bby (?:clicking|continuing|using|signing|subscribing|browsing|registering|submitting)\b.{0,80}\byou\b",
    r"\byou (?:agree|consent|accept) to\b",
    r"\ball rights reserved\b|^(?:copyright\b|©|\(c\)\s)",
    r"\b(?:may|can) not be (?:published|reproduced|republished|copied|rebroadcast)\b",
    r"^\[?(?:sign up|subscribe|register|log in|sign in|join)\b.{0,40}\b(?:for|to|now|today|and|with|here|our)\b",
    r"\b(?:delivered|straight|sent|direct|directly) (?:\w+ )?to your (?:inbox|email|e-mail|phone)\b",
    r"\b(?:enable|turn on|activate) javascript\b|\byour browser (?:does not|doesn['’]t)\b|\badd? ?blocker\b",
    r"^follow (?:us|me|him|her|them|our|@|the author)\b",
    r"^follow .{2,40}\bon (?:twitter|facebook|instagram|telegram|x|whatsapp)\b",
    r"^(?:like|find|join|visit) (?:us|our)\b.{0,60}\b(?:facebook|twitter|telegram|instagram|app|channel|page)\b",
    r"^(?:download|get|install) (?:the|our)\b.{0,40}\bapp\b",
    r"^thank(?:s| you) for (?:reading|subscribing|signing|visiting)",
    r"\bthis (?:article|story|post|page) (?:is|was) (?:more than|over|\d+|originally|first|last|also|part)\b"
    r".{0,60}(?:old|published|appeared|updated|ago)\b",
    r"^a version of this (?:article|story)\b",
    r"^please (?:log|sign|enable|subscribe|try|check|enter|wait|consider|note that comments)",
    r"\balready (?:a (?:subscriber|member)|have an account|subscribed)\b",
    r"\bexternal (?:links?|sites?|websites?)\b.{0,40}(?:open|responsible|window|content)",
    r"\bnot responsible for (?:the )?(?:content|materials?|accuracy)\b|\bopens? in (?:a )?new (?:window|tab)\b",
    r"\bcontact the (?:reporter|author|editor)|\bemail (?:address|us)\b|^(?:chat|get in touch) with us\b",
    r"^(?:send|share|submit|got|have) (?:us )?(?:a |your )?(?:news )?(?:tips?|feedback|story)\b",
    r"\bto (?:see|view|play|watch) this (?:video|content|media)\b|\bno media source (?:is )?currently available\b",
    r"\bunsupported on your device\b|\bcopied to (?:your|the) clipboard\b|^width\b.{0,20}\bpx\b",
    r"\bsupported by readers\b|\byou have (?:reached|read|used) .{0,40}\barticles?\b",
    r"\b(?:found|see|spotted|noticed) (?:a|an) (?:mistake|typo|error|spelling)|\bctrl\s?\+\s?enter\b",
    r"^save (?:this|articles?|stories)\b|\bshare (?:it|this)\b.{0,40}\b(?:friends?|social|facebook|twitter)\b",
    r"^list (?:of )?\d+ (?:of \d+|items)$|^end of list$|^skip to \S.{0,40}$",
    r"\bwhen reposting\b|\b(?:hyperlink|reference) to .{2,40} is (?:required|obligatory|mandatory)\b",
    flags=re.IGNORECASE,
)

_PARTICLE = r"(?:(?:de|da|di|van|von|der|den|la|le|el|al|bin|ibn|du|dos)\s+)?"
NAME = rf"[A-ZÀ-Þ][\w’'.-]*(?:\s+{_PARTICLE}[A-ZÀ-Þ][\w’'.-]*){{1,3}}"
_NAMES = rf"{NAME}(?:(?:\s*,\s*|\s+(?:and|&)\s+|\s*;\s*){NAME})*|[A-Z][\w’'.-]+"
_BYLINE_START = (
    r"(?i:(?:(?:written|reported|posted|story|words|edited|text|article|report|analysis|published|reporting|editing"
    r"|opinion|additional reporting)\s+)?by|authors?|reporter|writer|correspondent|text|from our correspondent)"
)
BYLINE = re.compile(rf"\(?{_BYLINE_START}(?::\s*|\s+)(?P<names>{_NAMES})(?P<rest>(?:[\s,|/–—•·(-].{{0,90}})?)")
AGENCY_BYLINE = _compile(
    r"(?i:by (?:the )?)(?:[A-Z][\w.&’'-]*\s*){1,4}"
    r"(?i:staff|reporters?|correspondents?|newsroom|desk|agency|agencies|writers?|bureau|wires?)?",
    r"(?i:(?:staff|web|news) (?:reports?|reporters?|writers?|desk|staff)|from (?:staff|wire) (?:and wire )?reports?)",
    r"(?i:\((?:reporting|writing|editing|additional reporting|compiled)\b.*\)?)",
    r"(?i:sources?\s*:\s*.{2,60})",
)

# Who took a picture: a whole line, or the end of a caption.
CREDIT = _compile(
    r"\(?(?:image|photo|photograph|picture|pic|file photo|file|illustration|graphic|video)s?\s*"
    r"(?:credits?|by|courtesy(?: of)?|copyright|caption|sources?)?\s*[:©|/]\s*\S.*",
    r"(?:image|media|photo) (?:copyright|caption|source|credit)\b.*",
    r"(?:photo|photograph|picture|image|photography) (?:by|courtesy of) [A-Z].{1,80}",
    r"\(?(?:credits?|courtesy)\s*:\s*\S.*",
    r"(?:©|\(c\))\s*(?!\d)[^.]{2,80}",
    r"\[(?:photo|image|picture).{0,60}\]",
    r"(?:file|stock|archive|handout) (?:photo|image|picture)\.?",
    flags=re.IGNORECASE,
)
CREDIT_AT_END = _compile(
    r"(?:[.!?”\"’)]|[a-z\d])\s*[(\[]?(?i:(?:image|photo|photograph|picture|credit|file photo|courtesy)"
    r"\s*(?:credit|by|courtesy of)?\s*[:©/]|(?:photo|photograph|picture|image) (?:by|courtesy(?: of)?)|©)"
    r"\s*[^.!?]{2,60}[)\]]?$",
    r"[(\[](?i:(?:file )?(?:photo|image|picture))[^()\[\]]{0,60}[)\]]$",
    r"[A-ZÀ-Þ][\w.’'-]+(?:\s[A-ZÀ-Þ][\w.’'-]+)+\s?/\s?[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,3}[)\]]?$",
    r"\bvia [A-Z][\w-]+(?: Images)?[)\]]?$",
    r"\s/\s?[A-Z]{2,}$|/[A-Z][A-Za-z]+ Images\)?$",
    r"[A-Z][A-Z]+/[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+)*$",
)

_MONTH = "|".join((*MONTHS, "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept?", "oct", "nov", "dec"))
# What a line of date and time is made of, and what shows that it is one.
DATE_WORDS = re.compile(
    rf"\b(?:{_MONTH}|mon|tues?|wed|thu(?:rs)?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|published|updated?|posted|created|added|modified|last|first|issued|originally|date|time|on|at|by|of|read|local"
    r"|h|hrs?|hours?|mins?|minutes?|days?|weeks?|months?|years?|ago|a\.?m|p\.?m|yesterday|today|just|now"
    r"|gmt|utc|est|edt|et|pst|pdt|pt|cst|cdt|bst|cet|cest|msk|eet|ist|hkt|\d+(?:st|nd|rd|th)?)\b\.?",
    re.IGNORECASE,
)
DATE_KEY = _compile(
    r"\b(?:published|updated|posted|last modified|date)\b",
    r"\b\d{1,2}[:.h]\d\d\b",
    r"\b\d+ (?:minutes?|hours?|days?|weeks?|months?|years?|mins?|hrs?) ago\b",
    rf"\b(?:{_MONTH})\b\.?\s*\d|\d\s+(?:{_MONTH})\b",
    r"\b\d+ min(?:ute)?s?\.? read\b",
    flags=re.IGNORECASE,
)
