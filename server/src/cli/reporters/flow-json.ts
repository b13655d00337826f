/** Flows as JSON, in the form of the contract. */

import type { FlowList, Notice, Summary } from "../../ide/index.js";

export interface AboutFlows {
  readonly notices: readonly Notice[];
  readonly summary: Summary;
}

export function jsonFlows({ workloads, flows }: FlowList, { notices }: AboutFlows): string {
  const spoken = notices.map(({ rule, file, message }) => ({
    ...(rule === undefined ? {} : { rule }),
    ...(file === undefined ? {} : { file }),
    message,
  }));
  return `${JSON.stringify({ version: 1, workloads, flows, notices: spoken }, null, 2)}\n`;
}
