/** Ports of a NetworkPolicy that are strings but not port names (NP1401): the numbers that are meant, and how to write them. */

import type { View } from "../../analysis/view.js";
import { type Site, sameSite } from "../../base/source.js";
import { type PortList, type PortReading, rulesOf } from "../../model/reading.js";
import type { BadValue } from "../../model/shape-problem.js";
import type { FixOffer } from "../rule.js";

/** `"80"`: the number. */
export function writeNumber(problem: BadValue): FixOffer | undefined {
  const [number, ...more] = flawOf(problem) === "number" ? portNumbers(problem) : [];
  if (number === undefined || more.length > 0) return undefined;
  return { title: `Write the number \`${number}\``, edit: (editor) => editor.setSource(problem.at, String(number)) };
}

/** `80-90`: the first number with an `endPort`. */
export function writeRange(problem: BadValue, view: View): FixOffer | undefined {
  const [first, last] = flawOf(problem) === "range" ? portNumbers(problem) : [];
  const written = portAt(problem.at, view);
  if (first === undefined || last === undefined || first > last || written === undefined) return undefined;
  return {
    title: `Write \`port: ${first}\` and \`endPort: ${last}\``,
    edit: (editor) => {
      editor.setSource(problem.at, String(first));
      editor.insert(written.port.at, "endPort", last);
    },
  };
}

/** `80,443`: an item for each, of the same protocol. */
export function splitPorts(problem: BadValue, view: View): FixOffer | undefined {
  const [first, ...others] = flawOf(problem) === "list" ? portNumbers(problem) : [];
  const written = portAt(problem.at, view);
  if (first === undefined || others.length === 0 || written === undefined) return undefined;
  const { protocol } = written.port;
  return {
    title: `Split into ${others.length + 1} items`,
    edit: (editor) => {
      editor.setSource(problem.at, String(first));
      for (const port of others) {
        editor.append(written.list.at, protocol === undefined ? { port } : { protocol: protocol.value, port });
      }
    },
  };
}

/** What the text looks like: `number`, `range`, `list`, `name`. */
export function flawOf({ fault }: BadValue): string | undefined {
  return fault.is === "malformed" ? fault.flaw : undefined;
}

/** The port numbers in a text that has hyphens or commas between them; none if one of them is not a port. */
function portNumbers({ text = "" }: BadValue): readonly number[] {
  const numbers = text.split(/[-,]/).map(Number);
  return numbers.every((it) => Number.isInteger(it) && it >= 1 && it <= 65535) ? numbers : [];
}

/** The item whose port is written at the site, with its list; undefined where the item is a range already. */
function portAt(site: Site, { scope }: View): { readonly port: PortReading; readonly list: PortList } | undefined {
  for (const list of scope.policies.flatMap((it) => rulesOf(it.reading)).flatMap((it) => it.ports)) {
    const port = list.ports.find((it) => it.port !== undefined && sameSite(it.port.at, site));
    if (port !== undefined) return port.endPort === undefined ? { port, list } : undefined;
  }
  return undefined;
}
