/** NP1215: a rule between pods in a mesh that allows the application's port, but not the port of the mesh. */

import type { MeshName } from "../../analysis/meshes.js";
import { partOf } from "../../base/source.js";
import { nameSite } from "../../model/scope.js";
import { allowPortToo } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { rulesWithoutMeshPort } from "./mesh-ports.js";

const NOTES: Readonly<Record<MeshName, string>> = {
  ambient:
    "Both are in Istio's ambient mesh. Whatever port the client connects to, the mesh uses TCP 15008 (HBONE), and policies see only that port. Use an AuthorizationPolicy to restrict the application's ports.",
  linkerd:
    "Both have Linkerd's proxy. Whatever port the client connects to, the proxies use TCP 4143, and policies see only that port. Use an AuthorizationPolicy of Linkerd to restrict the application's ports.",
};

export default defineRule({
  code: "NP1215",
  name: "mesh-port-missing",
  title: "Rules between pods of a mesh without the port of the mesh",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: ["KP-54"],

  *check(policy, view) {
    for (const it of rulesWithoutMeshPort(policy, view)) {
      yield { at: partOf(it.list.at, "key"), policy, ...it };
    }
  },

  message: ({ direction, mesh: { port }, pod, peer }) => {
    const [from, to] = direction === "ingress" ? [peer, pod] : [pod, peer];
    return `${quoted(from.name)} cannot connect to ${quoted(to.name)}: in the mesh it uses TCP ${port}, which is not allowed`;
  },
  note: ({ mesh: { name } }) => NOTES[name],
  related: ({ peer }) => [{ at: nameSite(peer), message: `${quoted(peer.name)} is in the mesh too` }],

  fixes: {
    "allow-port": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, list, mesh }) => allowPortToo(policy, list, mesh.port),
    },
  },
});
