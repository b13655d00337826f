/** Flows as JSON, in the form of the contract. */

import type { FlowList, Notice } from "../../ide/index.js";

export function jsonFlows({ workloads, flows }: FlowList, notices: readonly Notice[]): string {
  const spoken = notices.map(({ rule, file, message }) => ({
    ...(rule === undefined ? {} : { rule }),
    ...(file === undefined ? {} : { file }),
    message,
  }));
  return `${JSON.stringify({ version: 1, workloads, flows, notices: spoken }, null, 2)}\n`;
}
