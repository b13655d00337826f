/** The GitOps oracle: workloads, flows and findings of each repository are those of the objects that reach its clusters. */

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { workspaceOf } from "./kit/analyse.js";
import { readFolder } from "./kit/folders.js";

const FOLDER = path.resolve(import.meta.dirname, "../../shared/oracles/gitops");

interface Case {
  readonly id: string;
  readonly inputs: string;
  readonly expected: Readonly<Record<string, string>>;
}

const index = path.join(FOLDER, "index.json");
const cases = existsSync(index) ? (JSON.parse(readFileSync(index, "utf8")) as { cases: Case[] }).cases : [];

/** Speak of what is written and does not reach the cluster: another namespace, a policy that nothing lists. */
const OF_SOURCES: ReadonlySet<string> = new Set(["NP1609", "NP1802"]);

/** Workloads and flows of each scope, whatever it is called, and findings, wherever they stand. */
function answers(files: ReadonlyMap<string, string>): { scopes: string[]; findings: string[] } {
  const workspace = workspaceOf(files);
  const { workloads, flows } = workspace.flows();
  const byScope = new Map<string | undefined, string[]>();
  for (const { scope, file: _, ...it } of workloads) put(byScope, scope, it);
  for (const { scope, because, ...it } of flows) {
    const reasons = because.map(({ direction, policy }) => `${direction} ${policy}`).sort();
    put(byScope, scope, { ...it, because: [...new Set(reasons)] });
  }
  const findings = [...workspace.allDiagnostics().values()]
    .flat()
    .filter((it) => !OF_SOURCES.has(it.code))
    // Behind the colon stands why, which a kustomization may be.
    .map((it) => `${it.code} ${it.message.split(":")[0]}`);
  return { scopes: [...byScope.values()].map((it) => it.sort().join("\n")).sort(), findings: findings.sort() };
}

function put(map: Map<string | undefined, string[]>, key: string | undefined, row: object): void {
  map.set(key, [...(map.get(key) ?? []), JSON.stringify(row)]);
}

describe.skipIf(cases.length === 0)("what clusters get", () => {
  it.each(cases)("$id", ({ inputs, expected }) => {
    const given = answers(readFolder(path.join(FOLDER, inputs)));
    const wanted = Object.values(expected).map((it) =>
      answers(new Map([["all.yaml", readFileSync(path.join(FOLDER, it), "utf8")]])),
    );
    expect(given).toEqual({
      scopes: wanted.flatMap((it) => it.scopes).sort(),
      findings: [...new Set(wanted.flatMap((it) => it.findings))].sort(),
    });
  });
});
