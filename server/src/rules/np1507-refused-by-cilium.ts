/** NP1507: whatever else the CRD's schema or the Cilium agent refuses, so that no refusal goes unsaid. */

import { partOf, sameSite, type Site } from "../base/source.js";
import { atLeast } from "../base/version.js";
import type { View } from "../engine/view.js";
import type { BadValue } from "../model/shape-problem.js";
import { ciliumFault } from "./cilium-faults.js";
import { hasOwnRule } from "./claimed-checks.js";
import { defineRule } from "./rule.js";
import { ciliumItems, ciliumPorts } from "./written-items.js";
import { afterRefusal, isCilium, noun, oneOf, refusal } from "./shape-words.js";

export default defineRule({
  code: "NP1507",
  name: "refused-by-cilium",
  title: "A policy that Cilium does not take",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: [
    ...["CV-3", "CV-4", "CV-5", "CV-6", "CV-7", "CV-8", "CV-10", "CV-12", "CV-13", "CV-14", "CV-16", "CV-20", "CV-21"],
    ...["CV-22", "CV-23", "CV-24", "CV-25", "CV-27", "CV-29", "CV-30", "CV-31", "CV-32", "CV-34"],
    ...["CP-2", "CP-9", "CP-13", "CP-25", "CP-31", "CP-42", "CP-52"],
  ],

  *check(problem, view) {
    if (problem.type !== "bad-value" || !isCilium(problem.kind) || hasOwnRule(problem)) return;
    if (problem.refusedBy === undefined) return;
    // A list that is at fault as a whole is shown by its key.
    const at = problem.at.part === "pair" ? partOf(problem.at, "key") : problem.at;
    yield { at, problem, range: writtenRange(problem, view), halves: halvesOf(problem, view) };
  },

  message: ({ problem }) => `${ciliumFault(problem)}: ${consequence(problem)}`,
  note: ({ problem }) => {
    const { allowed = [], reason, refusedBy } = problem;
    const choice = allowed.length > 1 && reason !== "too-new" ? `Possible here: ${oneOf(allowed)}. ` : "";
    return `${choice}${refusedBy === "strict-client" ? "The API server drops fields it does not know; `kubectl` asks it to refuse the policy instead." : afterRefusal(problem)}`;
  },
  related: ({ problem }) =>
    problem.related === undefined ? [] : [{ at: problem.related, message: "what it conflicts with" }],

  fixes: {
    correct: {
      title: ({ problem }) => `Write \`${problem.instead ?? ""}\``,
      safety: "changes-traffic",
      when: ({ problem }) => problem.instead !== undefined && problem.text !== undefined && problem.at.part === "value",
      edit: (editor, { problem }) => {
        if (problem.instead !== undefined) editor.set(problem.at, problem.instead);
      },
    },
    "write-range": {
      title: ({ range }) => `Write \`port: "${range?.first ?? ""}"\` and \`endPort: ${range?.last ?? ""}\``,
      safety: "changes-traffic",
      when: ({ range }) => range !== undefined,
      edit: (editor, { problem, range }) => {
        if (range === undefined) return;
        editor.setSource(problem.at, `"${range.first}"`);
        editor.insert(range.item, "endPort", range.last);
      },
    },
    split: {
      title: "Make two items of them",
      safety: "changes-traffic",
      when: ({ halves }) => halves !== undefined,
      edit: (editor, { halves }) => {
        if (halves !== undefined) editor.split(halves.second, halves.peers);
      },
    },
    "use-pattern": {
      title: "Use `matchPattern`",
      safety: "changes-traffic",
      when: ({ problem }) => problem.reason === "wildcard-in-name",
      edit: (editor, { problem }) => editor.rename(partOf(problem.at, "key"), "matchPattern"),
    },
    "select-all": {
      title: "Select every pod (`{}`)",
      safety: "changes-traffic",
      when: ({ problem }) => problem.reason === "subject-null",
      edit: (editor, { problem }) => editor.set(partOf(problem.at, "value"), {}),
    },
    isolate: {
      title: "Isolate and admit nothing (`[{}]`)",
      safety: "changes-traffic",
      when: ({ problem }) => problem.reason === "only-empty-lists",
      edit: (editor, { problem }) => editor.set(partOf(problem.at, "value"), [{}]),
    },
  },
});

interface Range {
  readonly first: number;
  readonly last: number;
  /** The item of `ports`. */
  readonly item: Site;
}

/** The range in a port's text, where the target version has `endPort` (since 1.16) and the item has none yet. */
function writtenRange({ check, reason, text = "", at }: BadValue, view: View): Range | undefined {
  if (check !== "CV-22" || reason !== "range" || !atLeast(view.settings.ciliumVersion, 1, 16)) return undefined;
  const [first = 0, last = 0] = text.split("-").map(Number);
  if (!(first >= 1 && first <= last && last <= 65535)) return undefined;
  const port = ciliumPorts(view).find((it) => it.port !== undefined && sameSite(it.port.at, at));
  return port === undefined || port.endPort !== undefined ? undefined : { first, last, item: port.at };
}

interface Halves {
  /** The entry that begins the second half. */
  readonly second: Site;
  /** The peers, which both halves need. */
  readonly peers?: Site;
}

/** How an item with ports and ICMP types falls into two (CP-9): where its peers are named in one way at most. */
function halvesOf({ check, at }: BadValue, view: View): Halves | undefined {
  if (check !== "CV-4") return undefined;
  const item = ciliumItems(view).find((it) => it.toPorts?.at.node === at.node || it.icmps?.at.node === at.node);
  if (item === undefined || item.authentication !== undefined || item.peers.length > 1) return undefined;
  const [peers] = item.peers;
  const second = partOf(at, "pair");
  return peers === undefined ? { second } : { second, peers: partOf(peers.at, "pair") };
}

function consequence(problem: BadValue): string {
  return problem.refusedBy === "strict-client" ? `dropped, or the ${noun(problem.kind)} is refused` : refusal(problem);
}
