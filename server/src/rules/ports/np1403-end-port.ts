/** NP1403: an `endPort` that makes no range with its `port`. */

import { partOf } from "../../base/source.js";
import { defineRule } from "../rule.js";
import { afterRefusal, quoted, refusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1403",
  name: "end-port",
  title: "An `endPort` that makes no range",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-42", "KV-12", "KV-13", "KV-14"],

  *check(problem) {
    if (problem.type !== "bad-value" || !CHECKS.has(problem.check)) return;
    // Where the value is not to blame, the key is shown.
    yield { at: problem.check === "KV-14" ? problem.at : partOf(problem.at, "key"), problem };
  },

  message: ({ problem }) => {
    const end = quoted(problem.text ?? "", 12);
    switch (`${problem.check} ${problem.reason}`) {
      case "KV-12 without-port":
        return `\`endPort\` needs a \`port\` at which the range begins: ${refusal(problem)}`;
      case "KV-13 with-named-port":
        return `\`endPort\` needs a \`port\` that is a number: ${refusal(problem)}`;
      case "KV-14 before-port":
        return `The range ends at ${end}, before it begins at ${quoted(problem.allowed?.[0] ?? "", 12)}: ${refusal(problem)}`;
      default:
        return `${end} lies outside the ports 1 to 65535: ${refusal(problem)}`;
    }
  },
  note: ({ problem }) => `A range is a number in \`port\` and one no smaller in \`endPort\`. ${afterRefusal(problem)}`,
  related: ({ problem }) =>
    problem.related === undefined ? [] : [{ at: problem.related, message: "the `port` it goes with" }],

  fixes: {
    swap: {
      title: "Swap `port` and `endPort`",
      safety: "changes-traffic",
      when: ({ problem }) => problem.reason === "before-port",
      edit: (editor, { problem }) => {
        const { related, text, allowed: [port] = [] } = problem;
        if (related === undefined || text === undefined || port === undefined) return;
        editor.setSource(problem.at, port);
        editor.setSource(related, text);
      },
    },
    remove: {
      title: "Remove `endPort`",
      safety: "changes-traffic",
      when: ({ problem }) => problem.check === "KV-13",
      edit: (editor, { problem }) => editor.remove(partOf(problem.at, "pair")),
    },
  },
});

const CHECKS: ReadonlySet<string> = new Set(["KV-12", "KV-13", "KV-14"]);
