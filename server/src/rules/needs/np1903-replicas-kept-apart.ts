/** NP1903: the pods of a StatefulSet with a headless Service, which their policies keep from each other. */

import { neededOf } from "../../analysis/needs.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { allowNeed } from "./allow-need.js";
import { refusedNeeds } from "./refused-needs.js";

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
      const ports = refused.filter((other) => other.need.to === to).map((other) => other.need);
      const asked = neededOf(to, view).filter((need) => need.caller === "replica");
      // Where one of the ports is allowed, that is the one they need.
      if (ports[0] === it.need && asked.every((need) => ports.some((other) => other.port === need.port)))
        yield { ...it, ports };
    }
  },

  message: ({ need, ports }) => {
    const shown = ports.slice(0, 3).map((it) => it.port);
    const more = ports.length > shown.length ? ` and ${ports.length - shown.length} more` : "";
    return `Replicas of ${quoted(need.to.name, 26)} cannot reach each other on ${need.protocol} ${shown.join(", ")}${more}`;
  },
  note: () =>
    "A headless Service is mostly there for replicas to find each other. A rule for other pods does not allow their own.",
  related: ({ need }) => [{ at: need.at, message: "a headless Service leads to them" }],

  fixes: {
    allow: { safety: "changes-traffic", traffic: "opens", fix: (it) => allowNeed(it, it.ports) },
  },
});
