"""The words in which people say that they want no messages, that something is wrong, or perhaps either: as data.

They are looked for in an answer as `replies.plain` leaves it: small, without signs, apostrophes and quotes. Marks stay:
in Vietnamese đúng is yes and dừng is stop, and hủy is no name while Huy is one.
"""

import re

STOP = frozenset(
    line.strip()
    for line in """
    stop; stopp; stopall; stop all; stop it; stop this; stop now; unsubscribe; cancel; end; quit; optout; opt out;
    revoke; remove; remove me; arret; no more; cancel all; end all; unsub; stop that; stop these;
    стоп; στοπ; σταμάτα; σταματήστε; basta; fermati; parar; pare; स्टॉप; 停止; 退订; 退訂;
    ngừng; ngưng; dừng; dừng lại; ngừng lại; ngung; hủy; huỷ; hủy đăng ký; huỷ đăng ký;
    توقف; قف; ايقاف; اوقف; الغاء
    """.replace("\n", " ").split(";")
)
"""A whole answer, manners aside, that says nothing else."""

POLITE = frozenset(
    """
    please pls plz thanks thank you thankyou thx ta cheers hi hello hey sorry ok okay now and just
    vui lòng xin cảm ơn من فضلك شكرا
    """.split()  # noqa: SIM905
)
"""Words beside it that change nothing."""

WRITING = (
    "(?:texts?|texting|txts?|sms|smses|messages?|messaging|msgs?|mails?|emails?|emailing|e mails?|contact|contacting"
    "|bother|bothering|write|writing|send|sending|spam|spamming)"
)
NOT = "(?:dont|do not|never)"


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{phrase})" for phrase in phrases))


STOPS = _any(
    r"\b(?:stop|quit|cease)(?: (?:all|the|these|those|your|to|me|with|any|getting|receiving|this|of))*"
    rf" {WRITING}\b",
    rf"\b(?:cancel|end) (?:all |the |these |those |my |your )*{WRITING}\b",
    rf"\bno more(?: of)?(?: the| these| those| your| of)* {WRITING}\b",
    rf"\b{NOT} want (?:to (?:get|receive|have) )?(?:any |these |the |your |more |any more |anymore )*{WRITING}\b",
    rf"\b{NOT} {WRITING}(?: (?:me|us|to|any|more|these|anything|here|again|anymore|ever|this|number))*$",
    r"\b(?:unsubscribe|opt out|optout|opt me out)\b",
    r"\b(?:take|get|remove) me (?:off|from)\b",
    r"\bleave me alone\b",
    "đừng (?:nhắn|gửi|gởi)",
    "không muốn nhận",
    "(?:ngừng|ngưng|dừng) (?:nhắn|gửi|gởi)",
    "لا ترسل",
    "لا اريد رسايل",
    "ما بدي رسايل",
    "اوقف الرسايل",
)
"""Anywhere in an answer."""

NOT_STOPS = _any(
    r"\b(?:dont|do not|never|cant|cannot|didnt|wont) (?:ever )?(?:stop|quit|cancel|end|unsubscribe)\b",
)

UNSURE = _any(
    rf"\b{NOT} {WRITING}\b",
    rf"\b{NOT} want (?:any )?(?:more|anymore)\b",
    r"\bcan (?:you|u) (?:please )?stop$",
    r"\b(?:not|no longer|never) interested\b",
    r"\b(?:go away|had enough|fuck off|piss off)\b",
    r"^(?:enough|no thanks|no thank you)$",
    r"\b(?:delete|remove|lose) my (?:number|address|details|name)\b",
    r"\b(?:is|its) (?:my|a) work (?:phone|number|mobile|email|address)\b",
    r"\b(?:died|passed away|deceased|is dead)\b",
    r"\bwrong (?:number|person|address)\b",
    r"\bnot (?:his|her|my|their) (?:phone|number)\b",
    r"\bwho is this\b",
    "^(?:dung|huy)$",
)
"""Perhaps they want no messages, or it is not their number: none leaves until somebody has looked."""

WORRY = _any(
    r"\b(?:i|ive|have|has|had|she|he|just|mum|dad) (?:fell|fallen|had a fall|collapsed)\b",
    r"\bfell (?:over|down)\b",
    r"\b(?:cant|cannot) (?:get up|breathe|go on|cope|move|take it|do this)\b",
    r"\b(?:help me|need help|emergency|ambulance|triple zero|hospital|police)\b",
    "^(?:help|000)$",
    r"\b(?:scared|frightened|afraid|terrified|unsafe|not safe|in danger|desperate|hopeless|panic\w*)\b",
    r"\b(?:hurts? me|hurt myself|hurting|hits? me|hitting me|beats? me|threaten\w*|abus\w*|violen\w*)\b",
    r"\b(?:suicid\w*|kill (?:myself|me)|end (?:my life|it all)|want to die|better off dead)\b",
    r"\bdont want to (?:live|be here|wake up)\b",
    r"\bwant (?:it|everything) (?:all )?to (?:stop|end)\b",
    r"\bno (?:reason|point) (?:to|in) (?:live|living|go on|going on)\b",
    r"\b(?:checks?|reads?|sees|looks? (?:at|through)|goes through|took) (?:my|this|the|these|our) "
    r"(?:phone|mobile|messages|texts|mail|emails?)\b",
    r"\b(?:wife|husband|partner|son|daughter|mother|father|mum|dad|he|she|they) (?:also )?(?:uses?|has|have|shares?) "
    r"(?:my|this|the) (?:phone|mobile|number|email)\b",
    r"\b(?:overdose|chest pain|bleeding|stroke)\b",
    r"\b(?:ring|call|phone) me (?:now|today|please|urgently|back|straight away)\b",
    r"\b(?:urgent\w*|asap)\b",
    r"\b(?:can|could|will|would) (?:somebody|someone|you|anybody|anyone|u) (?:please )?(?:ring|call|phone)\b",
    "không muốn sống",
    "muốn chết",
    "tự tử",
    "cứu tôi",
    "giúp tôi",
    r"\bsợ\b",
    "لا اريد ان اعيش",
    "بدي موت",
    "انتحر",
    "ساعد",
    "خايف",
    "يقرا رسايلي",
)
"""Words after which somebody should look at once. A wrong alarm costs a look; none costs more."""

QUOTED = re.compile(
    r"^(?:>|-{2,} ?original message|_{5,}|(?:on|am|le|il|el) .{5,200}(?:wrote|schrieb|écrit|scritto):\s*$"
    r"|(?:vào|ngày) .{3,200}đã viết:?\s*$|.{3,200}كتب:?\s*$|(?:from|từ|من): .*@)",
    re.IGNORECASE,
)
"""Lines with which a mail program begins what it quotes."""
