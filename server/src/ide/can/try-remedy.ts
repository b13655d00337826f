/** Tries policies in a snapshot of their own: whether they allow what they are for, and what else they change. */

import { compareFlowsOf, endIn, endKey, type FlowChange } from "../../analysis/compare.js";
import type { View } from "../../analysis/view.js";
import type { End } from "../../engine/answers.js";
import { includes, type Traffic } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import { contains, parseCidr } from "../../model/ip.js";
import { nameSite, type Policy } from "../../model/scope.js";
import type { NewPolicy } from "../../systems/policy-writer.js";
import type { InputFile } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { endId, hasReplicas } from "../flows/flows.js";
import { placeOf } from "../places.js";
import type { Remedy } from "./answer.js";
import type { Pair } from "./sides.js";

/** A policy for one end, and the file that it would be added to. */
export interface Attempt {
  readonly direction: Direction;
  readonly policy: NewPolicy;
  readonly file: string;
  /** Path of the file where it would be a new one. */
  readonly newPath?: string;
  readonly text: string;
}

/** The file of a policy, if documents can be added to it; a new one beside it otherwise. */
export function fileFor(snapshot: Snapshot, beside: Policy, name: string): Pick<Attempt, "file" | "newPath"> {
  const file = placeOf(snapshot, nameSite(beside))?.file;
  const input = file === undefined ? undefined : snapshot.files.get(file)?.input;
  if (input !== undefined && !input.path.endsWith(".json")) return { file: input.id };
  const folder = input === undefined ? "" : input.path.slice(0, input.path.lastIndexOf("/") + 1);
  return { file: `${folder}${name}.yaml`, newPath: `${folder}${name}.yaml` };
}

/** Undefined unless the pair is allowed with the policies there, and nothing that passed before is lost. */
export function tried(
  snapshot: Snapshot,
  scopeName: string,
  before: View,
  pair: Pair & { readonly traffic: Traffic },
  attempt: readonly Attempt[],
): readonly Remedy[] | undefined {
  const byFile = new Map<string, Attempt[]>();
  for (const it of attempt) byFile.set(it.file, [...(byFile.get(it.file) ?? []), it]);
  const files = [...byFile.values()].map((own) => changedFile(snapshot, own));
  const after = snapshot.speculate(files.map((file) => ({ type: "put", file })));
  const scope = after.scopes.find((it) => it.name === scopeName);
  if (scope === undefined) return undefined;
  const view = after.view(scope);
  const [from, to] = [endIn(view, pair.from), endIn(view, pair.to)];
  if (from === undefined || to === undefined) return undefined;
  if (!includes(view.reach(from, to).allowed, pair.traffic)) return undefined;
  const changes = attempt.flatMap((it) => changesBy(before, view, it));
  if (changes.some(isLoss)) return undefined;
  const alsoAllows = otherPairs(changes, pair);
  return [...byFile].map(([file, own], index) => ({
    file,
    text: own.map((it) => it.text).join("---\n"),
    // Said once, with the last of the texts: all of them together allow it.
    ...(alsoAllows.length === 0 || index < byFile.size - 1 ? {} : { alsoAllows }),
  }));
}

function changedFile(snapshot: Snapshot, own: readonly Attempt[]): InputFile {
  const added = own.map((it) => it.text).join("---\n");
  const [first] = own;
  const input = snapshot.files.get(first?.file ?? "")?.input;
  if (input === undefined) {
    const path = first?.newPath ?? first?.file ?? "";
    return { id: path, path, text: added };
  }
  const { text } = input;
  const ends = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return { ...input, text: `${ends}${/(^|\n)---[ \t]*\r?\n$/.test(ends) ? "" : "---\n"}${added}` };
}

/** Pairs of pods that the new policy selects. */
function changesBy(before: View, after: View, { policy, direction }: Attempt): readonly FlowChange[] {
  const added = after.policies.find((it) => it.namespace === policy.namespace && it.name === policy.name);
  return added === undefined ? [] : compareFlowsOf(before, after, after.selectedBy(added), direction);
}

export function isLoss({ before, after }: FlowChange): boolean {
  if (!includes(after.allowed, before.allowed)) return true;
  return before.conditional.some(
    ({ traffic, when }) =>
      !includes(after.allowed, traffic) &&
      !after.conditional.some((it) => it.when === when && includes(it.traffic, traffic)),
  );
}

function otherPairs(changes: readonly FlowChange[], pair: Pair): { readonly from: string; readonly to: string }[] {
  const others = new Map<string, { readonly from: string; readonly to: string }>();
  for (const { from, to } of changes) {
    if (
      (isPartOf(from, pair.from) && isPartOf(to, pair.to)) ||
      from.type === "unseen-pods" ||
      to.type === "unseen-pods"
    )
      continue;
    const names = { from: endId(from), to: endId(to) };
    if (names.from !== names.to || hasReplicas(from)) others.set(`${names.from} ${names.to}`, names);
  }
  return [...others.values()].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}

/** True for the end itself, and for addresses and names that are in it. */
export function isPartOf(end: End, whole: End): boolean {
  if (endKey(end) === endKey(whole)) return true;
  // A name may lead to any address outside.
  if (end.type === "fqdn") return whole.type === "world" || whole.type === "cidr";
  if (whole.type === "world") return end.type === "cidr";
  if (whole.type !== "cidr" || end.type !== "cidr") return false;
  const [inner, outer] = [parseCidr(end.cidr), parseCidr(whole.cidr)];
  return inner.ok && outer.ok && contains(outer.cidr, inner.cidr);
}
