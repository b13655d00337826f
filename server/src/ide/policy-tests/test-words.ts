/** What is said of a policy test, and of one that does not pass. */

import type { End } from "../../engine/answers.js";
import { endId } from "../flows/flows.js";
import { endText } from "../words.js";
import type { TestResult } from "./policy-test.js";

/** With the cluster, where the workspace has several. */
export function testTitle({ name, scope }: TestResult): string {
  return scope === undefined ? name : `${name} [${scope}]`;
}

/** None for a test that passes. */
export function testLines({ failures, moreFailures, notes }: TestResult): readonly string[] {
  return [
    ...failures.flatMap(({ message, because, why }) => [
      message,
      ...(why ?? because.map((it) => `${it.policy} (${it.file}:${it.line + 1})`)).map((it) => `  ${it}`),
    ]),
    ...(moreFailures === 0 ? [] : [`and ${moreFailures} more`]),
    ...notes,
  ];
}

/** An end as tests name it; pods that no manifest shows in words. No Markdown: reports and VS Code show it as it is. */
export function plainEnd(end: End): string {
  return end.type === "unseen-pods" ? endText(end).replaceAll("`", "") : endId(end);
}
