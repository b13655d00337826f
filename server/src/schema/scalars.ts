/** Compares single values with what the schema demands of them: words, formats, lengths, ranges. */

import { nearest } from "../base/nearest.js";
import { counted, quoted, withArticle } from "../base/quote.js";
import { releaseText } from "../base/version.js";
import type { Site } from "../base/source.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { Complaints, FaultPlace } from "./complaints.js";
import { type FormatRule, isAlive, type Length, type Range, type Value, type Values } from "./constraint.js";
import type { ScalarSchema } from "./schema.js";

/** Records what is wrong with a value of the right type. */
export function checkScalar(node: YamlNode, path: string, schema: ScalarSchema, complaints: Complaints): void {
  const { values, format, length, range } = schema;
  if (values === undefined && format === undefined && length === undefined && range === undefined) return;
  const at = node.site("value");
  if (node.scalarType !== "string") {
    if (range !== undefined) checkRange(Number(node.scalar().value), { at, path, text: node.text }, range, complaints);
    return;
  }
  const place = { at, path, text: node.text };
  if (values !== undefined) checkWord(place, values, complaints);
  if (format !== undefined && checkFormat(place, format, complaints)) return;
  if (length !== undefined) checkLength(place, length, complaints);
}

/** Records what is wrong with the key of a map whose keys are free. */
export function checkKey(key: string, at: Site, path: string, format: FormatRule, complaints: Complaints): void {
  checkFormat({ at, path, text: key }, format, complaints);
}

type TextPlace = FaultPlace & { readonly text: string };

function checkWord(place: TextPlace, values: Values, complaints: Complaints): void {
  const { text } = place;
  const { version } = complaints.reader;
  const known = values.each.find((it) => it.value === text);
  if (known !== undefined && isAlive(known, version)) return;
  const allowed = values.each.filter((it) => isAlive(it, version));
  const names = allowed.map((it) => it.value);
  if (known !== undefined) {
    const says = values.says?.(text) ?? `The ${values.about} ${quoted(text)} ${lifetime(known, complaints)}`;
    complaints.bad(values, place, { is: "value-of-other-version", allowed: names, says });
    return;
  }
  const mistaken = values.mistaken?.find((it) => it.like.test(text));
  const instead = mistaken === undefined ? closest(text, allowed) : undefined;
  const says = mistaken?.says(text) ?? values.says?.(text) ?? `${quoted(text)} is not a valid ${values.about}`;
  complaints.bad(values, instead === undefined ? place : { ...place, instead }, {
    is: "unknown-value",
    allowed: names,
    says,
  });
}

/** The word that was meant: one that differs in case or spaces, that others spell this way, or a near miss. */
function closest(text: string, values: readonly Value[]): string | undefined {
  const bare = bareWord(text);
  const same = values.find(({ value, aliases = [] }) => [value, ...aliases].some((it) => bareWord(it) === bare));
  return (
    same?.value ??
    nearest(
      text,
      values.map((it) => it.value),
    )
  );
}

function bareWord(text: string): string {
  return text.replaceAll(/[\s_-]/g, "").toLowerCase();
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param value One that the version does not have. */
function lifetime({ since, gone = 0 }: Value, complaints: Complaints): string {
  const { title } = complaints.reader;
  return since !== undefined && !complaints.atLeast(since)
    ? `requires ${title} ${releaseText(since)} or later`
    : `was removed in ${title} ${releaseText(gone)}`;
}

/** @returns True when a flaw was recorded: the first that counts in this version. */
function checkFormat(place: TextPlace, format: FormatRule, complaints: Complaints): boolean {
  return format.flawsOf(place.text).some(({ flaw, instead, constraint, says }) =>
    complaints.bad(constraint, instead === undefined ? place : { ...place, instead }, {
      is: "malformed",
      flaw,
      says,
    }),
  );
}

function checkLength(place: TextPlace, length: Length, complaints: Complaints): void {
  const { least = 0, most = Number.POSITIVE_INFINITY } = length;
  const characters = [...place.text].length;
  if (characters >= least && characters <= most) return;
  const usual =
    characters < least ? `at least ${counted(least, "character")}` : `at most ${counted(most, "character")}`;
  const says = length.says?.(place.text) ?? `${capitalized(withArticle(length.about))} must have ${usual}`;
  complaints.bad(length, place, { is: "wrong-length", says });
}

function checkRange(value: number, place: TextPlace, range: Range, complaints: Complaints): void {
  const { from, to, about } = range;
  if (value >= from && value <= to) return;
  const says = range.says?.(place.text) ?? `${quoted(place.text)} is not a valid ${about} (${from} to ${to})`;
  complaints.bad(range, place, { is: "out-of-range", from, to, says });
}
