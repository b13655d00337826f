/** A chart's template with random values for what its actions write and random branches taken: one thing that it may come to. */

import { type Action, actionsOf } from "../../server/src/syntax/template/actions.js";
import { type Block, blocksOf } from "../../server/src/syntax/template/blocks.js";

/** A text, and of each of its characters the offset in the template; -1 for what an action wrote. */
export interface Instance {
  readonly text: string;
  readonly origins: readonly number[];
}

/** @param random Numbers from 0 to below 1. */
export function instanceOf(template: string, random: () => number): Instance | undefined {
  const actions = actionsOf(template);
  const blocks = actions === undefined ? undefined : blocksOf(actions);
  if (actions === undefined || blocks === undefined) return undefined;
  const writer = new Writer(template, actions, blocks, random);
  writer.write(0, template.length);
  return writer;
}

const SCALARS = ["web", "8080", "true", '"quoted"', "TCP", "10.0.0.0/8", "{}", "[]", ""];
const LINES = [[], ["some: text"], ["first: text", "second: text"], ["- item: text"], ["cidr: 10.0.0.0/8"], ["- {}"]];

class Writer {
  text = "";
  readonly origins: number[] = [];
  readonly #template: string;
  readonly #actions: readonly Action[];
  readonly #blocks: ReadonlyMap<number, Block>;
  readonly #random: () => number;
  #trims = false;

  constructor(template: string, actions: readonly Action[], blocks: readonly Block[], random: () => number) {
    this.#template = template;
    this.#actions = actions;
    this.#blocks = new Map(blocks.map((it) => [it.start, it]));
    this.#random = random;
  }

  write(from: number, to: number): void {
    let at = from;
    for (const action of this.#actions) {
      if (action.start < at || action.start >= to) continue;
      this.#literal(at, action.start);
      this.#open(action);
      at = action.end;
      const block = this.#blocks.get(action.start);
      if (block !== undefined) {
        this.#block(block, action);
        at = block.end;
      } else if (action.kind === "output") this.#output(action);
    }
    this.#literal(at, to);
  }

  /** White space beside a hyphen in the braces goes. */
  #open({ start, end }: Pick<Action, "start" | "end">): void {
    if (this.#template.startsWith("{{-", start)) {
      this.text = this.text.trimEnd();
      this.origins.length = this.text.length;
    }
    this.#trims = this.#template.endsWith("-}}", end) || this.#template.slice(end - 3, end) === "-}}";
  }

  #literal(from: number, to: number): void {
    const literal = this.#template.slice(from, to);
    const skipped = this.#trims ? literal.length - literal.trimStart().length : 0;
    if (skipped < literal.length) this.#trims = false;
    for (let at = from + skipped; at < to; at++) this.origins.push(at);
    this.text += literal.slice(skipped);
  }

  #block(block: Block, open: Action): void {
    const inner = this.#actions.filter((it) => block.branches.includes(it.start));
    const starts = [open, ...inner];
    const close = this.#actions.find((it) => it.end === block.end);
    const times = block.word === "define" ? 0 : block.word === "range" ? this.#pick([0, 1, 2]) : 1;
    const branch = this.#pick([...starts.keys(), ...(block.word === "block" ? [] : [starts.length])]);
    for (let time = 0; time < times; time++) {
      const start = starts[branch];
      if (start === undefined) break;
      this.#trims = this.#template.slice(start.end - 3, start.end) === "-}}";
      const next = starts[branch + 1] ?? close;
      this.write(start.end, next?.start ?? block.end);
      if (next !== undefined) this.#open(next);
    }
    if (close !== undefined) this.#open(close);
  }

  #output({ start, end }: Action): void {
    const source = this.#template.slice(start, end);
    const [, columns] = /nindent\s+(\d+)\s*-?\}\}$/.exec(source) ?? [];
    const line = this.text.slice(this.text.lastIndexOf("\n") + 1);
    let written = this.#pick(SCALARS);
    if (columns !== undefined) {
      written = ["", ...this.#pick(LINES)].join(`\n${" ".repeat(Number(columns))}`);
    } else if (/^apiVersion:\s*$/.test(line)) written = "networking.k8s.io/v1";
    else if (/^\s*$/.test(line)) written = this.#pick(LINES).join(`\n${line}`);
    this.text += written;
    for (let count = 0; count < written.length; count++) this.origins.push(-1);
  }

  #pick<T>(of: readonly T[]): T {
    const picked = of[Math.floor(this.#random() * of.length)];
    if (picked === undefined) throw new Error("nothing to pick from");
    return picked;
  }
}
