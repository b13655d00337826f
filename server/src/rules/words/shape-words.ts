/** Words that rules about the shape of objects share: quoting, who refuses, what the object is. */

import type { ShapeProblem } from "../../model/shape-problem.js";

/** Text from a file as a name inside a message: in backticks, on one line, at most `limit` characters. */
export function quoted(text: string, limit = 40): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("`", "'");
  return `\`${line.length > limit ? `${line.slice(0, limit - 1)}…` : line}\``;
}

/** Names in a row: `a`, `b` or `c`. */
export function oneOf(names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return "";
  const others = names.slice(0, -1).map((it) => quoted(it));
  return others.length === 0 ? quoted(last) : `${others.join(", ")} or ${quoted(last)}`;
}

/** Who refuses the object, as the start of a clause: "the API server refuses the policy". */
export function refusal({ refusedBy, kind }: Pick<ShapeProblem, "refusedBy" | "kind">): string {
  return `${refusedBy === "agent" ? "Cilium" : "the API server"} refuses the ${noun(kind)}`;
}

/** What becomes of an object that is refused, for notes. */
export function afterRefusal({ refusedBy, kind }: Pick<ShapeProblem, "refusedBy" | "kind">): string {
  return refusedBy === "agent"
    ? `The API server stores the ${noun(kind)}, and Cilium then enforces none of it: its Valid condition says False.`
    : `Applying the ${noun(kind)} fails; nothing of it reaches the cluster, and an older version stays in force.`;
}

export function noun(kind: string): string {
  return kind === "CiliumCIDRGroup" ? "group" : "policy";
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
