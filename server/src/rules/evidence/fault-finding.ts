/** What rules about invalid values have in common: how they find them, what they say, and the fix that writes the intended value. */

import type { BadValue, ShapeProblem } from "../../model/shape-problem.js";
import type { Finding, Fix, Related } from "../rule.js";
import { afterFault, faultMessage, faultSeverity, possibleHere } from "../words/fault-words.js";
import { writeText } from "./fix-offers.js";
import { isReportedBy } from "./fault-reporters.js";

export interface FaultFinding extends Finding {
  readonly problem: BadValue;
}

/** The fault, if the rule with this name is the one that reports it. */
export function* faultsFor(rule: string, problem: ShapeProblem): Generator<FaultFinding> {
  if (isReportedBy(rule, problem)) yield { at: problem.at, severity: faultSeverity(problem), problem };
}

export const FAULT_WORDS = {
  message: ({ problem }: FaultFinding): string => faultMessage(problem),
  note: ({ problem }: FaultFinding): string => `${possibleHere(problem)}${afterFault(problem)}`,
  related: ({ problem }: FaultFinding): readonly Related[] => relatedPlace(problem, "what it conflicts with"),
};

/** The other place of a fault, if it has one. */
export function relatedPlace({ related }: BadValue, message: string): readonly Related[] {
  return related === undefined ? [] : [{ at: related, message }];
}

/** Writes the intended value, if it is known. */
export const correct: Fix<FaultFinding> = {
  safety: "changes-traffic",
  fix: ({ problem: { at, text, instead } }) =>
    text === undefined || at.part !== "value" ? undefined : writeText(at, instead),
};
