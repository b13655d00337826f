/** Tells strings with missing quotes from other values of the wrong type, so that only one rule reports each. */

import type { WrongType } from "../../model/shape-problem.js";
import { isCilium } from "../words/shape-words.js";

/** A label's key or value that YAML reads as a number, a boolean or null (KV-25). */
export function isUnquotedLabel({ path, coerced }: WrongType): boolean {
  return coerced && /\.matchLabels\.|\.matchExpressions\.(?:values|key)$/.test(path);
}

/** A port in a Cilium policy that is written as a number, although Cilium requires a string (CV-21). */
export function isUnquotedCiliumPort(problem: WrongType): boolean {
  const { path, found } = problem;
  return isCilium(problem) && path.endsWith(".toPorts.ports.port") && (found === "integer" || found === "number");
}
