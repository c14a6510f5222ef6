"""The styles of the genre, by the names that the templates of its texts give them."""

from __future__ import annotations

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LANGUAGES = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}
# id: name, paragraph properties, run properties
STYLES = {
    "ResNo": ("Res_No", '<w:keepNext/><w:spacing w:before="480"/><w:jc w:val="center"/>', '<w:sz w:val="28"/><w:szCs w:val="28"/>'),
    "Restitle": ("Res_title", '<w:keepNext/><w:spacing w:before="240"/><w:jc w:val="center"/>', '<w:b/><w:bCs/><w:sz w:val="28"/><w:szCs w:val="28"/>'),
    "Resref": ("Res_ref", '<w:keepNext/><w:spacing w:before="120"/><w:jc w:val="center"/>', "<w:i/><w:iCs/>"),
    "Normalaftertitle": ("Normal_after_title", '<w:spacing w:before="360"/>', ""),
    "Call": ("Call", '<w:keepNext/><w:spacing w:before="160"/><w:ind w:start="794"/>', "<w:i/><w:iCs/>"),
    "enumlev1": ("enumlev1", '<w:tabs><w:tab w:val="left" w:pos="794"/></w:tabs><w:spacing w:before="80"/><w:ind w:start="794" w:hanging="794"/>', ""),
    "enumlev2": ("enumlev2", '<w:tabs><w:tab w:val="left" w:pos="1191"/></w:tabs><w:spacing w:before="80"/><w:ind w:start="1191" w:hanging="397"/>', ""),
    "enumlev3": ("enumlev3", '<w:tabs><w:tab w:val="left" w:pos="1588"/></w:tabs><w:spacing w:before="80"/><w:ind w:start="1588" w:hanging="397"/>', ""),
    "Headingb": ("Heading_b", '<w:keepNext/><w:spacing w:before="200"/>', "<w:b/><w:bCs/>"),
    "AnnexNo": ("Annex_No", '<w:keepNext/><w:pageBreakBefore/><w:spacing w:before="480"/><w:jc w:val="center"/>', '<w:caps/><w:sz w:val="28"/><w:szCs w:val="28"/>'),
    "Annextitle": ("Annex_title", '<w:keepNext/><w:spacing w:before="240"/><w:jc w:val="center"/>', '<w:b/><w:bCs/><w:sz w:val="28"/><w:szCs w:val="28"/>'),
    "FootnoteText": ("footnote text", '<w:spacing w:before="40"/><w:ind w:start="255" w:hanging="255"/>', '<w:sz w:val="20"/><w:szCs w:val="20"/>'),
}


def styles_xml(language: str | None) -> str:
    """The part ``styles`` for a text in a language."""
    code = LANGUAGES.get(language or "", "en-GB")
    lang = f'<w:lang w:val="en-GB" w:bidi="{code}"/>' if language == "ar" else f'<w:lang w:val="en-GB" w:eastAsia="{code}"/>' if language == "zh" else (
        f'<w:lang w:val="{code}"/>'
    )
    direction = "<w:bidi/>" if language == "ar" else ""
    styles = "".join(
        f'<w:style w:type="paragraph" w:customStyle="{int(name != "footnote text")}" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:qFormat/><w:pPr>{_ordered(properties)}</w:pPr><w:rPr>{words}</w:rPr></w:style>'
        for key, (name, properties, words) in STYLES.items()
    )
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="SimSun" w:cs="Arial"/>'
        f'<w:sz w:val="24"/><w:szCs w:val="24"/>{lang}</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        f'<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        f'<w:tabs><w:tab w:val="left" w:pos="794"/><w:tab w:val="left" w:pos="1191"/><w:tab w:val="left" w:pos="1588"/></w:tabs>{direction}<w:spacing w:before="120"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        f"{styles}</w:styles>"
    )


def _ordered(properties: str) -> str:
    """Properties of paragraphs in the order that the format asks for; older programs know ``left`` for ``start``."""
    return properties.replace("w:start=", "w:left=")
