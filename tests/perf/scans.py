"""Pages with known text as pictures, clean and spoilt: what reading of scans is measured on."""

import io
from dataclasses import dataclass

from tests.perf.printed_documents import UNSPACED

FONTS = {
    "zh-Hans": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "zh-Hant": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 3),
    "ja": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 0),
    "ko": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 1),
    "en": ("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf", 0),
    "fr": ("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf", 0),
}
"""Fonts of the Debian packages fonts-noto-cjk and fonts-liberation, by language."""
_A4 = (8.27, 11.69)
_MARGIN = 1.0
_NO_LINE_START = "，。、；：！？）》」』】”’%％,.;:!?)"


@dataclass
class Scan:
    """A picture of a page (PIL, grey), its resolution and what it says, paragraph by paragraph."""

    image: object
    dpi: int
    paragraphs: list


def draw(paragraphs, language, dpi, size=12.0):
    """Set as many paragraphs as one page holds, in points of `size`, and return the page with the text that stands on it."""
    from PIL import Image, ImageDraw, ImageFont

    path, index = FONTS[language]
    font = ImageFont.truetype(path, round(size * dpi / 72), index=index)
    width, height = round(_A4[0] * dpi), round(_A4[1] * dpi)
    image = Image.new("L", (width, height), 250)
    pen = ImageDraw.Draw(image)
    left, right, bottom, leading = _MARGIN * dpi, width - _MARGIN * dpi, height - _MARGIN * dpi, size * dpi / 72 * 1.6
    down, said = _MARGIN * dpi, []
    for paragraph in paragraphs:
        lines = _wrapped(paragraph, font, right - left - 2 * font.size, language in UNSPACED)
        if down + len(lines) * leading > bottom:
            break
        for number, line in enumerate(lines):
            pen.text((left + (2 * font.size if number == 0 else 0), down), line, font=font, fill=20)
            down += leading
        down += leading * 0.4
        said.append(paragraph)
    return Scan(image, dpi, said)


def _wrapped(text, font, width, unspaced):
    pieces = list(text) if unspaced else [f"{word} " for word in text.split()]
    lines = [""]
    for piece in pieces:
        if lines[-1] and font.getlength((lines[-1] + piece).rstrip()) > width and piece not in _NO_LINE_START:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def spoil(scan, *, degrees, noise, blur, seed):
    """Tilt a page, blur it, make its light uneven and strew noise: what cheap scanners do."""
    import numpy as np
    from PIL import Image, ImageFilter

    image = scan.image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=250).filter(ImageFilter.GaussianBlur(blur))
    pixels = np.asarray(image, dtype=np.float64)
    random_numbers = np.random.default_rng(seed)
    light = 1 - 0.15 * np.linspace(0, 1, pixels.shape[1])[None, :]
    pixels = pixels * light + random_numbers.normal(0, noise, pixels.shape)
    specks = random_numbers.random(pixels.shape) < 0.001
    pixels[specks] = 40
    spoilt = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    packed = io.BytesIO()
    spoilt.save(packed, "JPEG", quality=60)
    return Scan(Image.open(packed).convert("L"), scan.dpi, scan.paragraphs)


def as_pdf(scans):
    """Return a PDF of pictures only, one page each."""
    packed = io.BytesIO()
    first, *others = [scan.image for scan in scans]
    first.save(packed, "PDF", resolution=scans[0].dpi, save_all=True, append_images=others)
    return packed.getvalue()


def turned(scan, degrees):
    """Lay a page on its side or its head."""
    return Scan(scan.image.rotate(degrees, expand=True), scan.dpi, scan.paragraphs)


def photographed(data, dpi):
    """Return the pages of a PDF as pictures."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        return [Scan(page.render(scale=dpi / 72, grayscale=True).to_pil(), dpi, []) for page in pdf]
