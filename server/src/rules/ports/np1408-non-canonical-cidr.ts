/** NP1408: a CIDR block that is not in canonical form: host bits set, leading zeros. */

import { formatCidr, hostCidr, parseCidr } from "../../model/ip.js";
import type { BadValue } from "../../model/shape-problem.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { defineRule } from "../rule.js";
import { isNetworkPolicy, quoted, refusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1408",
  name: "non-canonical-cidr",
  title: "A CIDR block that is not in canonical form",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-40", "KV-8"],

  *check(problem) {
    if (!isReportedBy("non-canonical-cidr", problem)) return;
    const readings = readingsOf(problem);
    if (readings === undefined) return;
    yield {
      at: problem.at,
      severity: problem.refusedBy === undefined ? ("info" as const) : ("error" as const),
      problem,
      ...readings,
    };
  },

  message: ({ problem, network }) => {
    const text = quoted(problem.text ?? "");
    return problem.refusedBy === undefined
      ? `${text} means all of ${quoted(network)}`
      : `${text} is not in canonical form: ${refusal(problem)}`;
  },
  note: ({ problem, network }) =>
    problem.refusedBy === undefined
      ? `Bits after the prefix length are ignored.${isNetworkPolicy(problem) ? " Kubernetes 1.36 and later reject such a policy." : ""}`
      : `Kubernetes before 1.36 reads it as ${quoted(network)}. Later versions accept it only in objects that are already stored.`,

  fixes: {
    "write-network": {
      safety: "changes-traffic",
      fix: ({ problem, network }) => ({
        title: `Write the network \`${network}\``,
        edit: (editor) => editor.set(problem.at, network),
      }),
    },
    "write-address": {
      safety: "changes-traffic",
      fix: ({ problem, network, address }) =>
        network === address
          ? undefined
          : {
              title: `Write the single address \`${address}\``,
              edit: (editor) => editor.set(problem.at, address),
            },
    },
  },
});

/** The two blocks that may be meant: the network, or only the address. */
function readingsOf({ text = "" }: BadValue): { network: string; address: string } | undefined {
  const parsed = parseCidr(text);
  if (!parsed.ok) return undefined;
  return { network: formatCidr(parsed.cidr), address: formatCidr(hostCidr(parsed.address)) };
}
