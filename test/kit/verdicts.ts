/** What passes between any two ends of a workspace, before a change and after it: the proof behind `safe`. */

import type { ConditionalTraffic, End } from "../../server/src/engine/answers.js";
import type { View } from "../../server/src/analysis/view.js";
import { equalTraffic, includes, isEmpty, PROTOCOLS, type Traffic, union } from "../../server/src/engine/traffic.js";
import type { Change, Settings } from "../../server/src/ide/index.js";
import type { Scope } from "../../server/src/model/scope.js";
import { Snapshot } from "../../server/src/workspace/snapshot.js";
import type { Files } from "./analyse.js";

/** One line per pair of ends whose verdicts differ; empty when the change leaves all traffic alone. */
export function changedVerdicts(before: Files, after: Files, settings: Settings): string[] {
  return verdictsBefore(before, settings)(after);
}

/** Whether between some ends more passes after the change, and whether between some ends less does. */
export function trafficChange(
  before: Files,
  after: Files,
  settings: Settings,
): { readonly opens: boolean; readonly narrows: boolean } {
  const changes = changesBefore(before, settings)(after);
  return { opens: changes.some((it) => it.opens), narrows: changes.some((it) => it.narrows) };
}

/** As `changedVerdicts`, for several changes of the same files. */
export function verdictsBefore(before: Files, settings: Settings): (after: Files) => string[] {
  const changes = changesBefore(before, settings);
  return (after) => changes(after).map((it) => it.words);
}

/** A pair of ends, or a whole scope, between which something else passes. */
interface VerdictChange {
  readonly words: string;
  readonly opens: boolean;
  readonly narrows: boolean;
}

function changesBefore(before: Files, settings: Settings): (after: Files) => VerdictChange[] {
  const snapshot = Snapshot.empty(settings).with(puts(before));
  const old = viewsOf(snapshot);
  return (after) => {
    const changed = new Map([...after].filter(([path, text]) => before.get(path) !== text));
    const gone = [...before.keys()].filter((it) => !after.has(it));
    const now = viewsOf(snapshot.with([...puts(changed), ...gone.map((id) => ({ type: "remove", id }) as const)]));
    const names = new Set([...old.keys(), ...now.keys()]);
    return [...names].flatMap((name) => {
      const [a, b] = [old.get(name), now.get(name)];
      if (a === undefined || b === undefined) {
        return [{ words: `scope ${name} ${a === undefined ? "came" : "went"}`, opens: true, narrows: true }];
      }
      if (a === b) return [];
      return changedInScope(a, b).map((it) => (names.size === 1 ? it : { ...it, words: `${name}: ${it.words}` }));
    });
  };
}

function puts(files: Files): Change[] {
  return [...files].map(([path, text]) => ({ type: "put", file: { id: path, path, text } }));
}

function viewsOf(snapshot: Snapshot): Map<string, View> {
  return new Map(snapshot.scopes.map((scope: Scope) => [scope.name, snapshot.view(scope)]));
}

function changedInScope(before: View, after: View): VerdictChange[] {
  const ids = new Set([...before.scope.workloads, ...after.scope.workloads].map((it) => it.id));
  const outside = new Map([...before.outsideEnds, ...after.outsideEnds].map((it) => [nameOf(it), it]));
  const names = [...ids, ...outside.keys()];
  const endsIn = (view: View): Map<string, End> =>
    new Map<string, End>([
      ...outside,
      ...view.scope.workloads.map((workload) => [workload.id, { type: "workload", workload }] as const),
    ]);
  const [old, now] = [endsIn(before), endsIn(after)];
  return names.flatMap((from) =>
    names.flatMap((to) => {
      // Nothing that policies decide passes between two ends outside.
      if (!ids.has(from) && !ids.has(to)) return [];
      const was = passes(before, old.get(from), old.get(to));
      const is = passes(after, now.get(from), now.get(to));
      if (was.same(is)) return [];
      const words = `${from} → ${to}: ${was.words}, afterwards ${is.words}`;
      return [{ words, opens: !was.includes(is), narrows: !is.includes(was) }];
    }),
  );
}

interface Passing {
  readonly allowed?: Traffic;
  /** With what passes on conditions. */
  readonly all?: Traffic;
  readonly conditions: string;
  readonly words: string;
  same(other: Passing): boolean;
  /** True when all that passes there passes here, and as freely. */
  includes(other: Passing): boolean;
}

function passes(view: View, from: End | undefined, to: End | undefined): Passing {
  const reach = from === undefined || to === undefined ? undefined : view.reach(from, to);
  const conditions = reach === undefined ? "" : conditionsOf(reach.conditional);
  const conditional = reach?.conditional.map((it) => it.traffic) ?? [];
  const allowed = reach?.allowed;
  const all = allowed === undefined ? undefined : conditional.reduce(union, allowed);
  return {
    ...(all === undefined ? {} : { all }),
    ...(reach === undefined ? {} : { allowed: reach.allowed }),
    conditions,
    words:
      reach === undefined ? "no such workload" : `${trafficWords(reach.allowed)}${conditions && `; ${conditions}`}`,
    same(other) {
      if (this.allowed === undefined || other.allowed === undefined) return this.allowed === other.allowed;
      return equalTraffic(this.allowed, other.allowed) && this.conditions === other.conditions;
    },
    includes(other) {
      if (this.allowed === undefined || this.all === undefined) return false;
      if (other.allowed === undefined || other.all === undefined) return true;
      const isFree = includes(this.allowed, other.allowed) && includes(this.all, other.all);
      // Under the same conditions nothing more passes; under others it may, unless all of it passes freely here.
      return isFree && (this.conditions === other.conditions || includes(this.allowed, other.all));
    },
  };
}

function conditionsOf(conditional: readonly ConditionalTraffic[]): string {
  const words = conditional.map(({ traffic, when }) => `${trafficWords(traffic)} where ${when}`);
  return [...new Set(words)].sort().join("; ");
}

function trafficWords(traffic: Traffic): string {
  if (isEmpty(traffic)) return "nothing";
  const ported = PROTOCOLS.filter((it) => traffic[it].length > 0).map(
    (it) => `${it} ${traffic[it].map(([low, high]) => (low === high ? low : `${low}-${high}`)).join(",")}`,
  );
  return [...ported, ...(traffic.other ? ["what has no ports"] : [])].join(" ");
}

function nameOf(end: End): string {
  switch (end.type) {
    case "workload":
      return end.workload.id;
    case "world":
      return "world";
    case "cidr":
      return `cidr:${end.cidr}`;
    case "fqdn":
      return `fqdn:${end.pattern}`;
    case "entity":
      return `entity:${end.name}`;
    case "unseen-pods":
      return `pods:${end.namespace ?? "*"}/${end.selector}`;
    case "pods":
      return `${end.namespace}/${[...end.labels].map((it) => it.join("=")).join(",")}`;
  }
}
