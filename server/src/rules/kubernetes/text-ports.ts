/** Ports of a NetworkPolicy that are text and no port name (NP1401): the numbers that are meant, and how to write them. */

import type { BadValue } from "../../model/shape-problem.js";
import type { WrittenPort } from "../evidence/written-items.js";
import type { Finding, FixOffer } from "../rule.js";

export interface TextPort extends Finding {
  readonly problem: BadValue;
  /** What the text looks like: `number`, `range`, `list`, `name`. */
  readonly flaw: string | undefined;
  /** The item that has the text. */
  readonly written: WrittenPort | undefined;
  /** The port numbers in the text; none if one of them is no port. */
  readonly numbers: readonly number[];
}

/** The port numbers in a text that separates them by a hyphen or commas; none if one of them is no port. */
export function portNumbers({ text = "" }: BadValue): readonly number[] {
  const numbers = text.split(/[-,]/).map(Number);
  return numbers.every((it) => Number.isInteger(it) && it >= 1 && it <= 65535) ? numbers : [];
}

/** `"80"`: the number. */
export function writeNumber({ problem, flaw, numbers: [number, ...more] }: TextPort): FixOffer | undefined {
  if (flaw !== "number" || number === undefined || more.length > 0) return undefined;
  return { title: `Write the number \`${number}\``, edit: (editor) => editor.setSource(problem.at, String(number)) };
}

/** `80-90`: the first number with an `endPort`. */
export function writeRange({ problem, flaw, numbers, written }: TextPort): FixOffer | undefined {
  const [first, last] = numbers;
  if (flaw !== "range" || first === undefined || last === undefined || first > last) return undefined;
  if (written === undefined || written.port.endPort !== undefined) return undefined;
  return {
    title: `Write \`port: ${first}\` and \`endPort: ${last}\``,
    edit: (editor) => {
      editor.setSource(problem.at, String(first));
      editor.insert(written.port.at, "endPort", last);
    },
  };
}

/** `80,443`: an item for each, of the same protocol. */
export function splitList({ problem, flaw, numbers, written }: TextPort): FixOffer | undefined {
  const [first, ...others] = numbers;
  if (flaw !== "list" || first === undefined || others.length === 0) return undefined;
  if (written === undefined || written.port.endPort !== undefined) return undefined;
  const { protocol } = written.port;
  return {
    title: `Write ${numbers.length} items`,
    edit: (editor) => {
      editor.setSource(problem.at, String(first));
      for (const port of others) {
        editor.append(written.list.at, protocol === undefined ? { port } : { protocol: protocol.value, port });
      }
    },
  };
}
