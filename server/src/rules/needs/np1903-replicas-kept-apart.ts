/** NP1903: pods of a StatefulSet with a headless Service, whose policies do not let them reach each other. */

import { type NeededConnection, neededOf } from "../../analysis/needs.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { allowNeed } from "./allow-need.js";
import { refusedNeeds } from "./refused-needs.js";

/** Words in names of ports that only members of a cluster use with each other. */
const PEERS: ReadonlySet<string> = new Set([
  ...[
    "infinispan",
    "jgroups",
    "gossip",
    "memberlist",
    "cluster",
    "clustering",
    "peer",
    "peers",
    "raft",
    "serf",
    "epmd",
  ],
  ...["galera", "internode", "quorum", "election", "voters", "transport"],
]);

function isForPeers({ service, servicePort }: NeededConnection): boolean {
  const name = service?.object.ports.find((it) => it.port === servicePort)?.name;
  return name?.split("-").some((it) => PEERS.has(it)) ?? false;
}

export default defineRule({
  code: "NP1903",
  name: "replicas-kept-apart",
  title: "Replicas that cannot reach each other",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: [],

  *check(policy, view) {
    const refused = refusedNeeds(policy, view).filter((it) => it.need.caller === "replica");
    for (const it of refused) {
      const { to } = it.need;
      const own = refused.filter((other) => other.need.to === to);
      const told = own.filter(({ need }) => need.isTold);
      const known = own.filter(({ need }) => need.isTold === true || need.isDocumented === true);
      const asked = neededOf(to, view).filter((need) => need.caller === "replica");
      // If one of the ports is allowed, it is the one they need, unless they are configured with another.
      const isNone = asked.every((need) => own.some((other) => other.need.port === need.port));
      const said = isNone
        ? own
        : own.filter(({ need }) => known.some((other) => other.need === need) || isForPeers(need));
      if (said[0] !== it) continue;
      const isSure = told.length > 0 && areManifestsOfOneCluster(view) && it.sides.every((side) => side.hasRules);
      const ports = said.map((other) => other.need);
      yield { severity: isSure ? "warning" : "info", ...it, ports, isByName: !isNone } as const;
    }
  },

  message: ({ need, ports }) => {
    const shown = ports.slice(0, 3).map((it) => it.port);
    const more = ports.length > shown.length ? ` and ${ports.length - shown.length} more` : "";
    return `Replicas of ${quoted(need.to.name)} cannot reach each other on ${need.protocol} ${shown.join(", ")}${more}`;
  },
  note: ({ need, isByName }) =>
    need.isDocumented
      ? "By the documentation of what makes these pods, they need this port to find or copy each other. No rule allows that."
      : need.isTold
        ? "Its containers are configured with the names of the other replicas and this port. No rule allows that."
        : isByName
          ? "By its name, the port is for the replicas, but no rule allows them to reach it."
          : "A headless Service is usually for replicas to find each other, but no rule allows these pods to connect to each other.",
  related: ({ need }) => [
    {
      at: need.at,
      message: need.isDocumented
        ? `${need.by.kind} ${quoted(need.by.meta.name?.value ?? "")} has several pods`
        : need.isTold
          ? "the names of the other replicas are configured here"
          : "this headless Service selects them",
    },
  ],

  fixes: {
    allow: { safety: "changes-traffic", traffic: "opens", fix: (it, view) => allowNeed(it, view, it.ports) },
  },
});
