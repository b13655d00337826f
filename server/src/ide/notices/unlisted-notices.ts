/** The notice about workloads beside a kustomization that does not list them, where policies of their namespace may be meant for them. */

import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { filesText } from "../words.js";

export function unlistedNotices({ scopes }: Snapshot): Notice[] {
  const found = new Map<string, { readonly name: string; readonly file?: string }>();
  for (const { unlisted = [], policies, workloads } of scopes) {
    const inUse = new Set(policies.map((it) => it.namespace));
    const known = new Set(workloads.map((it) => it.id));
    for (const { id, kind, name, namespace, file } of unlisted) {
      if (!inUse.has(namespace) || known.has(id)) continue;
      found.set(`${file ?? ""} ${id}`, { name: `\`${kind} ${name}\``, ...(file === undefined ? {} : { file }) });
    }
  }
  const [first, another] = [...found.values()];
  if (first === undefined) return [];
  const files = [...found.values()].flatMap(({ file }) => file ?? []);
  const message =
    another === undefined
      ? `${first.name} is not counted in flows: no kustomization lists its file`
      : `${found.size} workloads are not counted in flows: no kustomization lists their files`;
  return [{ message: files.length === 0 ? message : `${message} (${filesText(files)})` }];
}
