"""``make simulate``: what a date brings on the exam, by the rules that are served, and what was foretold.

Simulated learners study for half a year, or a whole one, by the functions that decide in the app. Each
row compares an arm with plain SM-2 at the same study time until the exam: the same learners with the
same habits. In the end odd scenarios are driven through the real services too, and must come to the
same, answer by answer.

Anybody may bring a memory: ``--world FILE`` takes a Python file with two functions, as
``bench/simulation/world_files.py`` says and ``bench/simulation/context_model.py`` shows. ``--json`` prints
one object a row: ``gain_percent`` on the exam with its 95 % interval from ``low`` to ``high``, and so on as
``bench/simulation/report.py`` has it; all else goes to standard error.

``--backlog`` prints what is left after weeks away instead, by the order in which the backlog is worked
through and by the pace of new questions meanwhile. ``--longest`` prints what longest
intervals bring after a year, and the time they take. All is deterministic.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import sys
import time
from multiprocessing.pool import Pool

from bench.simulation.arms import OTHERS, USUAL
from bench.simulation.comparing import compare_ways
from bench.simulation.exams import Size, live_world
from bench.simulation.habits import HABITS, STEADY, TOLD
from bench.simulation.limits import print_limits
from bench.simulation.report import Row, print_header, print_row
from bench.simulation.returning import CHECKED, returns_the_same_through_services
from bench.simulation.scenarios import QUESTIONS, SCENARIOS, differing
from bench.simulation.targets import EVE, print_targets
from bench.simulation.world_files import WorldFileError
from bench.simulation.worlds import WORLDS, memories


def main() -> None:
    """Run the simulation and print its tables."""
    asked = _arguments()
    try:
        for world in asked.worlds:
            memories(world, 1, 1)[0].recall(0, 0)
        with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
            if asked.backlog:
                _print_backlogs(pool, asked)
            elif asked.longest:
                _print_limits(pool, asked)
            else:
                _print_exams(pool, asked)
    except WorldFileError as error:
        raise SystemExit(str(error)) from error


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.simulation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="fewer questions, learners, settings")
    parser.add_argument("--learners", type=_number, help="simulated learners of each world")
    parser.add_argument("--questions", type=_number, help="questions of the course")
    parser.add_argument("--seed", type=int, default=0, help="other learners for each number")
    parser.add_argument(
        "--world", dest="worlds", action="append", help=f"{', '.join(WORLDS)}, or a file"
    )
    parser.add_argument(
        "--habit", dest="habits", action="append", choices=HABITS, help="how learners study"
    )
    parser.add_argument(
        "--all-arms", action="store_true", help="without spacing, FSRS without a date"
    )
    parser.add_argument("--scenarios", type=int, help="driven through the services too")
    parser.add_argument("--json", action="store_true", help="one object a row")
    parser.add_argument("--backlog", action="store_true", help="the tables of coming back instead")
    parser.add_argument("--longest", action="store_true", help="the tables of longest intervals")
    parser.add_argument("--processes", type=_number, default=2)
    asked = parser.parse_args()
    asked.worlds = asked.worlds or list(WORLDS)
    asked.habits = asked.habits or ([STEADY, EVE] if asked.quick else list(TOLD))
    return asked


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("one at least")
    return number


def _size(asked: argparse.Namespace) -> Size:
    return Size(
        learners=asked.learners or (3 if asked.quick else 12),
        questions=asked.questions or (150 if asked.quick else 400),
        seed=asked.seed,
        few=asked.quick,
    )


def _print_exams(pool: Pool, asked: argparse.Namespace) -> None:
    began = time.perf_counter()
    size = _size(asked)
    arms = (*USUAL, *OTHERS) if asked.all_arms else USUAL
    rows: list[Row] = []
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr if asked.json else sys.stdout):
        print_header(size.learners, size.questions)
        for world in asked.worlds:
            for row in live_world(pool, world, size, arms, asked.habits):
                rows.append(row)
                print_row(row)
                if asked.json:
                    print(row.as_json(), file=out, flush=True)
        print_targets(rows)
        _check_services(pool, asked)
        print(f"\n{time.perf_counter() - began:.0f} s")


def _print_limits(pool: Pool, asked: argparse.Namespace) -> None:
    size = _size(asked)
    print(f"{size.learners} learners, {size.questions} questions; 95 % intervals over learners")
    print("FSRS: what it knows without a limit in the same time (* it takes as long at no setting)")
    for world in asked.worlds:
        print_limits(pool, world, size)


def _check_services(pool: Pool, asked: argparse.Namespace) -> None:
    scenarios, questions = (4, 60) if asked.quick else (SCENARIOS, QUESTIONS)
    if asked.scenarios is not None:
        scenarios = asked.scenarios
    other = list(differing(pool, scenarios, questions))
    print(f"\nthrough the services: {scenarios - len(other)} of {scenarios} scenarios the same")
    if other:
        raise SystemExit(f"the services and the domain differ in the scenarios {other}")


def _print_backlogs(pool: Pool, asked: argparse.Namespace) -> None:
    learners = asked.learners or (4 if asked.quick else 10)
    print(f"{learners} learners who come back to a backlog", flush=True)
    for world in asked.worlds:
        size = asked.questions or (270 if asked.quick else 900)
        compare_ways(pool, world, learners=learners, questions=size)
    for world, absence in CHECKED.items():
        if not pool.apply(returns_the_same_through_services, (absence,)):
            raise SystemExit(f"the services spread a backlog otherwise in the world of {world}")
    print("\nbacklogs through the services: the same")


if __name__ == "__main__":
    main()
