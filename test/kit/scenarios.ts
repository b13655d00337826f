/**
 * Scenarios of features: files with places to ask about, and golden blocks with the answers.
 *
 * Under a heading stand, in the order of reading, `yaml` blocks (with a path line where there are several files) and, behind
 * each, answers for the state so far:
 *
 * - `hover <id>`: the place drawn, the Markdown, then the plain text of what `hover? <id>` shows;
 * - `action <id>`: one line per action offered at `action? <id>`;
 * - `applied <id> "<title>"`: what the files that this action changes hold afterwards;
 * - `definition <id>` and `references <id>`: what `place? <id>` leads to, as `file:line words`, a star behind definitions;
 * - `rename <id> "<name>"`: the lines that another name changes, as they are afterwards, `?` in front of what is doubtful;
 * - `complete <id>`: what may be typed at `place? <id>`: label, details in brackets, and behind `→` the text where it is another;
 * - `completed <id> "<label>"`: the text of the file with that typed;
 * - `callers <id>` and `called <id>`: who may call the workloads at `place? <id>`, and whom they may call;
 * - `hints <path>`: the lines of a file with notes behind them, each behind `»`, or before a word, in `«»`;
 * - `lenses <path>`: the lines of a file that have a line above them, with its words behind `»`;
 * - `links <path>`: words that lead elsewhere, `folds <path>`: lines that fold, `tokens <path>`: words with what they mean;
 * - `selections <id>`: what is selected round `place? <id>`, step by step, each on a line;
 * - `symbols "<query>"`: the objects that a query finds;
 * - `allow <from> <to> <port>`: what is written so that one end may talk to the other, and the files that it changes; or why not;
 * - `lock-down <namespace> [<flow>…]`: without flows those to pick from, a star behind what is needed; with flows what is written;
 * - `graph` and `graph <namespace>`: the flow graph of the first scope, between namespaces, and of one of them unfolded;
 * - `scopes`: the clusters, as `netpol scopes` lists them;
 * - `tests`: the policy tests, with what they come to.
 *
 * `yaml step=2` gives a file's new text (`yaml step=2 removed` takes it away); blocks of one step are one change. Where any
 * text of a scenario marks a finding, the findings of each step are compared in the files that the step gives: a file that is
 * given again as it was shows what a change elsewhere does to it. `cluster`, `settings` and `yaml shared` blocks
 * hold for their heading and all below.
 */

import type { Files } from "./analyse.js";
import { CLUSTER_FILE, clusterYaml } from "./cluster.js";
import { type FileAnswer, isFileAnswer } from "./file-answers.js";
import { type Block, type Heading, readMarkdown } from "./markdown.js";
import { type MarkedText, readMarks } from "./marks.js";
import { SETTINGS_FILE } from "./pages.js";

const DEFAULT_FILE = "policy.yaml";

export interface Scenario {
  readonly title: string;
  /** Line of the heading, from 1. */
  readonly line: number;
  readonly context: Files;
  readonly parts: readonly Part[];
}

/** A block of a scenario, in the order of reading. */
export type Part =
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
    }
  | { readonly type: "symbols"; readonly block: Block; readonly query: string }
  | { readonly type: "written"; readonly block: Block; readonly what: Written; readonly words: readonly string[] }
  | { readonly type: "file-answer"; readonly block: Block; readonly of: FileAnswer; readonly path: string }
  | { readonly type: "graph"; readonly block: Block; readonly namespace?: string }
  | { readonly type: "scopes"; readonly block: Block }
  | { readonly type: "tests"; readonly block: Block };

type Written = "allow" | "lock-down";
type Answer =
  | "hover"
  | "action"
  | "applied"
  | "definition"
  | "references"
  | "rename"
  | "complete"
  | "completed"
  | "callers"
  | "called"
  | "selections";
/** Answers that a block names by an id alone, and those that need a word besides. */
const BY_ID: readonly string[] = [
  "hover",
  "action",
  "definition",
  "references",
  "complete",
  "callers",
  "called",
  "selections",
] satisfies Answer[];
const BY_ID_AND_WORD: readonly string[] = ["applied", "rename", "completed"] satisfies Answer[];

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
      else if (language === "yaml" && piece.info[1] === "shared") {
        level.context.set(piece.path ?? DEFAULT_FILE, piece.content);
      } else level.parts.push(readPart(piece));
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
  if ((language === "scopes" || language === "tests") && words.length === 0) return { type: language, block };
  if ((language === "allow" && words.length >= 2) || (language === "lock-down" && words.length >= 1))
    return { type: "written", block, what: language, words };
  const [id, title] = words;
  if (language !== undefined && isFileAnswer(language) && id !== undefined && title === undefined) {
    return { type: "file-answer", block, of: language, path: id };
  }
  if (language === "graph" && title === undefined) {
    return { type: "graph", block, ...(id === undefined ? {} : { namespace: id }) };
  }
  if (language === "symbols" && id !== undefined && title === undefined) return { type: "symbols", block, query: id };
  if (language !== undefined && BY_ID.includes(language) && id !== undefined && title === undefined) {
    return { type: "answer", block, of: language as Answer, id };
  }
  if (language !== undefined && BY_ID_AND_WORD.includes(language) && id !== undefined && title !== undefined) {
    return { type: "answer", block, of: language as Answer, id, title };
  }
  throw new Error(`line ${block.start}: no block of a scenario: ${block.info.join(" ")}`);
}
