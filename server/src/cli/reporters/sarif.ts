/** SARIF 2.1.0, for code scanning services: rules with their pages, one result for each problem. */

import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { installedVersion } from "../../node/installation.js";
import { readPage } from "../../node/pages.js";
import { type Diagnostic, type RuleInfo, Workspace } from "../../ide/index.js";
import type { CheckResult, Severity } from "../check-result.js";
import { fingerprintsOf } from "./fingerprints.js";

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note", hint: "note" };

/** Of results, where a baseline was given. */
const NEW = { baselineState: "new" };
const KNOWN = { baselineState: "unchanged", suppressions: [{ kind: "external" }] };

export function sarifReport({ diagnostics, notices, known }: CheckResult): string {
  const rules = Workspace.rules();
  const all = [...diagnostics, ...(known ?? [])];
  const fingerprints = fingerprintsOf(all);
  const run = {
    tool: { driver: { name: "netpol", semanticVersion: installedVersion(), rules: rules.map(toRule) } },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: notices.map((it) => ({
          level: "note",
          message: { text: it.message },
          ...(it.file !== undefined && { locations: [{ physicalLocation: { artifactLocation: artifact(it.file) } }] }),
        })),
      },
    ],
    results: all.map((it, at) => ({
      ...toResult(it, rules, fingerprints[at] ?? ""),
      ...(known && (at < diagnostics.length ? NEW : KNOWN)),
    })),
  };
  return `${JSON.stringify({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }, null, 2)}\n`;
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

function toLocation({ file, start, end }: Pick<Diagnostic, "file" | "start" | "end">): object {
  const region = {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
  return { physicalLocation: { artifactLocation: artifact(file), region } };
}

/** Relative to the working directory, which is the repository's top in CI; outside of it, a whole URI. */
function artifact(file: string): object {
  if (file.startsWith("../") || path.isAbsolute(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}
