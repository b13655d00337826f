/** Reads a file of snippets: the whole policies that are shipped, and offered where a document begins. */

/** As VS Code reads such a file. https://code.visualstudio.com/docs/editing/userdefinedsnippets */
interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

/** A whole policy, with the placeholders of snippets in its lines. */
export interface InstalledSnippet {
  readonly title: string;
  /** Of the object that it writes. */
  readonly kind: string;
  /** Words by which it is found. */
  readonly prefixes: readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

/** @param json The text of the file. */
export function snippetsIn(json: string): readonly InstalledSnippet[] {
  const snippets = JSON.parse(json) as Record<string, Snippet>;
  return Object.entries(snippets).map(([title, { prefix, description, body }]) => {
    const kind = body.find((it) => it.startsWith("kind: "))?.slice("kind: ".length) ?? "";
    return { title, kind, prefixes: [prefix, kind], description, body };
  });
}
