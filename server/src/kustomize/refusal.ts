/** What stops one step of a build. Thrown by steps and caught where steps are run, so that the rest is built all the same. */

import type { Site } from "../base/source.js";
import type { BuildProblem, ProblemKind } from "./problem.js";

/** The build has become too large, which was said already: nothing more is done. */
export class Stopped extends Error {}

export class Refusal extends Error {
  readonly problem: BuildProblem;

  constructor(problem: BuildProblem) {
    super(problem.says);
    this.problem = problem;
  }
}

export function refuse(
  is: ProblemKind,
  at: Site,
  says: string,
  more: Omit<BuildProblem, "is" | "at" | "says"> = {},
): never {
  throw new Refusal({ is, at, says, ...more });
}
