/** Selectors in Cilium policies (B.1.2): which fault the schema refuses, which the agent. */

import type { RefusedBy } from "../../../model/shape-problem.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { SCHEMA, type CiliumProblems } from "./problems.js";
import { field } from "../../../decode/read.js";
import { checkSelector } from "../../../decode/selector.js";

/**
 * The schema has a pattern for the values of `matchLabels` and a list of operators; keys, and what belongs to which
 * operator, are left to the agent.
 *
 * @param agent Who refuses what the schema does not look at; undefined where nobody does.
 */
export function checkCiliumSelector(
  problems: CiliumProblems,
  selector: YamlNode,
  path: string,
  agent: RefusedBy | undefined,
): void {
  const matchLabels = field(selector, "matchLabels");
  const inSchema = new Set(matchLabels?.kind === "map" ? matchLabels.entries().map((it) => it.value.place) : []);
  const found = checkSelector(selector, { kind: "", path, refusedBy: "agent", stripSource: true });
  for (const problem of found) {
    if (problem.type !== "bad-value") continue;
    const { check, reason, at, text, allowed, related, instead } = problem;
    const bySchema = reason === "operator" || (reason === "label-value" && inSchema.has(at.node));
    const refusedBy = bySchema ? SCHEMA : agent;
    if (refusedBy === undefined) continue;
    problems.add(check, reason, problem.path, at, refusedBy, {
      ...(text === undefined ? {} : { text }),
      ...(allowed === undefined ? {} : { allowed }),
      ...(related === undefined ? {} : { related }),
      ...(instead === undefined ? {} : { instead }),
    });
  }
}
