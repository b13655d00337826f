/** NP1418: a set of addresses by a name that is a slip of one that is there. */

import { nearest } from "../../base/nearest.js";
import { peersOf, rulesOf } from "../../model/reading.js";
import { systemOf } from "../../systems/kinds.js";
import { writeText } from "../evidence/fix-offers.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1418",
  name: "unresolved-group",
  title: "A group of addresses by a name that none has",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: [],

  *check(policy, view) {
    const system = systemOf(policy.object);
    const severity = areManifestsOfOneCluster(view) ? "warning" : "info";
    for (const peer of rulesOf(policy.reading).flatMap(peersOf)) {
      if (peer.type !== "group" || peer.name === undefined) continue;
      const { value: name, at } = peer.name;
      const groups = view.scope.resources.filter((it) => it.system === system.id);
      const names = groups.flatMap((it) => it.meta.name?.value ?? []);
      // Groups may be made elsewhere: only a name that is nearly one of these tells.
      const near = names.includes(name) ? undefined : nearest(name, names);
      if (near === undefined) continue;
      const group = groups.find((it) => it.meta.name?.value === near);
      yield { at, severity, name, near, of: system.words.group ?? "group", group } as const;
    }
  },

  message: ({ name, near, of }) =>
    `No ${of} in this workspace is named ${quoted(name, 22)}; did you mean ${quoted(near, 22)}?`,
  note: () => "A group that does not exist is not an error: the rule stands for no address until somebody makes it.",
  related: ({ group, of }) =>
    group?.meta.name === undefined ? [] : [{ at: group.meta.name.at, message: `the ${of} that is there` }],

  fixes: {
    correct: { safety: "changes-traffic", traffic: "opens", fix: ({ at, near }) => writeText(at, near) },
  },
});
