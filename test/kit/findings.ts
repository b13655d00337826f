/** Holds the marks of one workspace's files against its findings and their related places. */

import type { Workspace } from "../../server/src/ide/index.js";
import { claimsOf, relatedClaims } from "./analyse.js";
import { agrees, type Claim, type Comparison, compareMarks, correctedMarks, drawDifference } from "./compare-marks.js";
import type { Mark, MarkedText } from "./marks.js";
import { writeMarks } from "./write-marks.js";

export interface FileResult {
  readonly path: string;
  readonly agrees: boolean;
  /** The text with what is missing and what is unexpected drawn in place. */
  readonly drawing: string;
  /** The marked text with every mark true. */
  readonly corrected: string;
}

const isClaim = (mark: Mark): mark is Claim => mark.type === "finding" || mark.type === "see";

/**
 * Compares every file of the workspace, those without marks too. Related places are compared once any file has a `see`
 * mark, and then all of those in files with a marked text: a long list of them is often beside the point of an example.
 */
export function compareWorkspace(workspace: Workspace, marked: ReadonlyMap<string, MarkedText>): FileResult[] {
  const withRelated = [...marked.values()].some(({ marks }) => marks.some((it) => it.type === "see"));
  const related = withRelated ? relatedClaims(workspace) : new Map<string, Claim[]>();
  return workspace.files.map((path) => {
    const { text, marks } = marked.get(path) ?? { text: workspace.textOf(path) ?? "", marks: [] };
    const found = [...claimsOf(workspace, path), ...(marked.has(path) ? (related.get(path) ?? []) : [])];
    const comparison: Comparison = compareMarks(marks.filter(isClaim), found);
    const places = marks.filter((it) => !isClaim(it));
    return {
      path,
      agrees: agrees(comparison),
      drawing: drawDifference(text, comparison, places),
      corrected: writeMarks(correctedMarks(text, comparison, places)),
    };
  });
}

/** @throws Error that shows each file in which marks and findings differ. */
export function expectAgreement(results: readonly FileResult[]): void {
  const wrong = results.filter((it) => !it.agrees);
  if (wrong.length === 0) return;
  const drawings = wrong.map(({ path, drawing }) => `${path}\n\n${drawing}`).join("\n\n");
  throw new Error(`findings differ from the marks (- missing, + unexpected; UPDATE=1 rewrites)\n\n${drawings}\n`);
}
