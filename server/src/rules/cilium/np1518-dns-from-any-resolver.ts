/** NP1518: DNS rules towards any server, so that whoever answers decides which addresses a name has. */

import { partOf, type Site } from "../../base/source.js";
import { rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { CiliumItem } from "../../systems/cilium/model.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { dnsLists } from "./dns-names.js";
import { dnsPeers } from "../../systems/cilium/scaffolds.js";
import { anyPolicyForSamePods } from "../evidence/subjects.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1518",
  name: "dns-from-any-resolver",
  title: "DNS answers from any server are believed",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-33"],

  *check(policy, view) {
    for (const subject of ciliumSubjects(policy)) {
      for (const item of subject.spec.egress?.items ?? []) {
        const at = dnsLists(item).length === 0 ? undefined : openTo(item);
        if (at === undefined) continue;
        // Without names to feed, the answers decide nothing; those of one pod count for the others of its node.
        if (!view.scope.policies.some(namesPeers)) continue;
        const feeds = anyPolicyForSamePods(view, subject, namesPeers);
        yield { at, severity: feeds ? "warning" : "info", item, feeds, dns: view.settings.dns };
      }
    }
  },

  message: ({ feeds }) =>
    feeds
      ? "Any DNS server may answer these queries, and its answers decide what `toFQDNs` lets through"
      : "Any DNS server may answer these queries, and its answers count for other pods of the node",
  note: () =>
    "Cilium believes each answer that passes its proxy: a pod that asks a server of its own can give any address an allowed name.",

  fixes: {
    "ask-cluster-dns": {
      safety: "changes-traffic",
      fix: ({ item, dns }) =>
        item.peers.length > 0
          ? undefined
          : {
              title: `Admit queries to ${[...dns.labels.values()].join(" ")} in ${dns.namespace} alone`,
              edit: (editor) => editor.insert(item.at, "toEndpoints", dnsPeers(dns)),
            },
    },
  },
});

/** Where the item says that any server will do: its list of ports, when it names no peer, or the entity. */
function openTo({ peers, toPorts }: CiliumItem): Site | undefined {
  if (peers.length === 0) return toPorts === undefined ? undefined : partOf(toPorts.at, "key");
  for (const it of peers) {
    const entity =
      it.type === "entities" ? it.entities.find(({ value }) => value === "all" || value === "world") : undefined;
    if (entity !== undefined) return entity.at;
  }
  return undefined;
}

/** True for a policy with rules for DNS names. */
function namesPeers({ reading }: Policy): boolean {
  return rulesOf(reading).some((rule) => rule.peers.some(({ peers }) => peers.some((it) => it.type === "name")));
}
