/** The scaffold of a policy for one workload, from its ports, its Services and what it needs. It is tried before it is offered. */

import { memoize } from "../../base/memoize.js";
import { endIn } from "../../analysis/compare.js";
import type { View } from "../../analysis/view.js";
import { includes, type Traffic, union } from "../../engine/traffic.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import type { Workload } from "../../model/scope.js";
import type { Labels } from "../../model/selector.js";
import type { PodsRule, RulePeers } from "../../systems/policy-writer.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { freeName, type Ground, type Scaffold } from "./scaffold.js";
import { type NeededPass, needsOf } from "./workload-needs.js";
import { textHere } from "./write.js";
import { forPods } from "./written-policies.js";

/** None where policies already isolate the workload and allow what it needs, and none that fails to do so when tried. */
export function workloadPolicy(workload: Workload, labels: Labels, ground: Ground): Scaffold[] {
  const { view, writer, namespace } = ground;
  const isIsolated = DIRECTIONS.every((it) => view.isolatedBy(workload, it).length > 0);
  const needs = needsOf(workload, ground);
  if (needs === undefined || (isIsolated && allPass(workload, needs.passes, view))) return [];
  const { passes, notAllowed } = needs;
  const policy = {
    namespace,
    name: freeName(view, namespace, workload.name),
    subject: labels,
    ingress: rulesOf("ingress", passes),
    egress: rulesOf("egress", passes),
    dns: view.settings.dns,
  };
  const scaffold: Scaffold = {
    id: "workload-policy",
    title: `Write a policy for \`${workload.name}\`: allow what it needs, deny everything else`,
    fileName: `${workload.name}-policy.yaml`,
    policies: () => [forPods(writer, policy, { pods: workload.name, notAllowed })],
  };
  const known = outcomes(ground.snapshot);
  const key = `${ground.file.input.id} ${workload.id}`;
  const isProven = known.get(key) ?? works(scaffold, workload, passes, ground);
  known.set(key, isProven);
  return isProven ? [scaffold] : [];
}

/** Whether the policy for a workload, by file and id, worked when tried: editors ask again at every move of the cursor. */
const outcomes = memoize((_: Snapshot) => new Map<string, boolean>());

/** Connections to the same peers in one rule. */
function rulesOf(direction: Direction, passes: readonly NeededPass[]): PodsRule[] {
  const rules = new Map<string, PodsRule>();
  for (const { peers, traffic, comment } of passes.filter((it) => it.direction === direction)) {
    const key = `${keyOf(peers)} ${comment ?? ""}`;
    const known = rules.get(key);
    const all = known === undefined ? traffic : union(known.traffic, traffic);
    rules.set(key, { peers, traffic: all, ...(comment === undefined ? {} : { comment }) });
  }
  return [...rules.values()];
}

function keyOf(peers: RulePeers): string {
  if (typeof peers === "string") return peers;
  if ("names" in peers) return peers.names.join();
  return JSON.stringify(peers.map((it) => [it.namespace, ...it.labels]));
}

/** Tried in a snapshot of its own, whose file ends with the policy. */
function works(scaffold: Scaffold, workload: Workload, passes: readonly NeededPass[], ground: Ground): boolean {
  const { snapshot, file, view: before } = ground;
  const isJson = file.input.path.endsWith(".json");
  const added = isJson
    ? { id: `${file.input.path}.${scaffold.fileName}`, path: `${file.input.path}.${scaffold.fileName}` }
    : file.input;
  const start = isJson ? "" : file.input.text;
  const after = snapshot.speculate([{ type: "put", file: { ...added, text: start + textHere(scaffold, ground) } }]);
  const scope = after.scopes.find((it) => it.name === before.scope.name);
  const own = scope?.workloads.find((it) => it.id === workload.id);
  if (scope === undefined || own === undefined) return false;
  const view = after.view(scope);
  const isIsolated = DIRECTIONS.every((it) => view.isolatedBy(own, it).length > 0);
  return isIsolated && allPass(own, passes, view);
}

/** True where the workload's own policies allow all of it, and DNS. */
function allPass(workload: Workload, passes: readonly NeededPass[], view: View): boolean {
  const dns = view.dns(workload);
  if (!dns.udp || !dns.tcp) return false;
  return passes.every(({ direction, ends, traffic }) =>
    ends.every((it) => {
      const end = endIn(view, it);
      const side = end === undefined ? undefined : view.side(workload, direction, end);
      return side !== undefined && includes(passing(side), traffic);
    }),
  );
}

function passing({ allowed, conditional }: NonNullable<ReturnType<View["side"]>>): Traffic {
  return conditional.reduce((all, it) => union(all, it.traffic), allowed);
}
