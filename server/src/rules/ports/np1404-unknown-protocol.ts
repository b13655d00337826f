/** NP1404: a protocol that the policy API does not know by this name. */

import { defineRule } from "../rule.js";
import { afterRefusal, isCilium, oneOf, quoted, refusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1404",
  name: "unknown-protocol",
  title: "A protocol that the API does not know",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-15", "CP-4", "CV-26"],

  *check(problem) {
    if (problem.type !== "bad-value") return;
    const { check, reason } = problem;
    if (check !== "KV-15" && (check !== "CV-26" || (reason !== "protocol" && reason !== "icmp"))) return;
    const icmp = /^icmp/i.test(problem.text ?? "");
    yield { at: problem.at, problem, icmp };
  },

  message: ({ problem, icmp }) => {
    const text = quoted(problem.text ?? "", 20);
    if (icmp) {
      const where = isCilium(problem.kind) ? "; ICMP goes into `icmps`" : ", which has no say over ICMP";
      return `${text} is no protocol of a port${where}: ${refusal(problem)}`;
    }
    if (problem.instead !== undefined) {
      return `${text} is no protocol, ${quoted(problem.instead)} is: ${refusal(problem)}`;
    }
    return `${text} is no protocol that ports have: ${refusal(problem)}`;
  },
  note: ({ problem }) => `Protocols are ${oneOf(problem.allowed ?? [])}, in capitals. ${afterRefusal(problem)}`,

  fixes: {
    correct: {
      title: ({ problem }) => `Write \`${problem.instead ?? ""}\``,
      safety: "changes-traffic",
      when: ({ problem }) => problem.instead !== undefined,
      edit: (editor, { problem }) => {
        if (problem.instead !== undefined) editor.set(problem.at, problem.instead);
      },
    },
  },
});
