/** NP1408: an address block whose text says more than the block: bits beyond its length, zeros in front. */

import { formatCidr, hostCidr, parseCidr } from "../../model/ip.js";
import type { BadValue } from "../../model/shape-problem.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { defineRule } from "../rule.js";
import { isNetworkPolicy, quoted, refusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1408",
  name: "non-canonical-cidr",
  title: "An address block with bits beyond its length",
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
    const text = quoted(problem.text ?? "", 34);
    return problem.refusedBy === undefined
      ? `${text} means the whole of ${quoted(network, 44)}`
      : `${text} is not written as the block it means: ${refusal(problem)}`;
  },
  note: ({ problem, network }) =>
    problem.refusedBy === undefined
      ? `What stands beyond the length is cut off.${isNetworkPolicy(problem.kind) ? " Kubernetes refuses such a policy from 1.36 on." : ""}`
      : `Kubernetes before 1.36 read it as ${quoted(network)}; since then parsing is strict, and only what is stored already is tolerated.`,

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
              title: `Write the one address \`${address}\``,
              edit: (editor) => editor.set(problem.at, address),
            },
    },
  },
});

/** The two blocks that may be meant: the network, and the address alone. */
function readingsOf({ text = "" }: BadValue): { network: string; address: string } | undefined {
  const parsed = parseCidr(text);
  if (!parsed.ok) return undefined;
  return { network: formatCidr(parsed.cidr), address: formatCidr(hostCidr(parsed.address)) };
}
