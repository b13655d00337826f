/** Why a pair of ends fares as it does, in the words of `can`. */

import { PROTOCOLS, type Traffic } from "../../engine/traffic.js";
import type { Scope } from "../../model/scope.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { can } from "../can/can.js";
import { canLines } from "../can/can-lines.js";
import { partsOf } from "../can/divided-block.js";
import { endId } from "../flows/flows.js";
import type { AskedPair } from "./asked-pairs.js";

/** How a file is called, by its id. */
export type PathOf = (file: string) => string;

/**
 * Of the first port that is concerned, without the question; undefined for ends that no question can name, such as what is left
 * of a block besides others in it.
 */
export function whyOf(
  snapshot: Snapshot,
  scope: Scope,
  { from, to }: AskedPair,
  { traffic, is }: { readonly traffic: Traffic; readonly is: "allowed" | "denied" | "conditional" },
  pathOf: PathOf,
): readonly string[] | undefined {
  if (from.type === "unseen-pods" || to.type === "unseen-pods") return undefined;
  const view = snapshot.view(scope);
  if (is === "denied" && [from, to].some((it) => partsOf(it, view).length > 0)) return undefined;
  const protocol = PROTOCOLS.find((it) => traffic[it].length > 0);
  if (protocol === undefined) return undefined;
  const [first, last] = traffic[protocol][0] ?? [0, 0];
  const port = first === 1 && last === 65535 ? {} : { port: first };
  const result = can(snapshot, scope.name, { from: endId(from), to: endId(to), protocol, ...port });
  if (!result.ok) return undefined;
  // A test asks for no advice, and of many ports the first stands for all.
  const { wouldAllow: _advice, ports: _summary, ...answer } = result.answer;
  const [_asked, ...lines] = canLines(answer, "port" in port ? `${protocol} ${first}` : "", {
    plain: same,
    verdict: same,
    pathOf,
  });
  return lines;
}

function same(text: string): string {
  return text;
}
