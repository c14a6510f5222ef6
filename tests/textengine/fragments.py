"""Pieces of governing texts in six languages, as they come and as they are broken: what the property tests are made of."""

from __future__ import annotations

LINES = (
    "RESOLUTION 9 (Rev. Valmarin, 2031)", "(Ostreville, 2027; Valmarin, 2031)", "The Assembly of the Ports (Valmarin, 2031),",
    "L'Assemblée des ports,", "Le Comité,", "大会，", "إن الجمعية العامة،", "Генеральная Ассамблея,", "La Asamblea General,",
    "considering", "considérant", "учитывая", "考虑到", "إذ تضع في اعتبارها", "considerando", "resolves", "décide", "decides:", "charge le Secrétaire",
    "instructs the Secretary, in collaboration with the Council", "Recalling its resolution 70/1 of 25 September 2015,", "1.\tRequests the Council:",
    "a)\tthat lamps are old;", "b)\tque les câbles sont chers,", "db)\tque le fonds est vide,", "(i)\tred;", "ii)\tblue;", "(aa)\tgrey.", "١)\tالموانئ؛",
    "(أ أ)\tالأضواء؛", "㈠\t灯；", "（二）\t浮标；", "1\tto renew the lamps;", "1.1\tThe lamps were counted.", "1bis)\tthe oil.", "R1\tA lamp may fail.",
    "•\tRelever les balises:", "-\tthe lamps", "* les balises rouges ;", "Annexe", "Annex A", "附件一", "Reasons:", "Motifs", "MOD", "12th plenary meeting",
    "4 May 2031", "Summary", "____________________", "1\tSee the list of lights.", "2\tIbid.", "[1] See the list.", "¹ Voir la liste.", "page 3",
    "The lights,1 and the ports (Rev. Valmarin).2", "Résolutions 44 et 54 (Rév. Genève, 2022)", "第101、102和133号决议（2010年，瓜达拉哈拉，修订版）",
    "la Résolution 71 (Rév. Busan, 2014Dubaï, 2018) de l'Assemblée", "les ports,;", "les ports;.", "Recommendation ITU-T X.1303, document A/77/42",
)
PIECES = (
    "[bookmark: x]", "[footnoteRef:1]1", "[1: 1\tPorts.]", "[1: Autres ports.]", "[2]", "(1)", "²", "1", " ", "\t", "\u00a0", "\u200e", "\u00ad", ",", ";", ":", ".", "，",
    "(", ")", "[", "]", "«", "x", "A", "é", "ب", "水", "\U0001f6a2", "\n", "\n\n", "\r\n", "/", "-", "20312031", "70/1", "Rev.", "2014Dubaï, 2018",
)
