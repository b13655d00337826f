/**
 * The labelled mistakes of the shared corpus: which of them are pointed at, and what is said of texts that are right.
 * The corpus' README says what the labels mean.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../../server/src/ide/index.js";
import { RULES } from "../../server/src/rules/registry.js";
import { sharedCovers } from "../../scripts/gen.mjs";
import { type Files, workspaceOf } from "./analyse.js";

interface Label {
  readonly id: string;
  readonly mistake: string;
  /** Lines at fault, from 1. */
  readonly lines: readonly number[];
  readonly category: string;
  readonly certainty: "static" | "needs-workloads" | "needs-cluster";
  readonly severity: "error" | "warning" | "info" | "none";
  readonly templated?: boolean;
  /** The repaired text. */
  readonly cleanAfter?: string;
  /** Further findings that are true. */
  readonly also?: readonly { readonly category: string; readonly why: string }[];
}

interface Case extends Label {
  readonly text: string;
  /** Manifests that the mistake shows beside. */
  readonly context?: string;
}

export interface Judged {
  readonly id: string;
  readonly mistake: string;
  readonly lines: readonly number[];
  readonly category: string;
  /** Findings of level info or above that begin within one line of a line at fault. */
  readonly pointedAtBy: readonly Diagnostic[];
}

export interface FalseAlarm {
  readonly id: string;
  readonly text: "control" | "cleanAfter";
  readonly diagnostic: Diagnostic;
}

export interface PitfallReport {
  /** Mistakes that can be seen in the text or the manifests beside it. */
  readonly judged: readonly Judged[];
  /** Mistakes that depend on the running cluster: not counted, shown for interest. */
  readonly clusterBound: readonly Judged[];
  readonly controls: number;
  readonly repaired: number;
  readonly falseAlarms: readonly FalseAlarm[];
}

/** Judges every case below the corpus' folder. */
export function judgePitfalls(corpus: string): PitfallReport {
  const cases = readCases(join(corpus, "pitfalls")).filter((it) => it.templated !== true);
  const controls = cases.filter((it) => it.severity === "none");
  const mistakes = cases.filter((it) => it.severity !== "none");
  const repaired = cases.filter((it) => it.cleanAfter !== undefined);
  return {
    judged: mistakes.filter((it) => it.certainty !== "needs-cluster").map(judge),
    clusterBound: mistakes.filter((it) => it.certainty === "needs-cluster").map(judge),
    controls: controls.length,
    repaired: repaired.length,
    falseAlarms: [
      ...controls.flatMap((it) => alarms(it, "control", it.text)),
      ...repaired.flatMap((it) => alarms(it, "cleanAfter", it.cleanAfter ?? "")),
    ],
  };
}

/** The workspace of every case below the corpus' folder, by its id. */
export function pitfallWorkspaces(corpus: string): ReadonlyMap<string, Files> {
  const cases = readCases(join(corpus, "pitfalls")).filter((it) => it.templated !== true);
  return new Map(cases.map((it) => [it.id, filesOf(it, it.text)]));
}

function readCases(folder: string): Case[] {
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  return readdirSync(folder)
    .filter((it) => it.endsWith(".expect.json"))
    .sort()
    .map((name) => {
      const label = JSON.parse(read(name)) as Label;
      const context = `${label.id}.context.yaml`;
      return {
        ...label,
        text: read(`${label.id}.yaml`),
        ...(existsSync(join(folder, context)) ? { context: read(context) } : {}),
      };
    });
}

function judge(it: Case): Judged {
  const pointedAtBy = findings(it, it.text).filter(
    ({ severity, start }) => severity !== "hint" && it.lines.some((line) => Math.abs(start.line + 1 - line) <= 1),
  );
  return { id: it.id, mistake: it.mistake, lines: it.lines, category: it.category, pointedAtBy };
}

function alarms(it: Case, text: FalseAlarm["text"], yaml: string): FalseAlarm[] {
  const known = (it.also ?? []).flatMap(({ category }) => KNOWN_BY[category] ?? []);
  return findings(it, yaml)
    .filter(({ severity }) => severity === "error" || severity === "warning")
    .filter(({ code }) => !ALSO_TRUE.some((known) => known.id === it.id && known.code === code))
    .filter(({ code }) => !coversOf(code).some((id) => known.some((pattern) => pattern.test(id))))
    .map((diagnostic) => ({ id: it.id, text, diagnostic }));
}

function findings(it: Case, text: string): readonly Diagnostic[] {
  return workspaceOf(filesOf(it, text)).diagnostics(pathOf(it));
}

function filesOf({ id, context }: Case, text: string): Files {
  return new Map([
    [pathOf({ id }), text],
    ...(context === undefined ? [] : [[`${id}.context.yaml`, context] as const]),
  ]);
}

function pathOf({ id }: Pick<Case, "id">): string {
  return `${id}.yaml`;
}

/** Ids of the specification that a finding of a labelled category stands for: what `also` lets pass. */
const KNOWN_BY: Readonly<Record<string, readonly RegExp[]>> = {
  dns: [/^KP-(18|19|2[0-2]|36)$/, /^CP-(14|2[789]|3[0-5])$/],
  schema: [/^KV-/, /^CV-/, /^KP-(5|48|49)$/, /^CP-(3|4|5|11|12)$/],
  "empty-semantics": [/^KV-24$/, /^KP-(3|8|1[4-7])$/, /^CP-(1|2|10)$/],
  "isolation-gap": [/^KP-(1[3-58])$/, /^CP-(2[026])$/],
};

/** True findings on repaired texts that the labels do not list. */
const ALSO_TRUE: readonly { readonly id: string; readonly code: string; readonly why: string }[] = [
  {
    id: "029",
    code: "NP1007",
    why: "its third policy is of extensions/v1beta1, which is gone since Kubernetes 1.16 (KP-48)",
  },
  {
    id: "031",
    code: "NP1106",
    why: "its note says so: the committed repair selects another label that the Namespace manifest lacks",
  },
  {
    id: "037",
    code: "NP1203",
    why: "the repaired policy lets the server reach the hub alone, and nothing in the case lets it resolve the hub's name",
  },
];

const SHARED = sharedCovers();

function coversOf(code: string): readonly string[] {
  return [...(RULES.find((it) => it.code === code)?.covers ?? []), ...(SHARED.get(code) ?? [])];
}
