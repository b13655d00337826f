/** NP1401: a port of a NetworkPolicy that is text and no port name: a quoted number, a range, a list. */

import type { BadValue } from "../../model/shape-problem.js";
import { defineRule } from "../rule.js";
import { afterRefusal, quoted, refusal } from "../words/shape-words.js";
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
    if (problem.type !== "bad-value" || problem.check !== "KV-11") return;
    const written = portAt(view, problem.at);
    yield { at: problem.at, problem, written, numbers: portNumbers(problem) };
  },

  message: ({ problem }) => {
    const text = quoted(problem.text ?? "", 20);
    switch (problem.reason) {
      case "quoted-number":
        return `${text} in quotes is a port's name, and names have letters: ${refusal(problem)}`;
      case "quoted-range":
        return `${text} is no port; a range has \`port\` and \`endPort\`: ${refusal(problem)}`;
      case "comma-list":
        return `${text} is no port; each port is an item of its own: ${refusal(problem)}`;
      default:
        return `${text} is no port name (at most 15 of \`a-z\`, \`0-9\`, \`-\`): ${refusal(problem)}`;
    }
  },
  note: ({ problem }) =>
    `A number stands for itself; a text is looked up among the port names of the pods. CiliumNetworkPolicy has it the other way round. ${afterRefusal(problem)}`,

  fixes: {
    unquote: {
      title: ({ numbers }) => `Write the number \`${numbers.join()}\``,
      safety: "changes-traffic",
      when: ({ problem, numbers }) => problem.reason === "quoted-number" && numbers.length === 1,
      edit: (editor, { problem, numbers }) => editor.setSource(problem.at, numbers.join()),
    },
    "write-range": {
      title: ({ numbers }) => `Write \`port: ${numbers[0] ?? ""}\` and \`endPort: ${numbers[1] ?? ""}\``,
      safety: "changes-traffic",
      when: ({ problem, numbers, written }) =>
        problem.reason === "quoted-range" &&
        isRange(numbers) &&
        written !== undefined &&
        written.port.endPort === undefined,
      edit: (editor, { problem, numbers: [first, last], written }) => {
        if (first === undefined || last === undefined || written === undefined) return;
        editor.setSource(problem.at, String(first));
        editor.insert(written.port.at, "endPort", last);
      },
    },
    "split-list": {
      title: ({ numbers }) => `Write ${numbers.length} items`,
      safety: "changes-traffic",
      when: ({ problem, numbers, written }) =>
        problem.reason === "comma-list" &&
        numbers.length > 1 &&
        written !== undefined &&
        written.port.endPort === undefined,
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
      when: ({ problem }) => problem.reason === "name" && problem.instead !== undefined,
      edit: (editor, { problem }) => {
        if (problem.instead !== undefined) editor.set(problem.at, problem.instead);
      },
    },
  },
});

/** The port numbers in the text; none if one of them is no port. */
function portNumbers({ reason, text = "" }: BadValue): readonly number[] {
  if (reason === "name") return [];
  const numbers = text.split(/[-,]/).map(Number);
  return numbers.every((it) => Number.isInteger(it) && it >= 1 && it <= 65535) ? numbers : [];
}

function isRange([first, last]: readonly number[]): boolean {
  return first !== undefined && last !== undefined && first <= last;
}
