/** Sentences about faults in values: what is wrong, what happens to the object, and what is allowed instead. */

import type { Fault } from "../../model/fault.js";
import type { BadValue } from "../../model/shape-problem.js";
import type { Severity } from "../rule.js";
import { afterRefusal, noun, oneOf, refusal, systemTitle } from "./shape-words.js";

/** What is wrong and who rejects the object for it; only what is wrong if nobody does. */
export function faultMessage(problem: BadValue): string {
  const { fault, refusedBy } = problem;
  if (refusedBy === undefined) return fault.says;
  const consequence =
    refusedBy === "strict-client" ? `it is dropped, or the ${noun(problem)} is rejected` : refusal(problem);
  return `${fault.says}: ${consequence}`;
}

/** A policy that is accepted, but does something its author did not mean, gets a warning. */
export function faultSeverity({ refusedBy }: BadValue): Severity {
  return refusedBy === undefined ? "warning" : "error";
}

/** What happens to the object, for notes. */
export function afterFault(problem: BadValue): string {
  switch (problem.refusedBy) {
    case undefined:
      return `${systemTitle(problem)} accepts the ${noun(problem)}, but it does not do what it seems to.`;
    case "strict-client":
      return "The API server drops unknown fields. `kubectl` asks it to reject the object instead.";
    default:
      return afterRefusal(problem);
  }
}

/** What is allowed there, as the start of a note; empty if there is no choice. */
export function possibleHere({ fault }: BadValue): string {
  const choices = choicesOf(fault);
  return choices.length > 1 ? `Allowed here: ${oneOf(choices)}. ` : "";
}

function choicesOf(fault: Fault): readonly string[] {
  switch (fault.is) {
    case "unknown-value":
    case "value-of-other-version":
      return fault.allowed;
    case "none-of":
      return fault.names;
    case "several-of":
      return fault.present;
    case "lacks":
      return fault.needs;
    case "forbidden-field":
      return fault.others;
    case "field-of-other-version":
      return fault.change === "removed" ? fault.others : [];
    default:
      return [];
  }
}
