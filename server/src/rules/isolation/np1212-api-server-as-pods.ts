/** NP1212: the API server named as pods of a namespace, which it is not. */

import { portsOf } from "../../model/reading.js";
import { SERVICE_NAMESPACE, apiServerPeers } from "./api-server-peers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { portWords } from "../words/words.js";
export default defineRule({
  code: "NP1212",
  name: "api-server-as-pods",
  title: "The API server as pods of a namespace",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-44"],

  check: apiServerPeers,

  message: ({ label, rule }) => {
    const what =
      label === undefined
        ? `namespace ${quoted(SERVICE_NAMESPACE)} on ${portWords(portsOf(rule))}`
        : quoted(label.values[0]?.value ?? "", 20);
    return rule.direction === "egress"
      ? `No selector matches the API server: ${what} does not let pods reach it`
      : `No selector matches the API server: ${what} does not allow its calls`;
  },
  note: ({ rule }) =>
    rule.direction === "ingress"
      ? "The API server runs on the network of its nodes or outside the cluster. A rule for the port without peers allows its calls; in a Cilium policy the entities `kube-apiserver` and `remote-node` do."
      : "The API server runs on the network of its nodes or outside the cluster, and the Service `kubernetes` leads there. A block with those addresses, on the port behind the Service (often 6443), lets pods reach it; in a Cilium policy the entity `kube-apiserver` does.",
});
