/** NP2104: a group that a policy names and that has no members: what a rule says of them is said of nobody (A7, A18). */

import type { Site } from "../../base/source.js";
import { nearest } from "../../base/nearest.js";
import type { Policy } from "../../model/scope.js";
import { type Choice, type GroupObject, isGroup, rulesIn } from "../../systems/antrea/model.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { antreaPolicy } from "./antrea-rules.js";

export default defineRule({
  code: "NP2104",
  name: "group-without-members",
  title: "An Antrea group without members",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["antrea"],
  covers: ["A-7", "A-18"],

  *check(policy, view) {
    const object = antreaPolicy(policy);
    if (object === undefined) return;
    const groups = view.scope.resources.filter(isGroup);
    const { namespace } = policy;
    const named = [
      ...(object.appliedTo?.items ?? []).map((it) => ({ choice: it, denies: false, isSubject: true })),
      ...rulesIn(object).flatMap((rule) => [
        ...(rule.appliedTo?.items ?? []).map((it) => ({ choice: it, denies: false, isSubject: true })),
        ...(rule.peers?.items ?? []).map((it) => ({ choice: it, denies: rule.verdict === "deny", isSubject: false })),
      ]),
    ];
    for (const { choice, denies, isSubject } of named) {
      const why = whyEmpty(choice, isSubject, { groups, namespace });
      if (choice.group === undefined || why === undefined) continue;
      const effect = isSubject ? "selects no pods by it" : denies ? "denies nothing by it" : "allows nothing by it";
      yield { at: choice.group.at, group: choice.group.value, effect, ...why } as const;
    }
  },

  message: ({ group, says, effect, meant }) =>
    meant === undefined
      ? `The group ${quoted(group)} ${says}: the policy ${effect}`
      : `The group ${quoted(group)} ${says}; did you mean ${quoted(meant)}?`,
  note: () =>
    "Antrea accepts a policy with such a group, and a group without members matches nothing, also in rules that deny.",
  related: ({ place }) => (place === undefined ? [] : [{ at: place, message: "this is why" }]),

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ at, meant }) => writeText(at, meant) },
  },
});

interface Known {
  readonly groups: readonly GroupObject[];
  readonly namespace: Policy["namespace"];
}

interface Why {
  readonly severity: "warning" | "info";
  /** What follows the group's name. */
  readonly says: string;
  readonly place?: Site;
  readonly meant?: string;
}

function whyEmpty({ group }: Choice, isSubject: boolean, { groups, namespace }: Known): Why | undefined {
  if (group === undefined) return undefined;
  const own = groups.filter((it) => isOf(it, namespace));
  const found = own.find((it) => it.meta.name?.value === group.value);
  const kind = namespace === undefined ? "ClusterGroup" : "Group";
  if (found === undefined) {
    const other = groups.find((it) => it.meta.name?.value === group.value);
    if (other !== undefined) {
      const place = other.meta.name?.at;
      const says =
        other.kind === kind
          ? `is not in namespace ${quoted(namespace ?? "")}`
          : `is a ${other.kind}, and this policy looks for a ${kind}`;
      return { severity: "warning", says, ...(place === undefined ? {} : { place }) };
    }
    const meant = nearest(
      group.value,
      own.flatMap((it) => it.meta.name?.value ?? []),
    );
    return meant === undefined ? undefined : { severity: "warning", says: "is not in this workspace", meant };
  }
  if (!isSubject) return undefined;
  if (found.choice.ipBlocks !== undefined) {
    const place = found.choice.ipBlocks[0]?.at;
    return { severity: "warning", says: "holds addresses, not pods", ...(place === undefined ? {} : { place }) };
  }
  if (namespace !== undefined && found.choice.namespaceSelector !== undefined) {
    const says = "chooses pods of other namespaces";
    return { severity: "warning", says, place: found.choice.namespaceSelector.at };
  }
  return undefined;
}

/** Policies of a namespace see its Groups, those of the cluster ClusterGroups. */
function isOf({ kind, meta }: GroupObject, namespace: string | undefined): boolean {
  return namespace === undefined
    ? kind === "ClusterGroup"
    : kind === "Group" && (meta.namespace?.value ?? "default") === namespace;
}
