/** Runs a scenario of features step by step: asks at its places, compares its findings, and in the end starts afresh. */

import {
  type Change,
  leftOutLine,
  scopeLines,
  testLines,
  testTitle,
  withoutStops,
  type Workspace,
} from "../../server/src/ide/index.js";
import { emptyWorkspace, type Files, putAll, rangeOfMark, workspaceOf } from "./analyse.js";
import { installedSnippets } from "../../server/src/node/snippets.js";
import { drawGraph } from "./draw-graph.js";
import { drawHover } from "./draw-hover.js";
import { fileAnswer } from "./file-answers.js";
import { compareWorkspace, type FileResult } from "./findings.js";
import { applyEdit } from "./fixes.js";
import type { Block } from "./markdown.js";
import type { MarkedText, PlaceMark } from "./marks.js";
import type { Part, Scenario } from "./scenarios.js";
import { allowedIn, lockedDownIn } from "./written.js";

/** A block with what it ought to hold. */
export interface Golden {
  readonly block: Block;
  readonly actual: string;
}

/** What a run of a scenario shows. */
export interface ScenarioResult {
  readonly answers: readonly Golden[];
  /** Per step: files whose marked findings were compared, with the block that shows each. */
  readonly findings: readonly {
    readonly step: number;
    readonly results: readonly FileResult[];
    readonly blocks: Blocks;
  }[];
}
type Blocks = ReadonlyMap<string, Block>;

/**
 * Runs a scenario step by step in one workspace.
 * @throws Error when an answer has no place or a place no answer, or when after the last step a fresh workspace of the same
 *   files answers differently.
 */
export function runScenario({ context, parts }: Scenario): ScenarioResult {
  const run = new Run(context, parts);
  for (const part of parts) run.take(part);
  return run.finish();
}

class Run {
  readonly #workspace = emptyWorkspace();
  readonly #comparesFindings: boolean;
  readonly #marked = new Map<string, MarkedText>();
  readonly #blocks = new Map<string, Block>();
  readonly #answers: Golden[] = [];
  readonly #findings: { step: number; results: readonly FileResult[]; blocks: Blocks }[] = [];
  readonly #unanswered = new Set<string>();
  #step = 1;
  /** Changes of the present step that are not applied yet: blocks of one step are one change. */
  #pending: Change[] = [];

