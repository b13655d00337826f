/** NP1517: a name of the cluster's own Services under `toFQDNs`, which matches no address inside the cluster. */

import { textOf } from "./dns-names.js";
import { namedServices, nameEnds } from "./cluster-names.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1517",
  name: "fqdn-of-cluster-service",
  title: "A Service of the cluster allowed by its name",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-32"],

  check: namedServices,

  message: ({ name }) =>
    `${quoted(textOf(name), 40)} is not reached: \`toFQDNs\` matches no address inside the cluster`,
  note: () =>
    "Pods and nodes keep their own identity whatever name leads to them; names stand for addresses outside the cluster alone.",

  fixes: {
    "name-pods": { safety: "changes-traffic", fix: nameEnds },
  },
});
