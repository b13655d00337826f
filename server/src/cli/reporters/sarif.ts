/** SARIF 2.1.0, for code scanning services: rules with their pages, one result for each problem. */

import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { installedVersion } from "../../node/installation.js";
import { readPage } from "../../node/pages.js";
import { type Diagnostic, type RuleInfo, Workspace } from "../../ide/index.js";
import { type CheckResult, SEVERITIES, type Severity, type WrittenFix } from "../check-result.js";
import { fingerprintsOf } from "./fingerprints.js";

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note", hint: "note" };

/** Of results, where a baseline was given. */
const NEW = { baselineState: "new" };
const KNOWN = { baselineState: "unchanged", suppressions: [{ kind: "external" }] };

/** GitHub refuses a file with more results: https://docs.github.com/en/code-security/code-scanning (SARIF support). */
const MOST_RESULTS = 25_000;

export function sarifReport({ diagnostics, notices, known, fixesOf }: CheckResult): string {
  const rules = Workspace.rules();
  const found = mostSevere([...diagnostics, ...(known ?? [])]);
  const all = found.kept;
  const isKnown = new Set(known);
  const fingerprints = fingerprintsOf(all);
  const run = {
    tool: { driver: { name: "netpol", semanticVersion: installedVersion(), rules: rules.map(toRule) } },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [...notices, ...found.remarks].map((it) => ({
          level: "note",
          message: { text: it.message },
          ...(it.file !== undefined && { locations: [{ physicalLocation: { artifactLocation: artifact(it.file) } }] }),
        })),
      },
    ],
    results: all.map((it, at) => ({
      ...toResult(it, rules, fingerprints[at] ?? ""),
      ...toFixes(fixesOf(it)),
      ...(known && (isKnown.has(it) ? KNOWN : NEW)),
    })),
  };
  return `${JSON.stringify({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

interface Kept {
  readonly kept: readonly Diagnostic[];
  readonly remarks: CheckResult["notices"];
}

/** As many as GitHub takes, in their order. */
function mostSevere(all: readonly Diagnostic[]): Kept {
  if (all.length <= MOST_RESULTS) return { kept: all, remarks: [] };
  const rank = (it: Diagnostic): number => SEVERITIES.indexOf(it.severity);
  const kept = new Set(all.toSorted((a, b) => rank(b) - rank(a)).slice(0, MOST_RESULTS));
  const left = all.length - MOST_RESULTS;
  const message = `${left} of ${all.length} findings, those of the lowest severity, are left out: GitHub takes ${MOST_RESULTS}`;
  return { kept: all.filter((it) => kept.has(it)), remarks: [{ message }] };
}

function toFixes(fixes: readonly WrittenFix[]): object {
  if (fixes.length === 0) return {};
  return {
    fixes: fixes.map(({ title, changes }) => ({
      description: { text: title },
      artifactChanges: [...new Set(changes.map((it) => it.file))].map((file) => ({
        artifactLocation: artifact(file),
        replacements: changes
          .filter((it) => it.file === file)
          .map((it) => ({ deletedRegion: toRegion(it), insertedContent: { text: it.text } })),
      })),
    })),
  };
}

function toRule({ code, name, title, severity, persona, premise }: RuleInfo): object {
  const page = readPage(code);
  return {
    id: code,
    name,
    shortDescription: { text: title },
    ...(page !== undefined && { help: { text: page, markdown: page } }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ["kubernetes", "network-policy"], persona, premise },
  };
}

function toResult(it: Diagnostic, rules: readonly RuleInfo[], fingerprint: string): object {
  return {
    ruleId: it.code,
    ruleIndex: rules.findIndex((rule) => rule.code === it.code),
    level: LEVELS[it.severity],
    message: { text: it.note === undefined ? it.message : `${it.message}\n${it.note}` },
    locations: [toLocation(it)],
    ...(it.related.length > 0 && {
      relatedLocations: it.related.map((related, id) => ({
        id,
        ...toLocation(related),
        message: { text: related.message },
      })),
    }),
    partialFingerprints: { "netpolFinding/v1": fingerprint },
    properties: { severity: it.severity, fixes: it.fixes, ...(it.scopes !== undefined && { scopes: it.scopes }) },
  };
}

function toLocation({ file, ...range }: Pick<Diagnostic, "file" | "start" | "end">): object {
  return { physicalLocation: { artifactLocation: artifact(file), region: toRegion(range) } };
}

function toRegion({ start, end }: Pick<Diagnostic, "start" | "end">): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** Relative to the working directory, which is the repository's top in CI; outside of it, a whole URI. */
function artifact(file: string): object {
  if (file.startsWith("../") || path.isAbsolute(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}
