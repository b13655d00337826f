/** Plans every repository of the GitOps oracle, and compares the objects of each cluster with those expected, as data. */

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { type Plan, planRepository } from "../server/src/gitops/plan.js";
import { PlanMemory } from "../server/src/gitops/plan-memory.js";
import { build, type Plain, toPlain } from "../server/src/kustomize/index.js";
import { textsIn, treeOf } from "./kit/file-tree.js";

const FOLDER = path.resolve(import.meta.dirname, "../../shared/oracles/gitops");

interface Case {
  readonly id: string;
  readonly inputs: string;
  readonly expected: Readonly<Record<string, string>>;
}

const index = path.join(FOLDER, "index.json");
const cases = existsSync(index) ? (JSON.parse(readFileSync(index, "utf8")) as { cases: Case[] }).cases : [];

function planOf(texts: Record<string, string>): Plan | undefined {
  return planRepository({
    tree: treeOf(texts),
    build,
    tracking: "annotation",
    memory: new PlanMemory(),
  });
}

/** Objects by their id, without those of Flux and Argo CD themselves. */
function byId(objects: readonly Plain[]): Record<string, Plain> {
  const found: Record<string, Plain> = {};
  for (const it of objects) {
    const { apiVersion, kind, metadata } = it as Record<string, Record<string, string>>;
    const group = String(apiVersion);
    if (/toolkit\.fluxcd\.io|argoproj\.io/.test(group)) continue;
    found[`${group} ${String(kind)} ${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`] = JSON.parse(
      JSON.stringify(it),
    ) as Plain;
  }
  return found;
}

describe.skipIf(cases.length === 0)("the objects of each cluster", () => {
  it.each(cases)("$id", ({ inputs, expected }) => {
    const plan = planOf(textsIn(path.join(FOLDER, inputs)));
    const clusters = (plan?.clusters ?? []).map((it) =>
      byId(it.builds.flatMap((one) => one.objects.map(({ root }) => toPlain(root)))),
    );
    const wanted = Object.values(expected).map((file) =>
      byId(
        parseAllDocuments(readFileSync(path.join(FOLDER, file), "utf8")).flatMap((it) => (it.toJS() as Plain) ?? []),
      ),
    );
    const key = (it: object): string => JSON.stringify(Object.entries(it).sort());
    expect([...clusters].sort((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(
      [...wanted].sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    );
    expect(
      plan?.clusters.flatMap((it) =>
        it.builds.flatMap((one) => [...one.problems, ...one.notes].map((two) => two.says)),
      ),
    ).toEqual([]);
  });
});
