"""Run the attack, or a part of it: ``python -m tests.server.attack --help``."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server.attack import crawling, crowd, malformed, pictures, texts
from tests.server.attack.site import Site, attacked

PARTS = ("crawl", "malformed", "texts", "pictures", "sockets", "load")


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a folder for the data of one site, and say to the other helpers of tests where it is."""
    path = Path(tempfile.mkdtemp(prefix="myelin-attack-"))
    path.chmod(0o755)  # PostgreSQL runs as another user when this runs as root
    os.environ["MYELIN_TESTS_FOLDER"] = str(path)
    os.environ["MYELIN_DATA_DIR"] = str(path)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def attack(site: Site, where: Path, asked: argparse.Namespace) -> None:
    """Do all parts that were asked for."""
    parts = asked.only or PARTS
    chance = random.Random(asked.seed)
    found = {}
    if {"crawl", "malformed", "texts"} & set(parts):
        found = crawling.find_forms(site, chance)
        site.score.say(f"forms of {len(found)} endpoints, {sum(map(len, found.values()))} in all")
    if "crawl" in parts:
        crawling.crawl(site, chance, share=asked.share)
        site.memory("after every route")
    if "malformed" in parts:
        malformed.post_malformed(site, found, seed=asked.seed, count=asked.posts)
        site.memory(f"after {asked.posts} malformed forms")
    if "pictures" in parts:
        pictures.send_pictures(site, chance)
        site.memory("after hostile pictures")
    if "texts" in parts:
        texts.search_for(site)
        texts.write_questions(site)
        texts.send_texts(site, found, chance, each=asked.texts)
        site.memory("after hostile texts")
        texts.load_files(site, where, chance, count=asked.files)
    if "sockets" in parts:
        crowd.time_among_half_open(site)
    if "load" in parts:
        crowd.study_for(site, asked.minutes)


def main() -> int:
    """Attack one kind of database after the other; end with 1 when something did not hold."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.server.attack",
        description="Attack Myelin as it is served, and keep score.",
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="one kind alone")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part; may be repeated")
    parser.add_argument("--seed", type=int, default=1, help="another one, other requests")
    parser.add_argument("--share", type=float, default=1.0, help="of the routes' wrong addresses")
    parser.add_argument("--posts", type=int, default=12_000, help="how many malformed forms")
    parser.add_argument("--texts", type=int, default=6, help="hostile texts for each field")
    parser.add_argument("--files", type=int, default=12, help="hostile question banks")
    parser.add_argument("--minutes", type=float, default=10, help="how long five learners study")
    parser.add_argument("--answers", type=int, default=2600, help="that each of them has given")
    asked = parser.parse_args()
    held = True
    for kind in [asked.database] if asked.database else ["sqlite", "postgresql"]:
        # Beside the other parts, what a job writes would be taken for what a request wrote.
        jobs = asked.only == ["load"]
        with folder() as where, attacked(kind, where, answers=asked.answers, jobs=jobs) as site:
            attack(site, where, asked)
            held &= site.score.report(site.server.log)
            if not held:
                kept = Path(tempfile.gettempdir()) / f"myelin-attack-{kind}.log"
                shutil.copy(site.server.log, kept)
                site.score.say(f"the server's log is kept: {kept}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
