/** What of a document is judged by its own text, and which rules may speak of it. */

import { memoize } from "../../base/memoize.js";
import type { ShapeProblem } from "../../model/shape-problem.js";
import type { Finding, Rule } from "../../rules/rule.js";
import type { Decoded } from "../../systems/decode-document.js";
import { ruleAround } from "../../workspace/certain-problems.js";
import type { FileState, ReadDocument } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";

/** The documents of a file that are judged each on its own, those that they carry included. */
export function judgedDocuments(snapshot: Snapshot, file: FileState): ReadDocument[] {
  const documents = [...file.documents.filter((it) => !it.variables), ...snapshot.maskedIn(file)];
  return [...documents, ...file.documents.flatMap((it) => carriedBy(snapshot, it))];
}

/** The policies that a document carries, as if it were a document of theirs, unless they are judged as they are rendered. */
function carriedBy({ builds }: Snapshot, { embedded, ...document }: ReadDocument): ReadDocument[] {
  if (embedded === undefined || builds.isRendered(document.parsed.id)) return [];
  return [{ ...document, ...embedded }];
}

/**
 * What of a document is judged by its own text: all of it, unless kustomizations make something else of it. Then what they
 * make is judged; of a patch only whether it can be read.
 */
export function judgedOf({ builds }: Snapshot, file: FileState, { parsed, decoded }: ReadDocument): Decoded {
  if (decoded.objects.length === 0) return decoded;
  if (builds.isNoManifest(file.input.path)) return onlyText(decoded);
  const asWritten = builds.uses.asWritten(file.input.path, parsed);
  if (asWritten === undefined || decoded.objects.every((it) => asWritten.has(it.meta.at.node))) return decoded;
  return partOf(decoded, asWritten);
}

/** Faults of the text itself, which what is built no longer shows. */
const OF_THE_TEXT: ReadonlySet<ShapeProblem["type"]> = new Set(["yaml-syntax", "duplicate-key"]);

const onlyText = memoize((decoded: Decoded): Decoded => {
  const problems = [...decoded.problems, ...decoded.objects.flatMap((it) => it.problems)];
  return { objects: [], problems: problems.filter((it) => OF_THE_TEXT.has(it.type)) };
});

function partOf(decoded: Decoded, rows: ReadonlySet<number>): Decoded {
  const objects = decoded.objects.filter((it) => rows.has(it.meta.at.node));
  if (objects.length === 0) return onlyText(decoded);
  const { problems } = onlyText({ objects: decoded.objects.filter((it) => !objects.includes(it)), problems: [] });
  return { objects, problems: [...decoded.problems, ...problems] };
}

/** In a template nothing is said that depends on the whole policy, unless no action is in it. */
export function mayRun(rule: Rule, { masked }: ReadDocument): boolean {
  return masked === undefined || (rule.on === "policy" && rule.dependsOn === "rule") || masked.isWhole(0);
}

/** True where the rules that the finding is about are as written. */
export function isCertainIn({ parsed, masked, decoded }: ReadDocument, rule: Rule, finding: Finding): boolean {
  if (masked === undefined || masked.isWhole(0)) return true;
  const nodes = [finding.at, ...(rule.related?.(finding) ?? []).map((it) => it.at)].map((it) => it.node);
  const [first = 0] = nodes;
  return nodes.every((it) => {
    const policies = decoded.objects.flatMap((object) => (object.type === "policy" ? object : []));
    return masked.isPlaced(it) && masked.isWhole(ruleAround(parsed, it, policies)) && masked.areTogether(it, first);
  });
}
