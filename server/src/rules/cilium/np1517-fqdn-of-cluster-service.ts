/** NP1517: the name of a cluster Service in `toFQDNs`, which matches no addresses inside the cluster. */

import { textOf } from "./dns-names.js";
import { namedServices, nameEnds } from "./cluster-names.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1517",
  name: "fqdn-of-cluster-service",
  title: "A cluster Service allowed by its DNS name",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-32"],

  check: namedServices,

  message: ({ name }) =>
    `${quoted(textOf(name))} cannot be reached: \`toFQDNs\` matches no addresses inside the cluster`,
  note: () =>
    "DNS names only match addresses outside the cluster. Pods and nodes keep their own identity, whatever name resolves to them.",

  fixes: {
    "name-pods": { safety: "changes-traffic", fix: nameEnds },
  },
});
