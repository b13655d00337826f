/** How findings count: what settings switch off is dropped, severities are set; and their order. */

import type { Persona, Severity } from "../../rules/rule.js";
import { levelOf, type Settings } from "../../workspace/settings.js";
import type { Diagnostic } from "../types.js";
import type { Found } from "./found.js";

const ATTENTION: Readonly<Record<Persona, number>> = { regular: 0, pedantic: 1, auditor: 2 };

/** The severity a finding has under the settings; undefined when it is not shown. */
export function effectiveSeverity({ rule, finding, file }: Found, settings: Settings): Severity | undefined {
  const level = levelOf(settings, file.input.path, rule);
  if (level === "off" || rule.stage.kind === "retired") return undefined;
  const own = finding.severity ?? rule.severity;
  if (level !== undefined) return level === "on" ? own : level;
  if (rule.stage.kind === "preview") return undefined;
  return ATTENTION[rule.persona ?? "regular"] <= ATTENTION[settings.persona] ? own : undefined;
}

/** True for a finding that something is not there. */
export function isAbsence({ absence }: Found["rule"], finding: Found["finding"]): boolean {
  return typeof absence === "function" ? absence(finding) : absence === true;
}

export function inOrder(a: Diagnostic, b: Diagnostic): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
