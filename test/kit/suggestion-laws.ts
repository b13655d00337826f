/**
 * What holds for every suggestion at a place, whatever is typed there: taken, it makes no text that is wrong, brings nothing
 * that is there already, and says a name that the workspace has; and what is required comes first.
 */

import { installedSnippets } from "../../server/src/node/snippets.js";
import { type CompletionItem, type Diagnostic, withoutStops, type Workspace } from "../../server/src/ide/index.js";
import { type Files, putAll, workspaceOf } from "./analyse.js";
import type { Stop } from "./typist.js";

/** A law that does not hold, with what was suggested. */
export interface Broken {
  readonly law: string;
  readonly label: string;
}

/** Kinds whose label is a name of the workspace. */
const NAMES: ReadonlySet<CompletionItem["kind"]> = new Set(["label", "namespace", "port", "service", "name"]);
/** What every cluster has, whatever its manifests say. */
const EVERYWHERE: ReadonlySet<string> = new Set(["default", "kube-system", "kubernetes.io/metadata.name"]);
/** What says that nothing is there yet where a suggestion has made a place for it. */
const STILL_EMPTY =
  /\bnull\b|\bis missing\b|\brequires\b|\bis empty\b|\bhas no\b|\bno peer\b|\bat least (1|one) item\b/i;

/** Looks at all that is suggested while a file of a workspace is typed. */
export class SuggestionJudge {
  readonly #files: Files;
  readonly #path: string;
  readonly #typed: Workspace;
  readonly #taken: Workspace;
  readonly #others: string;

  constructor(files: Files, path: string) {
    this.#files = new Map([...files, [path, ""]]);
    this.#path = path;
    this.#typed = workspaceOf(this.#files);
    this.#taken = workspaceOf(this.#files);
    this.#others = [...files].flatMap(([file, text]) => (file === path ? [] : [text])).join("\n");
  }

  /** @param offered In the order in which they are shown; those that VS Code leaves out because of what is typed are not looked at. */
  judge({ text, cursor }: Stop, offered: readonly CompletionItem[]): readonly Broken[] {
    putAll(this.#typed, new Map([[this.#path, text]]));
    const before = problemsOf(this.#typed.diagnostics(this.#path));
    const shown = offered.filter((it) => isShown(it, text.slice(it.range.start, cursor)));
    const results = new Map<string, string>();
    const broken: Broken[] = [];
    for (const item of shown) {
      const { label, range, snippet, kind, detail } = item;
      const say = (law: string): void => void broken.push({ law, label });
      const after = `${text.slice(0, range.start)}${withoutStops(snippet)}${text.slice(range.end)}`;
      const same = results.get(after);
      if (same !== undefined) say(`makes the same text as ${same}`);
      results.set(after, label);
      const isKnown = EVERYWHERE.has(label) || this.#others.includes(label) || text.includes(label);
      // What is counted, workloads have: some get it from their operator.
      if (NAMES.has(kind) && !isKnown && detail === undefined) say("is no name of the workspace");
      for (const [code, fresh] of this.#problemsWith(after)) {
        // The names in a whole policy are examples, at which the cursor then stops.
        const meant = kind === "policy" ? fresh.filter((it) => it.severity === "error") : fresh;
        if (meant.length > (before.get(code)?.length ?? 0)) say(`${code} ${meant[0]?.message}`);
      }
    }
    const fields = shown.filter((it) => it.kind === "field");
    const optional = fields.findIndex((it) => it.detail !== "required");
    const late = optional < 0 ? undefined : fields.slice(optional).find((it) => it.detail === "required");
    if (late !== undefined) broken.push({ law: "is required, and comes behind what is not", label: late.label });
    return broken;
  }

  #problemsWith(text: string): ReturnType<typeof problemsOf> {
    putAll(this.#taken, new Map([[this.#path, text]]));
    return problemsOf(this.#taken.diagnostics(this.#path));
  }

  /** What is suggested in process. */
  suggestions({ text, cursor }: Stop): readonly CompletionItem[] {
    putAll(this.#typed, new Map([[this.#path, text]]));
    return this.#typed.completions(this.#path, cursor, installedSnippets());
  }
}

/** As VS Code does it: the letters that are typed are in the name, in this order. */
function isShown({ label, filter }: CompletionItem, typed: string): boolean {
  const letters = typed.trim().toLowerCase().replace(/^["']/, "");
  let found = 0;
  for (const letter of (filter ?? label).toLowerCase()) if (letter === letters[found]) found++;
  return found >= letters.length;
}

/** Errors and warnings by code, without those that what is still to come takes away. */
function problemsOf(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const byCode = new Map<string, Diagnostic[]>();
  for (const it of diagnostics) {
    const isMeant = it.severity === "error" || it.severity === "warning";
    if (!isMeant || it.about === "absence" || it.about === "whole" || STILL_EMPTY.test(it.message)) continue;
    byCode.set(it.code, [...(byCode.get(it.code) ?? []), it]);
  }
  return byCode;
}