  constructor(context: Files, parts: readonly Part[]) {
    putAll(this.#workspace, context);
    const texts = parts.flatMap((it) => (it.type === "text" ? it.marked.marks : []));
    this.#comparesFindings = texts.some((it) => it.type === "finding" || it.type === "see");
    for (const mark of texts) if ("id" in mark) this.#unanswered.add(`${mark.type} ${mark.id}`);
  }

  take(part: Part): void {
    if (part.type !== "text" && part.type !== "removal") {
      this.#settle();
      const actual =
        part.type === "scopes"
          ? scopesIn(this.#workspace)
          : part.type === "tests"
            ? testsIn(this.#workspace)
            : part.type === "symbols"
              ? symbolsIn(this.#workspace, part.query)
              : part.type === "file-answer"
                ? fileAnswer(this.#workspace, part.of, part.path)
                : part.type === "written"
                  ? WRITTEN[part.what](this.#workspace, part.words)
                  : part.type === "graph"
                    ? drawGraph(this.#workspace, part.namespace)
                    : this.#answer(part);
      this.#answers.push({ block: part.block, actual });
      return;
    }
    const { path, step, block } = part;
    if (step !== this.#step) this.#settle();
    this.#step = step;
    this.#blocks.set(path, block);
    if (part.type === "text") {
      this.#marked.set(path, part.marked);
      this.#pending.push({ type: "put", file: { id: path, path, text: part.marked.text } });
    } else {
      this.#marked.delete(path);
      this.#pending.push({ type: "remove", id: path });
    }
  }

  #settle(): void {
    if (this.#pending.length === 0) return;
    const given = new Set(this.#pending.map((it) => (it.type === "put" ? it.file.id : it.id)));
    this.#workspace.apply(this.#pending);
    this.#pending = [];
    if (!this.#comparesFindings) return;
    const results = compareWorkspace(this.#workspace, this.#marked).filter((it) => given.has(it.path));
    this.#findings.push({ step: this.#step, results, blocks: new Map(this.#blocks) });
  }

  #answer({ of, id, title }: Extract<Part, { type: "answer" }>): string {
    const question = QUESTIONS[of];
    const place = placesOf(this.#marked).find(({ mark }) => mark.type === question && mark.id === id);
    if (place === undefined) throw new Error(`no mark ${question}? ${id} above its answer`);
    this.#unanswered.delete(`${question} ${id}`);
    if (of === "hover") return hoverAt(this.#workspace, place);
    if (of === "definition" || of === "references") return namesAt(this.#workspace, place, of);
    if (of === "callers" || of === "called") return callsAt(this.#workspace, place, of);
    if (of === "selections") return selectionsAt(this.#workspace, place);
    if (of === "complete") return completions(this.#workspace, place);
    if (of === "completed") return completed(this.#workspace, place, title ?? "");
    if (of === "rename") return renamed(this.#workspace, place, title ?? "");
    return title === undefined ? actionsAt(this.#workspace, place) : applied(this.#workspace, place, title);
  }

  finish(): ScenarioResult {
    this.#settle();
    if (this.#unanswered.size > 0) throw new Error(`no answer block for ${[...this.#unanswered].join(", ")}`);
    const fresh = workspaceOf(textsOf(this.#workspace));
    const [grown, made] = [this.#workspace, fresh].map((it) => everythingOf(it, placesOf(this.#marked)));
    if (grown !== made) {
      throw new Error(
        `after the last step a fresh workspace answers differently\n\nkept:\n${grown}\n\nfresh:\n${made}`,
      );
    }
    return { answers: this.#answers, findings: this.#findings };
  }
}

const WRITTEN = { allow: allowedIn, "lock-down": lockedDownIn } as const;

/** The mark that an answer belongs to. */
const QUESTIONS = {
  ...{ hover: "hover", action: "action", applied: "action" },
  ...{ callers: "place", called: "place", selections: "place" },
  ...{ definition: "place", references: "place", rename: "place", complete: "place", completed: "place" },
} as const;

interface AskedPlace {
  readonly path: string;
  readonly mark: PlaceMark;
}

function placesOf(marked: ReadonlyMap<string, MarkedText>): AskedPlace[] {
  return [...marked].flatMap(([path, { marks }]) => marks.flatMap((mark) => ("id" in mark ? [{ path, mark }] : [])));
}

function hoverAt(workspace: Workspace, { path, mark }: AskedPlace): string {
  const hover = workspace.hover(path, rangeOfMark(workspace, path, mark).start);
  return hover === undefined ? "no hover\n" : drawHover(hover, workspace.textOf(path) ?? "");
}

function namesAt(workspace: Workspace, { path, mark }: AskedPlace, what: "definition" | "references"): string {
  const offset = rangeOfMark(workspace, path, mark).start;
  const found = what === "definition" ? workspace.definitions(path, offset) : workspace.occurrences(path, offset);
  if (found.length === 0) return "nothing\n";
  return found
    .map(({ file, start, range, role }) => {
      const words = workspace.textOf(file)?.slice(range.start, range.end);
      return `${file}:${start.line + 1} ${words}${role === "definition" ? " *" : ""}\n`;
    })
    .join("");
}

function callsAt(workspace: Workspace, { path, mark }: AskedPlace, what: "callers" | "called"): string {
  const items = workspace.callItems(path, rangeOfMark(workspace, path, mark).start);
  if (items.length === 0) return "nothing\n";
  return items
    .flatMap((asked) => {
      const calls = workspace.calls(asked, what === "callers" ? "ingress" : "egress");
      const lines = calls.map(({ item, at }) => {
        const places = at.map((it) => `${it.file}:${it.start.line + 1}`).join(", ");
        return `  ${item.name} (${item.detail}) ${item.file}:${item.selection.start.line + 1}, from ${places}\n`;
      });
      return [`${asked.name} (${asked.detail})\n`, ...lines];
    })
    .join("");
}

function selectionsAt(workspace: Workspace, { path, mark }: AskedPlace): string {
  const text = workspace.textOf(path) ?? "";
  return workspace
    .selectionRanges(path, rangeOfMark(workspace, path, mark).start)
    .map((it) => `${JSON.stringify(text.slice(it.start, it.end))}\n`)
    .join("");
}

function completions(workspace: Workspace, { path, mark }: AskedPlace): string {
  const found = completionsOf(workspace, { path, mark });
  if (found.length === 0) return "nothing\n";
  return found
    .map(({ label, detail, snippet }) => {
      const text = JSON.stringify(snippet).slice(1, -1);
      return `${label}${detail === undefined ? "" : ` (${detail})`}${text === label ? "" : ` → ${text}`}\n`;
    })
    .join("");
}

function completionsOf(workspace: Workspace, { path, mark }: AskedPlace): ReturnType<Workspace["completions"]> {
  return workspace.completions(path, rangeOfMark(workspace, path, mark).end, installedSnippets());
}

/** The cursor's next stop as `¦`. */
function completed(workspace: Workspace, { path, mark }: AskedPlace, label: string): string {
  const found = completionsOf(workspace, { path, mark }).find((it) => it.label === label);
  if (found === undefined) throw new Error(`no completion "${label}" at place? ${mark.id}`);
  const text = workspace.textOf(path) ?? "";
  const { range, snippet } = found;
  return `${text.slice(0, range.start)}${withoutStops(snippet.replace("$1", "¦"))}${text.slice(range.end)}`;
}

function renamed(workspace: Workspace, { path, mark }: AskedPlace, newName: string): string {
  const offset = rangeOfMark(workspace, path, mark).start;
  if (workspace.renameTarget(path, offset) === undefined) return "cannot be renamed\n";
  const result = workspace.rename(path, offset, newName);
  if (result === undefined) throw new Error("what can be renamed is not");
  if ("refused" in result) return `${result.refused}\n`;
  const copy = workspaceOf(textsOf(workspace));
  for (const file of new Set(result.edits.map((it) => it.file))) {
    copy.edit(
      file,
      result.edits.filter((it) => it.file === file).sort((a, b) => a.range.start - b.range.start),
    );
  }
  const lines = result.edits.map(({ file, start, isDoubtful }) => {
    const line = copy.textOf(file)?.split("\n")[start.line]?.trim();
    return `${isDoubtful === true ? "? " : ""}${file}:${start.line + 1} ${line}`;
  });
  return `${[...new Set(lines)].sort().join("\n")}\n`;
}

function symbolsIn(workspace: Workspace, query: string): string {
  const found = workspace.symbolsMatching(query);
  return found
    .map(({ file, selection, kind, name }) => `${kind} ${name} ${file}:${selection.start.line + 1}\n`)
    .join("");
}

function actionsAt(workspace: Workspace, { path, mark }: AskedPlace): string {
  const actions = workspace.codeActions(path, rangeOfMark(workspace, path, mark));
  if (actions.length === 0) return "no action\n";
  return actions
    .map(({ kind, code, title, preferred, disabled, ifAsked }) => {
      const own = [...(code === undefined ? [] : [code]), ...(preferred ? ["preferred"] : [])];
      const what = [kind, ...own, ...(ifAsked ? ["if asked"] : [])].join(", ");
      return `- ${title} (${what})${disabled === undefined ? "" : `: ${disabled}`}\n`;
    })
    .join("");
}

function scopesIn(workspace: Workspace): string {
  const list = workspace.scopes();
  const leftOut = leftOutLine(list);
  const lines = list.scopes.flatMap((it) => [it.name, ...scopeLines(it).map((line) => `  ${line}`)]);
  return `${[...lines, ...(leftOut === undefined ? [] : [leftOut])].join("\n")}\n`;
}

/** One line a test, `ok` or what it is instead, with the pairs that were asked about; why it is not, below. */
function testsIn(workspace: Workspace): string {
  const lines = workspace.runPolicyTests().flatMap((it) => {
    const status = it.status === "passed" ? "ok" : it.status;
    return [`${status} ${testTitle(it)} (${it.asked})`, ...testLines(it).map((line) => `  ${line}`.trimEnd())];
  });
  return `${lines.join("\n")}\n`;
}

/** What the changed files hold after an action; the scenario's own workspace stays as it is. */
function applied(workspace: Workspace, { path, mark }: AskedPlace, title: string): string {
  const range = rangeOfMark(workspace, path, mark);
  const action = workspace.codeActions(path, range).find((it) => it.title === title);
  if (action === undefined) throw new Error(`no action "${title}" at action? ${mark.id}`);
  const edit = workspace.resolve(path, action.id);
  if (edit === undefined) throw new Error(`the action "${title}" has no edit`);
  const before = textsOf(workspace);
  const copy = workspaceOf(before);
  applyEdit(copy, edit);
  if (action.kind === "refactor") expectNoNewProblem(workspace, copy, title);
  const changed = [...textsOf(copy)].filter(([file, text]) => before.get(file) !== text);
  if (changed.length === 1 && changed[0]?.[0] === path) return changed[0][1];
  return changed.map(([file, text]) => `# file: ${file}\n${text}`).join("");
}

/** A scaffold that is applied leaves no new problem above hint. */
function expectNoNewProblem(before: Workspace, after: Workspace, title: string): void {
  const problems = (workspace: Workspace): string[] =>
    [...workspace.allDiagnostics().values()]
      .flat()
      .filter((it) => it.severity !== "hint")
      .map((it) => `${it.code} ${it.message}`);
  const old = problems(before);
  const fresh = problems(after).filter((it) => !old.includes(it));
  if (fresh.length > 0) throw new Error(`"${title}" leaves new problems: ${fresh.join("; ")}`);
}

function everythingOf(workspace: Workspace, places: readonly AskedPlace[]): string {
  const diagnostics = [...workspace.allDiagnostics().values()].flat().map((it) => JSON.stringify(it));
  const answers = places.map((it) => {
    if (it.mark.type === "place") return namesAt(workspace, it, "references");
    return it.mark.type === "hover" ? hoverAt(workspace, it) : actionsAt(workspace, it);
  });
  return [
    ...diagnostics,
    ...answers,
    scopesIn(workspace),
    JSON.stringify(workspace.notices()),
    JSON.stringify(workspace.summary()),
  ].join("\n");
}

function textsOf(workspace: Workspace): Map<string, string> {
  return new Map(workspace.files.map((it) => [it, workspace.textOf(it) ?? ""]));
}
