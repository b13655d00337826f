/**
 * Writes a text in an empty file as a user of completion would, and counts the keys: a suggestion is taken where it brings more
 * of the text than it costs. Keys are letters, Enter, Tab, arrows and Ctrl+Space; what the editor writes by itself is free.
 */

export interface Suggestion {
  readonly label: string;
  readonly filterText?: string;
  readonly sortText?: string;
  readonly insertTextFormat?: number;
  readonly textEdit: { readonly newText: string; readonly range: { readonly start: { readonly character: number } } };
}

/** Suggestions with the cursor at the end of a text. */
export type Ask = (text: string) => Promise<readonly Suggestion[]>;

export interface Counted {
  readonly keys: number;
  /** Labels of what was taken, in order. */
  readonly taken: readonly string[];
}

interface Step {
  readonly keys: number;
  readonly length: number;
  readonly label: string;
}

const SNIPPET = 2;

/** @param target Without comments: those that a suggestion brings are left away. */
export async function countKeys(target: string, ask: Ask): Promise<Counted> {
  let at = 0;
  let keys = 0;
  const taken: string[] = [];
  while (at < target.length) {
    const typed = target.slice(0, at);
    const step = best(target, at, await ask(typed));
    // Letters, spaces and quotes open the list; elsewhere it is asked for.
    const asks = /[\w "']$/.test(typed) && !/\n *$/.test(typed) ? 0 : 1;
    if (step !== undefined && step.length > step.keys + asks) {
      keys += step.keys + asks;
      at += step.length;
      taken.push(step.label);
    } else {
      const [own, length] = byHand(target, at);
      keys += own;
      at += length;
    }
  }
  return { keys, taken };
}

function best(target: string, at: number, suggestions: readonly Suggestion[]): Step | undefined {
  const line = target.slice(target.lastIndexOf("\n", at - 1) + 1, at);
  const sorted = suggestions.toSorted((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
  let found: Step | undefined;
  for (const suggestion of sorted) {
    const { label, insertTextFormat, textEdit } = suggestion;
    const behind = line.length - textEdit.range.start.character;
    const start = at - behind;
    const filled = fill(target.slice(start), textEdit.newText, insertTextFormat === SNIPPET);
    const keys = keysToChoose(suggestion, sorted, line.slice(line.length - behind));
    if (filled === undefined || keys === undefined || start + filled.length <= at) continue;
    const step = { keys: keys + filled.keys, length: start + filled.length - at, label };
    if (found === undefined || step.length - step.keys > found.length - found.keys) found = step;
  }
  return found;
}

/** Letters of its name that narrow the list, then arrows, then Enter: the fewest. Undefined where the list does not show it. */
function keysToChoose(wanted: Suggestion, sorted: readonly Suggestion[], word: string): number | undefined {
  const name = nameOf(wanted);
  const known = word.toLowerCase();
  if (!name.startsWith(known)) return undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (let letters = 0; letters < fewest && known.length + letters <= name.length; letters++) {
    const typed = name.slice(0, known.length + letters);
    const downs = sorted.filter((it) => nameOf(it).startsWith(typed)).indexOf(wanted);
    fewest = Math.min(fewest, letters + downs + 1);
  }
  return fewest;
}

function nameOf({ filterText, label }: Suggestion): string {
  return (filterText ?? label).toLowerCase();
}

/** How much of the text a suggestion is, and the keys for its places; undefined where it says something else. */
function fill(text: string, body: string, isSnippet: boolean): { length: number; keys: number } | undefined {
  const places: (string | undefined)[] = [];
  const plain = body.replace(/^[ \t]*#.*\n/gm, "").replace(/[ \t]+#[^\n]*$/gm, "");
  const parts = isSnippet ? plain.split(/(\$\{\d+:[^}]*\}|\$\{\d+\|[^}]*\|\}|\$\{?\d+\}?)/) : [plain];
  const pattern = parts.map((part, index) => {
    if (index % 2 === 0)
      return (isSnippet ? part.replace(/\\([$}\\])/g, "$1") : part).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    places.push(/:([^}]*)\}$/.exec(part)?.[1] ?? /\|([^,|]*)/.exec(part)?.[1]);
    return "([^\\n]*?)";
  });
  // The last place ends where its line does.
  const found = new RegExp(`^${pattern.join("")}${parts.at(-1) === "" ? "(?=\\n|$)" : ""}`).exec(text);
  if (found === null) return undefined;
  const keys = places.reduce((sum, given, index) => {
    const wanted = found[index + 1] ?? "";
    return sum + 1 + (wanted === given ? 0 : wanted.length);
  }, 0);
  return { length: found[0].length, keys };
}

/** One key: a letter, or Enter with the indentation that an editor gives; other indentations cost what differs, in tabs. */
function byHand(target: string, at: number): readonly [keys: number, length: number] {
  if (target[at] !== "\n") return [1, 1];
  const line = target.slice(target.lastIndexOf("\n", at - 1) + 1, at);
  const own = /^ */.exec(line)?.[0].length ?? 0;
  const given = /[:-]\s*$/.test(line) ? own + 2 : own;
  const wanted = /^\n( *)/.exec(target.slice(at))?.[1]?.length ?? 0;
  return [1 + Math.ceil(Math.abs(given - wanted) / 2), 1 + wanted];
}
