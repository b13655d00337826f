/** NP1401: a port of a NetworkPolicy that is text and no port name: a quoted number, a range, a list. */

import type { BadValue } from "../../model/shape-problem.js";
import { isSaidBy } from "../evidence/said-by.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal } from "../words/shape-words.js";
import { portAt } from "../evidence/written-items.js";

export default defineRule({
  code: "NP1401",
  name: "quoted-port",
  title: "A port that is text and no port name",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-11", "KP-12", "KV-11"],

  *check(problem, view) {
    if (!isSaidBy("quoted-port", problem)) return;
    const written = portAt(view, problem.at);
    const flaw = problem.fault.is === "malformed" ? problem.fault.flaw : undefined;
    yield { at: problem.at, problem, flaw, written, numbers: flaw === "name" ? [] : portNumbers(problem) };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `A number stands for itself; a text is looked up among the port names of the pods. CiliumNetworkPolicy has it the other way round. ${afterRefusal(problem)}`,

  fixes: {
    unquote: {
      title: ({ numbers }) => `Write the number \`${numbers.join()}\``,
      safety: "changes-traffic",
      when: ({ flaw, numbers }) => flaw === "number" && numbers.length === 1,
      edit: (editor, { problem, numbers }) => editor.setSource(problem.at, numbers.join()),
    },
    "write-range": {
      title: ({ numbers }) => `Write \`port: ${numbers[0] ?? ""}\` and \`endPort: ${numbers[1] ?? ""}\``,
      safety: "changes-traffic",
      when: ({ flaw, numbers, written }) =>
        flaw === "range" && isRange(numbers) && written !== undefined && written.port.endPort === undefined,
      edit: (editor, { problem, numbers: [first, last], written }) => {
        if (first === undefined || last === undefined || written === undefined) return;
        editor.setSource(problem.at, String(first));
        editor.insert(written.port.at, "endPort", last);
      },
    },
    "split-list": {
      title: ({ numbers }) => `Write ${numbers.length} items`,
      safety: "changes-traffic",
      when: ({ flaw, numbers, written }) =>
        flaw === "list" && numbers.length > 1 && written !== undefined && written.port.endPort === undefined,
      edit: (editor, { problem, numbers: [first, ...others], written }) => {
        if (first === undefined || written === undefined) return;
        const { protocol } = written.port;
        editor.setSource(problem.at, String(first));
        for (const port of others) {
          editor.append(written.list.at, protocol === undefined ? { port } : { protocol: protocol.value, port });
        }
      },
    },
    "lower-case": {
      title: ({ problem }) => `Write \`${problem.instead ?? ""}\``,
      safety: "changes-traffic",
      when: ({ problem, flaw }) => flaw === "name" && problem.instead !== undefined,
      edit: (editor, { problem }) => {
        if (problem.instead !== undefined) editor.set(problem.at, problem.instead);
      },
    },
  },
});

/** The port numbers in the text; none if one of them is no port. */
function portNumbers({ text = "" }: BadValue): readonly number[] {
  const numbers = text.split(/[-,]/).map(Number);
  return numbers.every((it) => Number.isInteger(it) && it >= 1 && it <= 65535) ? numbers : [];
}

function isRange([first, last]: readonly number[]): boolean {
  return first !== undefined && last !== undefined && first <= last;
}
