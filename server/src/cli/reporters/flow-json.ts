/** Flows as JSON, in the form of the contract. */

import type { FlowList, Notice } from "../../ide/index.js";

/** In pieces: a large cluster's list is hundreds of megabytes, too much to hold as one text. */
export function* jsonFlows({ workloads, flows }: FlowList, notices: readonly Notice[]): Iterable<string> {
  const spoken = notices.map(({ rule, file, message, unread, ignored }) => ({
    ...(rule === undefined ? {} : { rule }),
    ...(file === undefined ? {} : { file }),
    message,
    ...(unread === undefined ? {} : { unread }),
    ...(ignored === undefined ? {} : { ignored }),
  }));
  yield '{\n  "version": 1,\n';
  yield* list("workloads", workloads);
  yield ",\n";
  yield* list("flows", flows);
  yield ",\n";
  yield* list("notices", spoken);
  yield "\n}\n";
}

/** An entry of the outermost object, as `JSON.stringify` writes it with two blanks a level. */
function* list(key: string, items: readonly unknown[]): Iterable<string> {
  if (items.length === 0) {
    yield `  ${JSON.stringify(key)}: []`;
    return;
  }
  yield `  ${JSON.stringify(key)}: [\n`;
  for (const [index, item] of items.entries()) {
    yield `    ${JSON.stringify(item, null, 2).replaceAll("\n", "\n    ")}${index + 1 < items.length ? "," : ""}\n`;
  }
  yield "  ]";
}
