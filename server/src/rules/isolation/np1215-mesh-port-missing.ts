/** NP1215: pods of an ambient mesh between which the application's port is allowed, and the mesh's is not. */

import { HBONE_PORT } from "../../analysis/ambient-mesh.js";
import { partOf } from "../../base/source.js";
import { nameSite } from "../../model/scope.js";
import { allowPortToo } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { rulesWithoutMeshPort } from "./mesh-ports.js";

export default defineRule({
  code: "NP1215",
  name: "mesh-port-missing",
  title: "Pods of an ambient mesh without the mesh's port",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-54"],

  *check(policy, view) {
    for (const it of rulesWithoutMeshPort(policy, view)) {
      yield { at: partOf(it.list.at, "key"), policy, ...it };
    }
  },

  message: ({ direction, pod, peer }) => {
    const [from, to] = direction === "ingress" ? [peer, pod] : [pod, peer];
    return `${quoted(from.name)} connects to ${quoted(to.name)} on TCP ${HBONE_PORT}, which is not allowed`;
  },
  note: () =>
    `Both are in Istio's ambient mesh. Whatever port the client asks for, the connection goes over TCP ${HBONE_PORT} (HBONE), and policies see that port alone. Say in an AuthorizationPolicy which ports a client may use.`,
  related: ({ peer }) => [{ at: nameSite(peer), message: `${quoted(peer.name)} is in the mesh too` }],

  fixes: {
    "allow-port": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, list }) => allowPortToo(policy, list, HBONE_PORT),
    },
  },
});
