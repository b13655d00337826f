/** NP1514: an allow rule of which a deny rule for the same pods takes everything. */

import { partOf, type Site } from "../../base/source.js";
import { includes, isAll, isEmpty, type Traffic, union } from "../../engine/traffic.js";
import type { Allowance, RuleRef } from "../../systems/written.js";
import type { View } from "../../analysis/view.js";
import { itemsOf } from "../../systems/cilium/model.js";
import { isWithin } from "../evidence/granted-blocks.js";
import { isOneCluster } from "../evidence/one-cluster.js";
import { isCovered, isSubjectWithin, type PeerAtom, peerAtoms } from "./peer-coverage.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";

export default defineRule({
  code: "NP1514",
  name: "allow-under-deny",
  title: "An allow rule that a deny rule takes back",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-23"],

  *check(policy, view) {
    const denials = view.memo(denialsIn);
    // Files that cannot all be in one cluster tell nothing of each other.
    const near = isOneCluster(view) ? denials : denials.filter((it) => it.ref.policy.file === policy.file);
    if (near.length === 0 || view.isRefused(policy)) return;
    for (const allowance of view.allowances(policy)) {
      const { by } = allowance;
      const subject = by.verdict === "allow" ? subjectOf(by) : undefined;
      if (subject === undefined) continue;
      const denial = near.find((it) => takesAll(it, allowance, subject, view));
      if (denial !== undefined) yield { at: placeOf(by), by, denial };
    }
  },

  message: ({ by, denial }) => {
    const { policy } = denial.ref;
    const who = policy === by.policy ? "a deny rule of the policy" : `a deny rule of ${quoted(policy.name, 30)}`;
    return `This rule admits nothing: ${who} refuses all of it to the same pods`;
  },
  note: () => "A deny rule wins over every allow rule, however narrow the allow rule is and wherever it stands.",
  related: ({ denial }) => [{ at: placeOf(denial.ref), message: "this refuses it" }],
});

interface Denial {
  readonly ref: RuleRef;
  readonly subject: SubjectOf;
  readonly peers: readonly PeerAtom[];
  readonly traffic: Traffic;
}

function denialsIn(view: View): readonly Denial[] {
  return view.scope.policies
    .filter(
      ({ object }) => object.system === "cilium" && object.specs.some((it) => itemsOf(it).some((item) => item.deny)),
    )
    .filter((it) => !view.isRefused(it))
    .flatMap((it) => view.allowances(it))
    .flatMap(({ by, traffic }): Denial[] => {
      const subject = by.verdict === "deny" ? subjectOf(by) : undefined;
      return subject === undefined ? [] : [{ ref: by, subject, peers: peerAtoms(by), traffic }];
    });
}

function takesAll({ ref, subject, peers, traffic }: Denial, allowance: Allowance, own: SubjectOf, view: View): boolean {
  if (ref.direction !== allowance.by.direction) return false;
  const admitted = allowance.conditional.reduce((acc, it) => union(acc, it.traffic), allowance.traffic);
  if (isEmpty(admitted) && allowance.namedPorts.length === 0) return false;
  if (!includes(traffic, admitted) || (allowance.namedPorts.length > 0 && !isAll(traffic))) return false;
  const atoms = peerAtoms(allowance.by);
  if (atoms.length === 0 || !atoms.every((it) => isCovered(it, peers))) return false;
  return isSubjectWithin(own, subject) || isWithin(own, subject, view);
}

/** The subject of the spec that the rule stands in. */
function subjectOf(ref: RuleRef): SubjectOf | undefined {
  const { policy } = ref;
  const rule = ref.rule;
  return subjectsOf(policy).find(
    ({ spec }) => spec === undefined || itemsOf(spec).some((it) => it.at.node === rule.at.node),
  );
}

/** The key of the rule that says the most of it: its peers, else its ports. */
function placeOf(ref: RuleRef): Site {
  const { at } = ref;
  const rule = ref.rule;
  const first = "list" in rule ? (rule.peers[0]?.at ?? rule.toPorts?.at) : (rule.peers?.at ?? rule.ports?.at);
  return first === undefined ? at : partOf(first, "key");
}
