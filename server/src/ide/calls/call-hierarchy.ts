/** Who may call a workload, and whom it may call: all policies of both sides combined. */

import type { Peer, View } from "../../analysis/view.js";
import type { End, RuleRef } from "../../engine/answers.js";
import type { Direction } from "../../model/direction.js";
import { nameSite, type Workload } from "../../model/scope.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { endItem, inScope, workloadItem } from "./call-items.js";
import { flowGroups, type StoppedGroup } from "../flows/flow-groups.js";
import { whatText } from "../flows/flow-lines.js";
import { type InScope, inScopes, policyOf, workloadOf } from "../in-scopes.js";
import { documentAt, placeOf } from "../places.js";
import { objectAt, pieceAt, targetAt } from "../target.js";
import type { Call, CallItem, Place } from "../types.js";
import { listText, plural } from "../words.js";

/** More than anybody looks through; how many more there are is said. */
const MOST = 200;

/** The workload at an offset; of a policy, those that it selects, and at a peer or selector those that this matches. */
export function callItemsAt(snapshot: Snapshot, file: FileState, offset: number): CallItem[] {
  const document = documentAt(file, offset);
  const written = document === undefined ? undefined : objectAt(document, offset);
  if (written === undefined) return [];
  return inScopes(snapshot, written).flatMap((it) =>
    workloadsAt(it, snapshot, file, offset)
      .slice(0, MOST)
      .flatMap((workload) => workloadItem(workload, { snapshot, view: it.view }) ?? []),
  );
}

function workloadsAt(found: InScope, snapshot: Snapshot, file: FileState, offset: number): readonly Workload[] {
  const workload = workloadOf(found);
  if (workload !== undefined) return [workload];
  const policy = policyOf(found);
  if (policy === undefined || found.view.isRefused(policy)) return [];
  const target = targetAt(snapshot, file, offset);
  const piece = target?.type === "object" ? pieceAt(policy, target) : undefined;
  switch (piece?.type) {
    case "peer":
      return piece.peer.type === "pods" ? found.view.matchedBy(policy, piece.peer) : [];
    case "subject":
      return found.view.selectedBy(policy, piece.part);
    default:
      return found.view.selectedBy(policy);
  }
}

/**
 * Ends outside first, then the widest, those allowed on one side only last: this workload's side allows and the other one does not.
 *
 * @param direction `ingress`: who may call. Nothing for what is no workload: whom others call is asked of them.
 */
export function callsOf(
  snapshot: Snapshot,
  { scope: scopeName, id }: Pick<CallItem, "scope" | "id">,
  direction: Direction,
): Call[] {
  const scope = snapshot.scopes.find((it) => it.name === scopeName);
  const workload = scope?.workloads.find((it) => it.id === id);
  if (scope === undefined || workload === undefined) return [];
  const view = snapshot.view(scope);
  const own = workloadItem(workload, { snapshot, view });
  if (own === undefined) return [];
  const found = endsOf(view, workload, direction);
  const calls = found.slice(0, MOST).flatMap((it) => callWith({ snapshot, view, workload, own, direction }, it) ?? []);
  if (found.length === 0) return [nobody({ snapshot, view, workload, own, direction })];
  return found.length > MOST ? [...calls, restOf(own, found.length - MOST)] : calls;
}

interface Asked {
  readonly snapshot: Snapshot;
  readonly view: View;
  readonly workload: Workload;
  readonly own: CallItem;
  readonly direction: Direction;
}

interface FoundEnd {
  readonly end: End;
  readonly rules: readonly RuleRef[];
  readonly reach?: Peer["reach"];
  readonly stopped?: StoppedGroup;
}

function endsOf(view: View, workload: Workload, direction: Direction): FoundEnd[] {
  const { open, stopped } = flowGroups(view, workload, direction);
  // What its own rules deny is no call.
  const halfOpen = stopped.filter((it) => it.rules.length === 0);
  return [
    ...open.flatMap(({ ends, reach, rules }) => ends.map((end) => ({ end, reach, rules }))),
    ...halfOpen.flatMap((it) => it.ends.map((end) => ({ end, rules: [], stopped: it }))),
  ];
}

function callWith({ snapshot, view, workload, own, direction }: Asked, found: FoundEnd): Call | undefined {
  const { end, rules } = found;
  const isOwn = end.type === "workload" && end.workload === workload;
  const detail = `${isOwn ? "its other pods: " : ""}${detailOf(found, direction)}`;
  const item = endItem(end, rules, workload, { snapshot, view, detail });
  if (item === undefined) return undefined;
  return { item, at: placesIn(snapshot, direction === "ingress" ? item : own, rules) };
}

function detailOf({ reach, stopped }: FoundEnd, direction: Direction): string {
  if (reach !== undefined) return whatText(reach).replaceAll("`", "");
  const names = [...new Set(stopped?.policies.map((it) => it.name))];
  return `one side only: its ${direction === "ingress" ? "egress" : "ingress"} is restricted by ${listText(names, 3)}`;
}

/** The rules that let the caller out, in the caller's file; its name where they are elsewhere, or none is needed. */
function placesIn(snapshot: Snapshot, { file, selection }: CallItem, rules: readonly RuleRef[]): Place[] {
  const places = rules.filter((it) => it.direction === "egress").flatMap((it) => placeOf(snapshot, it.at) ?? []);
  const own = places.filter((it) => it.file === file);
  return own.length > 0 ? own : [selection];
}

/** At the first policy that leaves nobody: an empty answer would not tell this from a workload that is not known. */
function nobody({ snapshot, view, workload, own, direction }: Asked): Call {
  const denying = flowGroups(view, workload, direction).stopped.flatMap((it) => it.rules.map(({ policy }) => policy));
  const policies = [...new Set([...view.isolatedBy(workload, direction), ...denying])];
  const [first] = policies;
  const place = first === undefined ? undefined : placeOf(snapshot, nameSite(first));
  const names = listText([...new Set(policies.map((it) => it.name))], 3);
  const why = first === undefined ? "no other end is known" : `restricted by ${names}`;
  const item: CallItem = {
    ...own,
    ...(place === undefined ? {} : { ...place, selection: place }),
    name: "no one",
    detail: [...inScope(snapshot, view), why].join(" · "),
    type: "unseen",
    id: "",
  };
  return { item, at: [own.selection] };
}

function restOf(own: CallItem, count: number): Call {
  const item: CallItem = { ...own, name: plural(count, "more end"), detail: "not listed", type: "unseen", id: "" };
  return { item, at: [own.selection] };
}
