/** The oracle of kustomize: flows and findings of every input folder are those of a folder that holds the output alone. */

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { type Diagnostic, Workspace } from "../server/src/ide/index.js";
import { textsIn } from "./kit/file-tree.js";

const FOLDER = path.resolve(import.meta.dirname, "../../shared/oracles/kustomize");

interface Case {
  readonly id: string;
  readonly inputs: string;
  readonly expected?: Readonly<Record<string, string>>;
  readonly error?: string;
  /** Words of which one has to stand in what is said, the file's name counts. */
  readonly said?: readonly string[];
}

/** Cases whose flows differ, and why. */
const OTHER_FLOWS: Readonly<Record<string, string>> = {
  "kust-as-json": "a file with two JSON texts one after the other: kustomize reads the first, and the parser gives up",
  "kust-duplicate-key": "a manifest that no kustomization lists counts, which is said (NP1802)",
};

/** What the output no longer shows, netpol knows from the sources, and says so more severely. */
const ADDED =
  "NP1107 names the label that a kustomization adds to a selector; in the output it is one that nothing has";

/** The output does not show the namespace that a manifest has of its own. */
const MOVED = "NP1609 says that a kustomization replaces the namespace which the manifest has";

/** Cases whose findings differ besides, and why. */
const OTHER_FINDINGS: Readonly<Record<string, string>> = {
  "labels-selectors-in-peers": ADDED,
  "labels-both-flags": ADDED,
  "labels-several-entries": ADDED,
  "random-8": ADDED,
  "ns-cnp": MOVED,
  "json-metadata-namespace": MOVED,
  "random-11": MOVED,
  "random-24": MOVED,
  "random-32": MOVED,
  "random-61": MOVED,
  "random-15": "NP1106 says which namespaces are in sight, and how sure that is depends on the files that they are in",
  "random-18": "one message of two policies names the namespace that comes first, here another for each",
  "random-19": "the same",
  "random-22": "labels in a message stand in the order written, here another for each of two policies",
  "random-23": "NP1603 is surer of two policies of one file, and the output is one",
  "random-41": "NP1609 compares the policies of one file, and the output is one",
  "real-pg-template": "a variable in quotes is a value; in the output the quotes are gone, and it is left alone",
};

const cases: readonly Case[] = existsSync(path.join(FOLDER, "index.json"))
  ? (JSON.parse(readFileSync(path.join(FOLDER, "index.json"), "utf8")) as { cases: Case[] }).cases
  : [];

function workspaceOf(texts: Readonly<Record<string, string>>): Workspace {
  const workspace = new Workspace({ log: (it) => expect.unreachable(it), now: () => performance.now() });
  workspace.apply(
    Object.entries(texts).map(([at, text]) => ({
      type: "put",
      // Whoever reads files takes the mark away.
      file: { id: at, path: at, text: text.replace(/^\uFEFF/, "") },
    })),
  );
  return workspace;
}

/** What has a place in text, or the name of a scope, is another in the output. */
const PLACES: ReadonlySet<string> = new Set(["file", "line", "place", "scope"]);

function flowsOf(workspace: Workspace): string[] {
  const plain = (scope: string): string =>
    JSON.stringify(workspace.flows([scope]), (key, value: unknown) => (PLACES.has(key) ? undefined : value));
  return workspace.scopeNames.map(plain).sort();
}

function diagnosticsOf(workspace: Workspace): Diagnostic[] {
  return [...workspace.allDiagnostics().values()].flat();
}

/**
 * How often each rule speaks, and how severely. Which of several objects a message names depends on their order, which the
 * output has another of; and what is about the sources is in no output.
 */
function findingsOf(workspaces: readonly Workspace[]): string[] {
  const all = workspaces.flatMap(diagnosticsOf).filter(({ code, message }) => {
    return code !== "NP1802" && !(code === "NP1609" && message.startsWith("A kustomization"));
  });
  const distinct = new Map(all.map((it) => [`${it.code} ${it.message}`, `${it.code} ${it.severity}`]));
  return [...distinct.values()].sort();
}

function inputsOf({ inputs }: Case): Workspace {
  return workspaceOf(textsIn(path.join(FOLDER, inputs)));
}

describe.skipIf(cases.length === 0)("what kustomize builds", () => {
  const built = cases.filter((it) => it.expected !== undefined);
  const outputs = ({ expected = {} }: Case): Workspace[] =>
    Object.values(expected).map((it) => workspaceOf({ "output.yaml": readFileSync(path.join(FOLDER, it), "utf8") }));

  it.each(built.filter((it) => !(it.id in OTHER_FLOWS)))("$id", (given) => {
    const inputs = inputsOf(given);
    const wanted = outputs(given);
    expect(flowsOf(inputs)).toEqual(wanted.flatMap(flowsOf).sort());
    if (!(given.id in OTHER_FINDINGS)) expect(findingsOf([inputs])).toEqual(findingsOf(wanted));
  });

  it("differs in less than one case of a hundred", () => {
    expect(Object.keys(OTHER_FLOWS).length / built.length).toBeLessThan(0.01);
  });
});

describe.skipIf(cases.length === 0)("what cannot be built is said", () => {
  it.each(cases.filter((it) => it.error !== undefined))("$id", (given) => {
    const workspace = inputsOf(given);
    const found = [...workspace.allDiagnostics()].flatMap(([file, list]) => list.map((it) => `${file} ${it.message}`));
    const noticed = workspace.notices().map((it) => `${it.file ?? ""} ${it.message}`);
    const said = [...found, ...noticed].join("\n");
    expect((given.said ?? []).filter((it) => said.includes(it))).not.toEqual([]);
  });
});
