/** NP1418: the name of a CIDR group that is a near miss of one that exists. */

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
  title: "A CIDR group that does not exist",
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
      // Groups may be created elsewhere, so only a near miss is reported.
      const near = names.includes(name) ? undefined : nearest(name, names);
      if (near === undefined) continue;
      const group = groups.find((it) => it.meta.name?.value === near);
      yield { at, severity, name, near, of: system.words.group ?? "group", group } as const;
    }
  },

  message: ({ name, near, of }) => `No ${of} in this workspace is named ${quoted(name)}; did you mean ${quoted(near)}?`,
  note: () => "A group that does not exist is not an error: the peer matches nothing until the group is created.",
  related: ({ group, of }) =>
    group?.meta.name === undefined ? [] : [{ at: group.meta.name.at, message: `the ${of} that exists` }],

  fixes: {
    correct: { safety: "changes-traffic", traffic: "opens", fix: ({ at, near }) => writeText(at, near) },
  },
});
