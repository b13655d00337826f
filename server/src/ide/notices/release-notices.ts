/** Notices about releases whose pods are known only in part: values that are not in this workspace, and post-renderers. */

import type { UnreadPart } from "../../model/pod-source.js";
import type { UnseenPods } from "../../model/scope.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { filesText, listText } from "../words.js";

/** One for each of the two. */
export function releaseNotices(snapshot: Snapshot): Notice[] {
  const values = new Map<string, UnseenPods>();
  const rewritten = new Map<string, UnseenPods>();
  for (const it of snapshot.scopes.flatMap((scope) => scope.unseen)) {
    const key = `${it.file ?? ""} ${it.because}`;
    if (it.unread?.some((part) => typeof part === "object") === true) values.set(key, it);
    if (it.unread?.some((part) => typeof part === "string") === true) rewritten.set(key, it);
  }
  return [
    ...noticeOf([...values.values()], {
      one: ({ because, unread = [] }) =>
        `Not all values of \`${because}\` are known: ${sourcesText(unread)} cannot be read`,
      many: (count) =>
        `${count} releases take values from objects that cannot be read, so their pods are only partly known`,
    }),
    ...noticeOf([...rewritten.values()], {
      one: ({ because }) =>
        `\`${because}\` has \`postRenderers\` that are not applied, so its pods are only partly known`,
      many: (count) =>
        `${count} releases have \`postRenderers\` that are not applied, so their pods are only partly known`,
    }),
  ];
}

interface Words {
  readonly one: (release: UnseenPods) => string;
  readonly many: (count: number) => string;
}

function noticeOf(releases: readonly UnseenPods[], { one, many }: Words): Notice[] {
  const [first, another] = releases;
  if (first === undefined) return [];
  const files = releases.flatMap(({ file }) => file ?? []);
  const where = files.length === 0 ? "" : ` (${filesText(files)})`;
  return [{ message: `${another === undefined ? one(first) : many(releases.length)}${where}` }];
}

function sourcesText(unread: readonly UnreadPart[]): string {
  // A release may read several keys of one object.
  const objects = new Set(unread.flatMap((it) => (typeof it === "string" ? [] : `${it.kind} \`${it.name}\``)));
  return listText([...objects], 4);
}
