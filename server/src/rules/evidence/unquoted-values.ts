/** Tells texts that lack their quotes from other values of a wrong type, so that one rule speaks of each. */

import type { WrongType } from "../../model/shape-problem.js";
import { isCilium } from "../words/shape-words.js";

/** A label's key or value that YAML reads as a number, a boolean or null (KV-25). */
export function isUnquotedLabel({ path, coerced }: WrongType): boolean {
  return coerced && /\.matchLabels\.|\.matchExpressions\.(?:values|key)$/.test(path);
}

/** A port of a Cilium policy written as a number, where Cilium takes text (CV-21). */
export function isUnquotedCiliumPort({ kind, path, found }: WrongType): boolean {
  return isCilium(kind) && path.endsWith(".toPorts.ports.port") && (found === "integer" || found === "number");
}
