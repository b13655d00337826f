/**
 * Scenarios of features: files with places to ask about, and golden blocks with the answers.
 *
 * Under a heading stand, in the order of reading, `yaml` blocks (with a path line where there are several files) and, behind
 * each, answers for the state so far:
 *
 * - `hover <id>`: the place drawn, the Markdown, then the plain text of what `hover? <id>` shows;
 * - `action <id>`: one line per action offered at `action? <id>`;
 * - `applied <id> "<title>"`: what the files that this action changes hold afterwards.
 *
 * `yaml step=2` gives a file's new text (`yaml step=2 removed` takes it away); blocks of one step are one change. Where any
 * text of a scenario marks a finding, the findings of each step are compared in the files that the step gives: a file that is
 * given again as it was shows what a change elsewhere does to it. `cluster` and `settings` blocks hold for
 * their heading and all below, as on pages.
 */

import type { Change, Workspace } from "../../server/src/ide/index.js";
import { emptyWorkspace, type Files, putAll, rangeOfMark, workspaceOf } from "./analyse.js";
import { CLUSTER_FILE, clusterYaml } from "./cluster.js";
import { compareWorkspace, type FileResult } from "./findings.js";
import { applyEdit } from "./fixes.js";
import { type Block, type Heading, readMarkdown } from "./markdown.js";
import { type MarkedText, type PlaceMark, readMarks } from "./marks.js";
import { SETTINGS_FILE } from "./pages.js";
import { drawHover } from "./draw-hover.js";

const DEFAULT_FILE = "policy.yaml";

export interface Scenario {
  readonly title: string;
  /** Line of the heading, from 1. */
  readonly line: number;
  readonly context: Files;
  readonly parts: readonly Part[];
}

type Part =
  | {
      readonly type: "text";
      readonly block: Block;
      readonly step: number;
      readonly path: string;
      readonly marked: MarkedText;
    }
  | { readonly type: "removal"; readonly block: Block; readonly step: number; readonly path: string }
  | {
      readonly type: "answer";
      readonly block: Block;
      readonly of: Answer;
      readonly id: string;
      readonly title?: string;
    };

type Answer = "hover" | "action" | "applied";

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

/** @throws Error for a block that is none of the scenario's. */
export function readScenarios(text: string): Scenario[] {
  const scenarios: Scenario[] = [];
  const levels: { heading: Heading; context: Map<string, string>; parts: Part[] }[] = [];
  for (const piece of readMarkdown(text)) {
    if (piece.type === "heading") {
      while ((levels.at(-1)?.heading.level ?? 0) >= piece.level) levels.pop();
      const parts: Part[] = [];
      const context = new Map<string, string>();
      levels.push({ heading: piece, context, parts });
      // The context above is complete once a deeper heading starts, the own one only when the scenario is run.
      const inherited = levels.map((it) => it.context);
      scenarios.push({
        ...{ title: piece.text, line: piece.line + 1, parts },
        get context() {
          return new Map(inherited.flatMap((it) => [...it]));
        },
      });
    } else if (piece.type === "block") {
      const level = levels.at(-1);
      if (level === undefined) throw new Error(`line ${piece.start}: a block stands before the title`);
      const [language] = piece.info;
      if (language === "cluster") level.context.set(CLUSTER_FILE, clusterYaml(piece.content));
      else if (language === "settings") level.context.set(SETTINGS_FILE, piece.content);
      else level.parts.push(readPart(piece));
    }
  }
  return scenarios.filter((it) => it.parts.length > 0);
}

function readPart(block: Block): Part {
  const [language, ...words] = block.info;
  const path = block.path ?? DEFAULT_FILE;
  if (language === "yaml") {
    const step = Number(/^step=(\d+)$/.exec(words[0] ?? "step=1")?.[1]);
    if (Number.isInteger(step) && words[1] === "removed") return { type: "removal", block, step, path };
    if (Number.isInteger(step) && words.length < 2) {
      return { type: "text", block, step, path, marked: readMarks(block.content) };
    }
  }
  const [id, title] = words;
  if ((language === "hover" || language === "action") && id !== undefined && title === undefined) {
    return { type: "answer", block, of: language, id };
  }
  if (language === "applied" && id !== undefined && title !== undefined) {
    return { type: "answer", block, of: language, id, title };
  }
  throw new Error(`line ${block.start}: no block of a scenario: ${block.info.join(" ")}`);
}

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
    if (part.type === "answer") {
      this.#settle();
      this.#answers.push({ block: part.block, actual: this.#answer(part) });
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
    const question = of === "hover" ? "hover" : "action";
    const place = placesOf(this.#marked).find(({ mark }) => mark.type === question && mark.id === id);
    if (place === undefined) throw new Error(`no mark ${question}? ${id} above its answer`);
    this.#unanswered.delete(`${question} ${id}`);
    if (of === "hover") return hoverAt(this.#workspace, place);
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

function actionsAt(workspace: Workspace, { path, mark }: AskedPlace): string {
  const actions = workspace.codeActions(path, rangeOfMark(workspace, path, mark));
  if (actions.length === 0) return "no action\n";
  return actions
    .map(({ kind, code, title, preferred }) => {
      const what = [kind, ...(code === undefined ? [] : [code]), ...(preferred ? ["preferred"] : [])].join(", ");
      return `- ${title} (${what})\n`;
    })
    .join("");
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
  const answers = places.map((it) => (it.mark.type === "hover" ? hoverAt(workspace, it) : actionsAt(workspace, it)));
  return [...diagnostics, ...answers, JSON.stringify(workspace.notices()), JSON.stringify(workspace.summary())].join(
    "\n",
  );
}

function textsOf(workspace: Workspace): Map<string, string> {
  return new Map(workspace.files.map((it) => [it, workspace.textOf(it) ?? ""]));
}
