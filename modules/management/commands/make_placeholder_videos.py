"""Makes the starter films out of their scripts: silent title cards, as WebM, in two sizes, and the first as a poster.

The films are committed; this is for whoever changes a script. It needs PyAV, which carries its own free encoder.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from PIL import Image, ImageDraw, ImageFont

from toolkit.uploads import read_yaml

SIZES = {"": (640, 360), ".small": (320, 180)}
RATE = 4  # frames a second: cards do not move, and a jump lands within a quarter of a second
LARGEST, LARGEST_POSTER = 1_000_000, 15_000
PAPER, INK, THREADS = (58, 15, 42), (246, 232, 239), ((148, 101, 124), (118, 129, 90))
FONTS = ("NotoSerif-Regular.ttf", "NotoSans-Regular.ttf", "DejaVuSerif.ttf")
INSTALL = "This needs PyAV, which is not installed. Type: uv pip install av"


class Command(BaseCommand):
    help = "Makes the starter films and their posters (content/en/modules/media) out of the scripts in videos.yaml."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "content/en/modules")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        for film in read_yaml(folder / "videos.yaml"):
            draw_poster(folder / "media" / f"{film['key']}.webp", film["cards"])
            for ending, size in SIZES.items():
                file = folder / "media" / f"{film['key']}{ending}.webm"
                encode(file, film["cards"], size)
                self.stdout.write(f"{file.name}: {file.stat().st_size // 1000} kB")
                if file.stat().st_size > LARGEST:
                    raise CommandError(f"{file.name} is larger than a megabyte.")


def encode(file: Path, cards: list[dict[str, Any]], size: tuple[int, int]) -> None:
    """Writes one film. Raises CommandError that says what to install where there is no encoder."""
    try:
        import av
    except ImportError as error:
        raise CommandError(INSTALL) from error
    file.parent.mkdir(exist_ok=True)
    with av.open(str(file), "w", format="webm") as film:
        stream = film.add_stream("libvpx-vp9", rate=RATE)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "32", "b": "0", "g": str(RATE * 10), "deadline": "good", "cpu-used": "2"}
        for picture in draw_frames(cards, size):
            film.mux(stream.encode(av.VideoFrame.from_image(picture)))
        film.mux(stream.encode())


def draw_poster(file: Path, cards: list[dict[str, Any]]) -> None:
    """The first card, as a player shows it before the film begins. Raises CommandError where it is too large."""
    file.parent.mkdir(exist_ok=True)
    draw(cards[0]["lines"], SIZES[""]).save(file, "WEBP", quality=80, method=6)
    if file.stat().st_size > LARGEST_POSTER:
        raise CommandError(f"{file.name} is larger than 15 kB.")


def draw_frames(cards: list[dict[str, Any]], size: tuple[int, int]) -> Iterator[Image.Image]:
    total, shown = sum(card["seconds"] for card in cards), 0
    for card in cards:
        picture = draw(card["lines"], size)
        for _frame in range(card["seconds"] * RATE):
            shown += 1
            yield with_progress(picture, shown / (total * RATE))


def draw(lines: list[str], size: tuple[int, int]) -> Image.Image:
    """A card: the first line large, the others below it, two woven squares above."""
    width, height = size
    picture = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(picture)
    weave(pen, width / 2, height * 0.2, height * 0.075, max(1, height // 120))
    top = height * 0.36
    for place, line in enumerate(lines):
        face = load_font(round(height * (0.105 if place == 0 else 0.07)))
        for row in wrap_line(line, face, width * 0.86):
            left, _upper, right, lower = face.getbbox(row)
            pen.text(((width - (right - left)) / 2, top), row, font=face, fill=INK)
            top += lower * 1.25
        top += height * 0.04
    return picture


def weave(pen: ImageDraw.ImageDraw, x: float, y: float, r: float, line: int) -> None:
    """The portal's mark: a square and a turned square."""
    pen.rectangle((x - r, y - r, x + r, y + r), outline=THREADS[0], width=line)
    t = r * 1.414
    pen.line([(x, y - t), (x + t, y), (x, y + t), (x - t, y), (x, y - t)], fill=THREADS[1], width=line)


def with_progress(picture: Image.Image, done: float) -> Image.Image:
    """A thin line at the foot that says how much is left."""
    shown = picture.copy()
    width, height = shown.size
    ImageDraw.Draw(shown).rectangle((0, height - height // 60, width * done, height), fill=THREADS[1])
    return shown


def load_font(size: int) -> ImageFont.FreeTypeFont:
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    raise CommandError(
        f"None of these fonts is on this machine: {', '.join(FONTS)}. Type: apt-get install fonts-noto-core"
    )


def wrap_line(line: str, face: ImageFont.FreeTypeFont, most: float) -> list[str]:
    rows: list[str] = []
    for word in line.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and face.getlength(longer) <= most:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows
