/** Words that rules about the shape of objects share: who rejects an object, and what it is called. */

import { quoted } from "../../base/quote.js";
import type { ShapeProblem } from "../../model/shape-problem.js";
import { SYSTEM_KINDS, systemOf } from "../../systems/kinds.js";
import type { PolicyWords } from "../../systems/system.js";

export { counted, oneOf, quoted } from "../../base/quote.js";

/** Who rejects the object, as a clause: "the API server rejects the policy". */
export function refusal(problem: ShapeProblem): string {
  return `${problem.refusedBy === "agent" ? systemTitle(problem) : "the API server"} rejects the ${noun(problem)}`;
}

/** What happens to an object that is rejected, for notes. */
export function afterRefusal(problem: ShapeProblem): string {
  return problem.refusedBy === "agent"
    ? `The API server stores the ${noun(problem)}, but ${systemTitle(problem)} enforces none of it${wordsAfterRefusal(problem)}.`
    : `Applying the ${noun(problem)} fails. If the cluster has an older version of it, that one stays in force.`;
}

function wordsAfterRefusal({ system }: ShapeProblem): string {
  return (system === undefined ? undefined : systemOf({ system }).words.afterRefusal) ?? "";
}

/** An object, or what is wrong with one, by its kind and the system whose kind that is. */
type OfSystem = Pick<ShapeProblem, "kind" | "system">;

/** The name of the system that reads the object. */
export function systemTitle({ kind, system }: OfSystem): string {
  return system === undefined ? kind : systemOf({ system }).title;
}

/** The words of the system that reads the object. */
export function wordsOf({ system }: Pick<OfSystem, "system">): PolicyWords | undefined {
  return system === undefined ? undefined : systemOf({ system }).words;
}

export function noun({ kind, system }: OfSystem): string {
  const isResource = SYSTEM_KINDS.some((it) => it.system.id === system && it.kind === kind && it.role === "resource");
  if (!isResource) return "policy";
  return kind.endsWith("Group") ? "group" : "object";
}

/** True for Kubernetes' own. */
export function isNetworkPolicy({ system }: Pick<OfSystem, "system">): boolean {
  return system !== undefined && systemOf({ system }).isBuiltIn === true;
}

export function isCilium({ system }: Pick<OfSystem, "system">): boolean {
  return system === "cilium";
}

/** The path of the object that has a field: `spec.ingress` for `spec.ingress.from`; "" for the root. */
export function parentPath({ path, field }: { readonly path: string; readonly field: string }): string {
  return path.slice(0, Math.max(0, path.length - field.length - 1));
}

/** The name of the object at a path, in backticks; for the root, its kind. */
export function placeName(path: string, kind: string): string {
  return quoted(path === "" ? kind : path.slice(path.lastIndexOf(".") + 1));
}
