"""``make simulate``: what a year of study leaves, by policy, with and without the exam planner.

Then what is left after weeks away, by the order in which the backlog is worked through and by the
pace of new questions meanwhile.

Deterministic; takes five minutes on two cores, with ``--quick`` one. All years run by the domain
alone; one of each kind runs through the real services on a temporary database as well, and must come
to the same, answer by answer.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import time
from multiprocessing.pool import Pool

from bench.simulation.comparing import compare_ways
from bench.simulation.fits import fitted_weights
from bench.simulation.policies import NAMES, Policy, sweep
from bench.simulation.report import Point, print_points, print_world
from bench.simulation.returning import CHECKED, returns_the_same_through_services
from bench.simulation.worlds import WORLDS
from bench.simulation.years import Year, is_same_through_services, live_fast


def main() -> None:
    """Run the simulation and print its tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulation", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer questions, learners, settings")
    parser.add_argument("--learners", type=int, help="simulated learners of each world")
    parser.add_argument("--questions", type=int, help="questions of the course")
    parser.add_argument("--backlog", action="store_true", help="only the tables of coming back")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    learners = asked.learners or (2 if asked.quick else 4)
    questions = asked.questions or (150 if asked.quick else 600)
    returning = asked.learners or (4 if asked.quick else 10)
    began = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
        if not asked.backlog:
            _print_years(pool, learners=learners, questions=questions, quick=asked.quick)
        print(f"\n{returning} learners who come back to a backlog", flush=True)
        for world in WORLDS:
            size = asked.questions or (270 if asked.quick else 900)
            compare_ways(pool, world, learners=returning, questions=size)
            if not pool.apply(returns_the_same_through_services, (CHECKED[world],)):
                raise SystemExit(f"the services spread a backlog otherwise in the world of {world}")
    print(f"\nbacklogs through the services: the same ({time.perf_counter() - began:.0f} s)")


def _print_years(pool: Pool, *, learners: int, questions: int, quick: bool) -> None:
    began = time.perf_counter()
    print(f"{learners} learners, {questions} questions, the exam on day 180 of 365", flush=True)
    for world in WORLDS:
        weights = fitted_weights(world, pilots=2 if quick else 4, questions=questions)
        policies = [
            policy
            for name, plans in itertools.product(NAMES, (False, True))
            for policy in sweep(name, plans=plans, weights=weights, quick=quick)
        ]
        years = [
            Year(world, learner, questions, policy)
            for policy in policies
            for learner in range(1, learners + 1)
        ]
        outcomes = iter(pool.map(live_fast, years, chunksize=1))
        points = [Point(policy, list(itertools.islice(outcomes, learners))) for policy in policies]
        print_points(points)
        print_world(world, points)
        checks = [Year(world, 1, 6 if quick else 40, policy) for policy in _one_of_each(policies)]
        proven = pool.map(is_same_through_services, checks, chunksize=1)
        print(
            f"through the services: {sum(proven)} of {len(proven)} years the same "
            f"({time.perf_counter() - began:.0f} s)",
            flush=True,
        )
        if not all(proven):
            raise SystemExit(f"the services and the domain differ in the world of {world}")


def _one_of_each(policies: list[Policy]) -> list[Policy]:
    return list({(policy.name, policy.plans): policy for policy in policies}.values())


if __name__ == "__main__":
    main()
