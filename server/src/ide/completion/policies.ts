/** Whole policies, where a document begins. */

import type { HomeScope } from "./home.js";
import { type CompletionItem, plainSnippet, type SnippetSource } from "./item.js";
import type { TypedPlace } from "./typed-place.js";

/** Placeholder of a namespace in `snippets/`. */
const NAMESPACE = /\$\{(\d+):shop\}/g;

export function policyItems(
  { context, isEmpty, range, before }: TypedPlace,
  snippets: readonly SnippetSource[],
  home: readonly HomeScope[],
): CompletionItem[] {
  // Its lines begin at the margin, whatever is in front of the cursor.
  if (!isEmpty || context.flow || context.column > 0) return [];
  const namespace = namespaceHere(home);
  return snippets.map(({ title, kind, prefixes, description, body }) => {
    const lines = body.map((it) => it.replaceAll(NAMESPACE, (_, stop) => `\${${stop}:${plainSnippet(namespace)}}`));
    const snippet = `${before}${lines.join("\n")}\n`;
    const filter = `${prefixes.join(" ")} ${title}`;
    return { label: title, kind: "policy", detail: kind, doc: description, range, snippet, filter };
  });
}

/** The namespace that most workloads of the workspace are in. */
function namespaceHere(home: readonly HomeScope[]): string {
  const counts = new Map<string, number>();
  for (const { view } of home) {
    for (const { namespace } of view.scope.workloads) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most?.[0] ?? "default";
}
