/** NP1615: a rule for pods of a namespace in which a policy restricts every pod and no rule allows the traffic. */

import { opposite } from "../../model/direction.js";
import { allowKeyOf, allowListOf } from "../../model/reading.js";
import { nameSite } from "../../model/scope.js";
import { type LabelSelector, selectorText } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { closedPeers } from "./closed-namespaces.js";

export default defineRule({
  code: "NP1615",
  name: "closed-namespace",
  title: "A rule for pods whose own policies deny the traffic",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-23"],

  *check(policy, view) {
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of closedPeers(policy, view)) {
      // Files without a namespace may be applied to different ones.
      if (!statesNamespace(policy) && policy.file !== it.closedBy.file) continue;
      // A chart in the namespace may bring policies of its own.
      const isSure = isOne && statesNamespace(it.closedBy) && view.areServicesKnown(it.peer.namespace);
      yield { severity: isSure ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ direction, peer, closedBy }) =>
    direction === "egress"
      ? `Pods in ${quoted(peer.namespace)} do not accept this: ${quoted(closedBy.name)} restricts ingress to all of them`
      : `Pods in ${quoted(peer.namespace)} cannot send this: ${quoted(closedBy.name)} restricts egress from all of them`,
  note: ({ direction, subjects, peer }) =>
    `Both sides must allow a connection. ${
      direction === "egress"
        ? `No ingress rule in ${peer.namespace} allows it from ${podsIn(subjects)}.`
        : `No egress rule in ${peer.namespace} allows it to ${podsIn(subjects)}.`
    }`,
  related: ({ direction, closedBy, peer }) => [
    {
      at: nameSite(closedBy),
      message: `${quoted(closedBy.name)} restricts ${opposite(direction)} ${direction === "egress" ? "to" : "from"} every pod in ${quoted(peer.namespace)}`,
    },
  ],

  fixes: {
    "allow-there": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ direction, subjects, peer, closedBy, part, traffic }) => {
        const other = opposite(direction);
        const { allowRule } = systemOf(closedBy.object).pieces;
        const labels = labelsOf(subjects.selector);
        const list = allowListOf(part, other);
        if (allowRule === undefined || labels === undefined || list?.rules.length === 0) return undefined;
        const rule = allowRule({
          namespace: peer.namespace,
          direction: other,
          traffic,
          peer: { labels, namespace: subjects.namespace },
        });
        return {
          title: `Allow this traffic in ${closedBy.name} too`,
          edit: (editor) => {
            if (list === undefined) editor.insert(part.at, allowKeyOf(part, other), [rule]);
            else editor.append(list.at, rule);
          },
        };
      },
    },
  },
});

function podsIn({
  namespace,
  selector,
}: {
  readonly namespace: string;
  readonly selector?: LabelSelector | undefined;
}) {
  const labels = selector === undefined ? "" : selectorText(selector);
  return labels === "" ? `pods in ${namespace}` : `${labels} pods in ${namespace}`;
}

/** Undefined if the selector has more than plain labels. */
function labelsOf(selector: LabelSelector | undefined): ReadonlyMap<string, string> | undefined {
  const asked = selector?.requirements ?? [];
  const plain = asked.flatMap(({ key, operator, values: [value, ...more] }): [string, string][] =>
    operator === "In" && value !== undefined && more.length === 0 ? [[key.value, value.value]] : [],
  );
  return plain.length === asked.length && plain.length > 0 ? new Map(plain) : undefined;
}
