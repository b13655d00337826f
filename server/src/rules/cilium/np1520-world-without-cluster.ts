/** NP1520: egress that is let out to the world on every port and to nothing else, so that the cluster itself is out of reach. */

import { partOf, type Site } from "../../base/source.js";
import type { Allowance } from "../../systems/written.js";
import type { View } from "../../analysis/view.js";
import type { CiliumItem, CiliumSpec } from "../../systems/cilium/model.js";
import { isWholeFamily, parseCidr } from "../../model/ip.js";
import { othersWith } from "../evidence/dns-ports.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";

/** A peer that stands for everything outside the cluster, as it is written. */
interface World {
  readonly at: Site;
  readonly text: string;
}

export default defineRule({
  code: "NP1520",
  name: "world-without-cluster",
  title: "The world, and not the cluster",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-37"],

  *check(policy, view) {
    if (policy.object.system !== "cilium") return;
    for (const subject of subjectsOf(policy)) {
      const world = subject.spec === undefined ? undefined : onlyWorld(subject.spec);
      if (world === undefined || subject.spec?.enableDefaultDeny.egress?.value === false) continue;
      if (reachesInside(subject, view)) continue;
      yield { at: world.at, text: world.text };
    }
  },

  message: ({ text }) =>
    `${quoted(text)} is what is outside the cluster: pods, nodes and the cluster's DNS stay blocked`,
  note: () => "No other policy in sight lets these pods reach anything inside. `cluster` beside `world` admits it all.",
});

/** The world, where every egress rule of the spec is for it alone and on every port. */
function onlyWorld({ egress }: CiliumSpec): World | undefined {
  const worlds = (egress?.items ?? []).map(worldOf);
  return worlds.every((it) => it !== undefined) ? worlds[0] : undefined;
}

function worldOf({ peers, toPorts, icmps }: CiliumItem): World | undefined {
  const [only, ...more] = peers;
  // Ports say that some service outside is meant.
  if (only === undefined || more.length > 0 || toPorts !== undefined || icmps !== undefined) return undefined;
  if (only.type === "entities") {
    const [entity, ...others] = only.entities;
    return entity?.value === "world" && others.length === 0 ? { at: entity.at, text: "world" } : undefined;
  }
  const blocks =
    only.type === "cidr"
      ? only.cidrs
      : only.type === "cidr-set"
        ? only.sets.map((it) => (it.except.length > 0 ? undefined : it.cidr))
        : [];
  const whole = blocks.filter((it) => it !== undefined && isWhole(it.value));
  const [first] = whole;
  if (first === undefined || whole.length !== blocks.length) return undefined;
  return { at: partOf(first.at, "value"), text: first.value };
}

function isWhole(text: string): boolean {
  const parsed = parseCidr(text);
  return parsed.ok && isWholeFamily(parsed.cidr);
}

/** True when a rule for the same pods, in sight, has anything inside the cluster among its peers. */
function reachesInside(subject: SubjectOf, view: View): boolean {
  return othersWith(view, subject, (policy) => view.allowances(policy).some(isForInside));
}

function isForInside({ by, anyPeer, workloads, ends }: Allowance): boolean {
  if (by.direction !== "egress" || by.verdict !== "allow") return false;
  return anyPeer || workloads.length > 0 || ends.some((it) => it.type === "entity" || it.type === "unseen-pods");
}
