/** Words that rules about the shape of objects share: who rejects an object, and what it is called. */

import { quoted } from "../../base/quote.js";
import type { ShapeProblem } from "../../model/shape-problem.js";
import { SYSTEM_KINDS } from "../../systems/kinds.js";
import type { PolicyWords } from "../../systems/system.js";

export { counted, oneOf, quoted } from "../../base/quote.js";

/** Who rejects the object, as a clause: "the API server rejects the policy". */
export function refusal({ refusedBy, kind }: Pick<ShapeProblem, "refusedBy" | "kind">): string {
  return `${refusedBy === "agent" ? systemTitle(kind) : "the API server"} rejects the ${noun(kind)}`;
}

/** What happens to an object that is rejected, for notes. */
export function afterRefusal({ refusedBy, kind }: Pick<ShapeProblem, "refusedBy" | "kind">): string {
  return refusedBy === "agent"
    ? `The API server stores the ${noun(kind)}, but ${systemTitle(kind)} enforces none of it and sets its \`Valid\` condition to \`False\`.`
    : `Applying the ${noun(kind)} fails. If the cluster has an older version of it, that one stays in force.`;
}

/** The name of the system that reads objects of this kind. */
export function systemTitle(kind: string): string {
  return SYSTEM_KINDS.find((it) => it.kind === kind)?.system.title ?? kind;
}

/** The words of the system that reads objects of this kind. */
export function wordsOf(kind: string): PolicyWords | undefined {
  return SYSTEM_KINDS.find((it) => it.kind === kind)?.system.words;
}

export function noun(kind: string): string {
  return kind === "CiliumCIDRGroup" ? "group" : "policy";
}

export function isNetworkPolicy(kind: string): boolean {
  return kind === "NetworkPolicy";
}

export function isCilium(kind: string): boolean {
  return kind.startsWith("Cilium");
}

/** The path of the object that has a field: `spec.ingress` for `spec.ingress.from`; "" for the root. */
export function parentPath({ path, field }: { readonly path: string; readonly field: string }): string {
  return path.slice(0, Math.max(0, path.length - field.length - 1));
}

/** The name of the object at a path, in backticks; for the root, its kind. */
export function placeName(path: string, kind: string): string {
  return quoted(path === "" ? kind : path.slice(path.lastIndexOf(".") + 1));
}
