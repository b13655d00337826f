/** Asks to ignore a finding, written for the user: a comment above its line, or an annotation on its whole object. */

import type { ObjectMeta } from "../../model/object.js";
import { YamlNode } from "../../syntax/yaml-document.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { type ActionProducer, findingsThere, type Offer } from "./action-producer.js";
import { objectAround, rangeInFile } from "../places.js";
import { editorOf, editsByFile } from "./quick-fixes.js";
import type { Found } from "../findings/found.js";
import { IGNORE_ANNOTATION } from "../findings/silence.js";
import type { WorkspaceEdit } from "../types.js";

const PREFIX = "ignore:";
/** Where a request to ignore may be written, the narrower one first. */
const PLACES = ["here", "object"] as const;
type IgnorePlace = (typeof PLACES)[number];

/** Requests to ignore the findings there. Two findings of a rule at one place ask for the same words. */
export const IGNORES: ActionProducer = {
  kind: "quickfix",
  prefix: PREFIX,
  when: (request) => findingsThere(request).length > 0,
  produce: (request) => {
    const offers = new Map<string, Offer>();
    for (const found of findingsThere(request)) {
      for (const place of PLACES) {
        const title = titleOf(request.snapshot, found, place);
        if (offers.has(title) || ignoreEdit(request.snapshot, found, place) === undefined) continue;
        offers.set(title, { id: idOf(found, place), title, preferred: false, code: found.rule.code });
      }
    }
    return [...offers.values()];
  },
  edit: ({ snapshot, findings }, actionId) => {
    for (const found of findings()) {
      const place = PLACES.find((it) => idOf(found, it) === actionId);
      if (place !== undefined) return ignoreEdit(snapshot, found, place);
    }
    return undefined;
  },
};

function idOf({ rule, range }: Found, place: IgnorePlace): string {
  return `${PREFIX}${rule.code}:${range.start}:${range.end}:${place}`;
}

function titleOf(snapshot: Snapshot, found: Found, place: IgnorePlace): string {
  if (place === "here") return `Ignore ${found.rule.name} here`;
  const meta = objectOf(snapshot, found);
  return `Ignore ${found.rule.name} in this ${meta === undefined ? "object" : wordFor(meta)}`;
}

/** Undefined where the request cannot be written: JSON has no comments, broken text and the settings file have no object. */
function ignoreEdit(snapshot: Snapshot, found: Found, place: IgnorePlace): WorkspaceEdit | undefined {
  if (found.finding.span !== undefined) return undefined;
  return place === "here" ? comment(snapshot, found) : annotation(snapshot, found);
}

/** A comment above the line of the finding: it speaks of the entry or item that begins there. Inside a text it would be text. */
function comment(snapshot: Snapshot, { rule, finding: { at }, file, ...found }: Found): WorkspaceEdit | undefined {
  const document = at.inside === undefined ? undefined : snapshot.locate(at.document)?.document;
  const { document: id, node } = at;
  const range = document === undefined ? found.range : rangeInFile(document, { document: id, node, part: "key" });
  if (file.input.path.endsWith(".json")) return undefined;
  const { text } = file.input;
  const start = file.lines.startOf(file.lines.positionAt(range.start).line);
  const indent = /^[ ]*/.exec(text.slice(start))?.[0] ?? "";
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const newText = `${indent}# netpol: ignore[${rule.name}]${newline}`;
  return { edits: new Map([[file.input.id, [{ range: { start, end: start }, newText }]]]) };
}

/** The rule's name as the annotation, or behind what the annotation names already. */
function annotation(snapshot: Snapshot, found: Found): WorkspaceEdit | undefined {
  const meta = objectOf(snapshot, found);
  const parsed = meta === undefined ? undefined : snapshot.locate(meta.document)?.document.parsed;
  if (meta === undefined || parsed === undefined) return undefined;
  const metadata = new YamlNode(parsed, meta.at.node).get("metadata");
  if (metadata?.kind !== "map") return undefined;
  const editor = editorOf(snapshot);
  const annotations = metadata.get("annotations");
  const present = annotations?.get(IGNORE_ANNOTATION);
  const { name } = found.rule;
  if (present !== undefined) {
    const names = meta.annotations.get(IGNORE_ANNOTATION)?.value ?? "";
    editor.set(present.site(), names.trim() === "" ? name : `${names}, ${name}`);
  } else if (annotations === undefined) {
    editor.insert(metadata.site(), "annotations", { [IGNORE_ANNOTATION]: name });
  } else {
    editor.insert(annotations.site(), IGNORE_ANNOTATION, name);
  }
  return editsByFile(snapshot, editor);
}

function objectOf(snapshot: Snapshot, { finding }: Found): ObjectMeta | undefined {
  const located = snapshot.locate(finding.at.document);
  return located === undefined ? undefined : objectAround(located.document, finding.at.node)?.meta;
}

function wordFor({ kind }: ObjectMeta): string {
  return kind.value.endsWith("Policy") ? "policy" : kind.value;
}
