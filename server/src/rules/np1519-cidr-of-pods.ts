/** NP1519: an address block of a Cilium policy that lies in the pods' own network, where it matches nothing (CS-20). */

import type { Sourced } from "../base/source.js";
import { itemsOf } from "../model/cilium-policy.js";
import { contains, parseCidr } from "../model/ip.js";
import { defineRule } from "./rule.js";
import { quoted } from "./shape-words.js";

export default defineRule({
  code: "NP1519",
  name: "cidr-of-pods",
  title: "Pods named by their addresses",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-36"],

  *check({ object }, { settings }) {
    const networks = (settings.podCidrs ?? []).flatMap(readCidr);
    if (networks.length === 0 || object.type !== "cilium-policy") return;
    for (const item of object.specs.flatMap(itemsOf)) {
      const blocks = item.peers.flatMap((it): Sourced<string>[] => {
        if (it.type === "cidr") return [...it.cidrs];
        return it.type === "cidr-set" ? it.sets.flatMap(({ cidr }) => cidr ?? []) : [];
      });
      for (const { at, value } of blocks) {
        const inPods = readCidr(value).some((block) => networks.some((it) => contains(it, block)));
        if (inPods) yield { at, cidr: value, deny: item.deny };
      }
    }
  },

  message: ({ cidr, deny }) =>
    `${quoted(cidr, 43)} is of the pods' network, and no pod is ${deny ? "denied" : "admitted"} by its address`,
  note: () => "Cilium tells pods by their labels. Address blocks stand for what is outside the cluster.",
});

function readCidr(text: string) {
  const parsed = parseCidr(text);
  return parsed.ok ? [parsed.cidr] : [];
}
