"""How fast the engine reads, beside its marks. Seconds are those of the processor, so that other work on the machine counts little."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import ROOT, SEEDS, SHARED

SAMPLE = ROOT / "src" / "mandata" / "sample" / "union" / "texts"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ROWS, COLUMNS, NUMBERED = 3_000, 5, 3_000
ROUNDS = 5


def speed() -> None:
    """Each figure of the engine with its mark; many files with what several cores save."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = long_text(Path(folder))
        one_text(path)
        many_texts()
        cold_start(path)
        word_report(Path(folder) / "report.docx")
        several_cores(Path(folder))


def against(what: str, value: float, mark: float, unit: str, at_least: bool = False) -> None:
    """Print a figure with its mark and how often it meets it: 1 and above is met."""
    ratio = value / mark if at_least else mark / value
    print(f"{what}: {value:.3g} {unit} (mark {'≥' if at_least else '<'} {mark:g} {unit}; met {ratio:.2f} times)", flush=True)


def processor(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the processor that work takes in this process: the median, after a round that is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def process(command: list[str], rounds: int = ROUNDS) -> tuple[float, float]:
    """Seconds of the processor and megabytes at most that a process takes from start to end: the medians, after one not counted."""
    taken = []
    for _ in range(rounds + 1):
        started = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        assert started.returncode == 0
        taken.append((usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    seconds, megabytes = zip(*taken[1:], strict=True)
    return statistics.median(seconds), statistics.median(megabytes)


def reading(*files: Path, jobs: int = 1) -> list[str]:
    """The command that reads files and prints the contract's JSON."""
    return [sys.executable, "-m", "textengine.cli", "read", "--json", "--jobs", str(jobs), *map(str, files)]


def printed(data: bytes, name: str) -> str:
    """From bytes to JSON."""
    from textengine import read

    return json.dumps(read(data, name).as_dict(), ensure_ascii=False)


def one_text(path: Path) -> None:
    """Seed 002, and an invented text of the same size."""
    for one in dict.fromkeys([*sorted(SEEDS.glob("002*.txt")), path]):
        data = one.read_bytes()
        against(f"{one.name}, {len(data):,} bytes to JSON", processor(lambda: printed(data, one.name)) * 1000, 50, "ms")  # noqa: B023


def long_text(folder: Path) -> Path:
    """A French resolution as long as seed 002: the items of the sample's, again and again."""
    head, _, items = (SAMPLE / "resolution-12-2024.fr.txt").read_text(encoding="utf-8").partition("considérant\n")
    path = folder / "resolution-of-the-sample.txt"
    path.write_text(head + ("considérant\n" + items) * (39_000 // len(items.encode())), encoding="utf-8")
    return path


def many_texts() -> None:
    """Resolutions of the United Nations, or the sample's where the texts beside the project are absent."""
    files = sorted((SHARED / "textbench" / "structure").glob("7[456]_*.txt")) or sorted(SAMPLE.glob("resolution*.txt")) * 10
    texts = [(file.read_bytes(), file.name) for file in files]
    seconds = processor(lambda: [printed(*one) for one in texts], 3)
    against(f"{len(files)} resolutions, {sum(len(one) for one, _ in texts) // len(files):,} bytes each", len(files) / seconds, 60, "a second", at_least=True)


def cold_start(path: Path) -> None:
    """A process for one text, from its start to its end."""
    file = next(iter(sorted(SEEDS.glob("002*.txt"))), path)
    against(f"cold start of textengine read {file.name}", process(reading(file))[0], 0.3, "s")


def word_report(path: Path) -> None:
    """A report of numbered paragraphs with a table, as Word writes it: runs with their properties, cells with theirs."""
    def paragraph(words: str) -> str:
        runs = "".join(f'<w:r><w:rPr><w:sz w:val="22"/></w:rPr><w:t xml:space="preserve">{one} </w:t></w:r>' for one in words.split(" the "))
        return f'<w:p><w:pPr><w:pStyle w:val="Normal"/><w:spacing w:before="80"/></w:pPr>{runs}</w:p>'

    cell = '<w:tc><w:tcPr><w:tcW w:w="1900" w:type="dxa"/></w:tcPr>{}</w:tc>'
    rows = "".join(
        f"<w:tr>{''.join(cell.format(paragraph(f'port {row} has seen the lamp {column} of the table')) for column in range(COLUMNS))}</w:tr>"
        for row in range(ROWS)
    )
    body = "".join(
        paragraph(f"{at}. The Council took note of the report of the Secretary-General on the lamps of the ports, and requested the Director to report on Resolution {at % 90 + 1} to the next session.")
        for at in range(1, NUMBERED + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORDS}"><w:body>{paragraph("Report of the Council")}{body}<w:tbl>{rows}</w:tbl></w:body></w:document>')
    seconds, megabytes = process(reading(path), 3)
    against(f"a Word report of {ROWS * COLUMNS + NUMBERED:,} paragraphs, {ROWS * COLUMNS:,} of them in a table", seconds, 4, "s")
    against("the same, memory at most", megabytes, 300, "MB")


def several_cores(folder: Path) -> None:
    """The same files one after another and on all cores: what is printed is the same, a file that is none among them."""
    cores = os.cpu_count() or 1
    texts = sorted(SAMPLE.glob("*.txt"))
    files = []
    for at in range(280):
        files.append(folder / f"{at:03}.txt")
        files[-1].write_bytes(b"" if at == 140 else texts[at % len(texts)].read_bytes())
    printed: list[bytes] = []
    taken = []
    for jobs in (1, cores):
        start = time.perf_counter()
        printed.append(subprocess.run(reading(*files, jobs=jobs), check=True, capture_output=True).stdout)
        taken.append(time.perf_counter() - start)
    assert printed[0] == printed[1] and printed[0].count(b"\n") == len(files) and b"null\n" in printed[0]
    print(f"{len(files)} files with --jobs {cores}: {taken[0] / taken[1]:.2f} times as quick as with --jobs 1, in the same order")
