/** Asks to ignore a finding, written for the user: a comment above its line, or an annotation on its whole object. */

import type { ObjectMeta } from "../model/object.js";
import { cell, COLUMN, YamlNode } from "../syntax/yaml-document.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { editorOf, editsByFile } from "./quick-fixes.js";
import type { Found } from "./run-rules.js";
import { IGNORE_ANNOTATION } from "./silence.js";
import type { WorkspaceEdit } from "./types.js";

/** Where a request to ignore may stand. Neither is the name of a fix. */
export const IGNORE_PLACES = ["#ignore-here", "#ignore-object"] as const;
export type IgnorePlace = (typeof IGNORE_PLACES)[number];

export interface IgnoreAction {
  readonly place: IgnorePlace;
  readonly title: string;
}

/** What can be written here, the narrower request first. */
export function ignoreActions(snapshot: Snapshot, found: Found): IgnoreAction[] {
  const { rule } = found;
  const meta = objectOf(snapshot, found);
  const titles: Record<IgnorePlace, string> = {
    "#ignore-here": `Ignore ${rule.name} here`,
    "#ignore-object": `Ignore ${rule.name} in this ${meta === undefined ? "object" : wordFor(meta)}`,
  };
  return IGNORE_PLACES.filter((place) => ignoreEdit(snapshot, found, place) !== undefined).map((place) => ({
    place,
    title: titles[place],
  }));
}

/** Undefined where the request cannot be written: JSON has no comments, broken text and the settings file have no object. */
export function ignoreEdit(snapshot: Snapshot, found: Found, place: IgnorePlace): WorkspaceEdit | undefined {
  if (found.finding.span !== undefined) return undefined;
  return place === "#ignore-here" ? comment(found) : annotation(snapshot, found);
}

/** A comment above the line of the finding: it speaks of the entry or item that begins there. */
function comment({ rule, range, file }: Found): WorkspaceEdit | undefined {
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

/** The innermost object that holds the finding: of several in a `List`, the item. */
function objectOf(snapshot: Snapshot, { finding }: Found): ObjectMeta | undefined {
  const located = snapshot.locate(finding.at.document);
  if (located === undefined) return undefined;
  const { parsed, decoded } = located.document;
  for (let { node } = finding.at; node >= 0; node = cell(parsed, node, COLUMN.parent)) {
    const object = decoded.objects.find((it) => it.meta.at.node === node);
    if (object !== undefined) return object.meta;
  }
  return undefined;
}

function wordFor({ kind }: ObjectMeta): string {
  return kind.value.endsWith("Policy") ? "policy" : kind.value;
}
