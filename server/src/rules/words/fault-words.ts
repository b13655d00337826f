/** Sentences about faults in values: what is wrong, what becomes of the object, what could be written instead. */

import type { Fault } from "../../model/fault.js";
import type { BadValue } from "../../model/shape-problem.js";
import type { Severity } from "../rule.js";
import { afterRefusal, noun, oneOf, refusal, systemTitle } from "./shape-words.js";

/** What is wrong, and who refuses the object for it; of an object that is accepted, what is wrong alone. */
export function faultMessage(problem: BadValue): string {
  const { fault, kind, refusedBy } = problem;
  if (refusedBy === undefined) return fault.says;
  const consequence = refusedBy === "strict-client" ? `dropped, or the ${noun(kind)} is refused` : refusal(problem);
  return `${fault.says}: ${consequence}`;
}

/** A policy that is accepted is not what its author meant. */
export function faultSeverity({ refusedBy }: BadValue): Severity {
  return refusedBy === undefined ? "warning" : "error";
}

/** What becomes of the object, for notes. */
export function afterFault(problem: BadValue): string {
  switch (problem.refusedBy) {
    case undefined:
      return `${systemTitle(problem.kind)} takes the policy, and this does something else than it looks.`;
    case "strict-client":
      return "The API server drops fields it does not know; `kubectl` asks it to refuse the policy instead.";
    default:
      return afterRefusal(problem);
  }
}

/** As the start of a note: what could be written there, where there is a choice. */
export function possibleHere({ fault }: BadValue): string {
  const choices = choicesOf(fault);
  return choices.length > 1 ? `Possible here: ${oneOf(choices)}. ` : "";
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
