/** Stops one step of a build. Thrown by steps and caught by what runs them, so that the rest is still built. */

import type { Site } from "../base/source.js";
import type { BuildProblem, ProblemKind } from "./problem.js";

/** The build has become too large. This is already reported, and the build stops. */
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
