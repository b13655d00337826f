/** NP1524: expressions for method, path and host that compile, but do not mean what they seem to (CS-34). */

import type { Sourced } from "../../base/source.js";
import { httpLists } from "./http-lists.js";
import { httpSlip, type HttpField, type HttpSlip } from "./http-slips.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule, type Finding } from "../rule.js";

const FIELDS: readonly HttpField[] = ["method", "path", "host"];

type Slip = Finding & HttpSlip;

export default defineRule({
  code: "NP1524",
  name: "http-expression-slip",
  title: "A regular expression that does not mean what it seems to",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  dependsOn: "rule",
  refused: "checked",
  covers: ["CP-46"],

  *check(policy): Iterable<Slip> {
    for (const rule of httpLists(policy).flatMap((it) => it.rules)) {
      for (const field of FIELDS) {
        const written: Sourced<string> | undefined = rule[field];
        const slip = written === undefined ? undefined : httpSlip(field, written.value);
        if (written !== undefined && slip !== undefined) yield { at: written.at, ...slip };
      }
    }
  },

  message: ({ says }) => says,
  note: ({ because }) => because,

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ at, instead }) => writeText(at, instead) },
  },
});
