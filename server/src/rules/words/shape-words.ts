/** Words that rules about the shape of objects share: who refuses an object, and what it is. */

import { quoted } from "../../base/quote.js";
import type { ShapeProblem } from "../../model/shape-problem.js";
import { SYSTEM_KINDS } from "../../systems/kinds.js";
import type { PolicyWords } from "../../systems/system.js";

export { oneOf, quoted } from "../../base/quote.js";

/** Who refuses the object, as the start of a clause: "the API server refuses the policy". */
export function refusal({ refusedBy, kind }: Pick<ShapeProblem, "refusedBy" | "kind">): string {
  return `${refusedBy === "agent" ? systemTitle(kind) : "the API server"} refuses the ${noun(kind)}`;
}

/** What becomes of an object that is refused, for notes. */
export function afterRefusal({ refusedBy, kind }: Pick<ShapeProblem, "refusedBy" | "kind">): string {
  return refusedBy === "agent"
    ? `The API server stores the ${noun(kind)}, and ${systemTitle(kind)} then enforces none of it: its Valid condition says False.`
    : `Applying the ${noun(kind)} fails; nothing of it reaches the cluster, and an older version stays in force.`;
}

/** What people call the system that reads objects of this kind. */
export function systemTitle(kind: string): string {
  return SYSTEM_KINDS.find((it) => it.kind === kind)?.system.title ?? kind;
}

/** What the system that reads objects of this kind says of them. */
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

/** The path of the object that holds a field: `spec.ingress` for `spec.ingress.from`; "" for the root. */
export function parentPath({ path, field }: { readonly path: string; readonly field: string }): string {
  return path.slice(0, Math.max(0, path.length - field.length - 1));
}

/** The name of the object at a path, in backticks; of the root, the kind. */
export function placeName(path: string, kind: string): string {
  return quoted(path === "" ? kind : path.slice(path.lastIndexOf(".") + 1));
}
