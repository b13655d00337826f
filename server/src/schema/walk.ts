/** Compares an object with its schema: unknown fields, types, duplicates, gaps, values, and fields beside each other. */

import { counted, quoted } from "../base/quote.js";
import { memoize } from "../base/memoize.js";
import { releaseText } from "../base/version.js";
import type { Site } from "../base/source.js";
import type { NullValue, ShapeProblem, Sibling, TypeName } from "../model/shape-problem.js";
import { cell, COLUMN, type YamlEntry, YamlNode } from "../syntax/yaml-document.js";
import { checkBeside } from "./beside.js";
import { Complaints, type Reader } from "./complaints.js";
import { isAlive } from "./constraint.js";
import { DroppedKeys } from "./dropped-keys.js";
import { expectedType, fits, typeOf } from "./fits.js";
import type { CheckedObject, ObjectCheck } from "./object-check.js";
import { checkKey, checkScalar } from "./scalars.js";
import type { Field, FieldChange, ListSchema, MapSchema, ObjectSchema, Schema } from "./schema.js";
import { Frame, join, unknownField } from "./unknown-field.js";

export interface WalkOptions extends Reader {
  /**
   * What a null list item is: `zero-value` for built-in types (KV-24), `refused` for custom resources (B.2.4).
   * A null field is a missing field in both.
   */
  readonly nullItems: "zero-value" | "refused";
}

export interface Walked {
  readonly problems: readonly ShapeProblem[];
  /** The object without the fields that only other versions have: what is there to be read. */
  readonly stored: YamlNode;
}

export function walkSchema(root: YamlNode, schema: ObjectSchema, options: WalkOptions): Walked {
  const walker = new Walker(schema, options);
  walker.visit(root, schema, "", undefined);
  return walker.finish(root);
}

/** A check that waits until it is known what is dropped. */
interface Pending {
  readonly check: ObjectCheck;
  readonly frame: Frame;
  readonly dropped: DroppedKeys;
  readonly agentLooks: boolean;
}

class Walker {
  readonly #complaints: Complaints;
  readonly #root: ObjectSchema;
  readonly #options: WalkOptions;
  readonly #pending: Pending[] = [];
  /** Rows of the entries that only another version has. */
  readonly #ofOtherVersions = new Set<number>();

  constructor(root: ObjectSchema, options: WalkOptions) {
    this.#root = root;
    this.#options = options;
    this.#complaints = new Complaints(options);
  }

  /** @param outer The object around the value. */
  visit(node: YamlNode, schema: Schema, path: string, outer: Frame | undefined): void {
    if (schema.type === "any") return;
    const found = typeOf(node);
    if (found === "null") return;
    if (!fits(found, schema)) {
      // `{}` where a list belongs may be meant as nothing or as everything.
      const isEmptyMap = node.kind === "map" && node.entries().length === 0;
      const isItem = schema.type === "list" && fits(found, schema.of) && !isEmptyMap && hasRequired(node, schema.of);
      this.#wrongType(node, path, expectedType(schema), found, isItem);
    } else if (schema.type === "object") this.#object(new Frame(node, schema, path, outer));
    else if (schema.type === "list") this.#list(node, schema, path, outer);
    else if (schema.type === "map") this.#map(node, schema, path);
    else checkScalar(node, path, schema, this.#complaints);
  }

  /** Runs the checks that waited. */
  finish(root: YamlNode): Walked {
    const stored = this.#ofOtherVersions.size === 0 ? root : root.without(this.#ofOtherVersions);
    const nodeOf = ({ node }: Frame): YamlNode => (stored === root ? node : new YamlNode(stored.document, node.place));
    for (const { check, frame, dropped, agentLooks } of this.#pending) {
      this.#complaints.agentLooks = agentLooks;
      check(this.#checked(nodeOf(frame), frame.path, () => frame.around.map(nodeOf), dropped));
    }
    return { problems: withoutLesser(this.#complaints.all), stored };
  }

  #checked(node: YamlNode, path: string, around: () => readonly YamlNode[], dropped: DroppedKeys): CheckedObject {
    const complaints = this.#complaints;
    return {
      node,
      path,
      get around() {
        return around();
      },
      atLeast: (release) => complaints.atLeast(release),
      report: (constraint, place, facts) => {
        complaints.bad(constraint, place, facts);
      },
      lacks: ({ at, path: of }) => this.#missing(at, of),
      isLost: (refusedBy, meant) => dropped.isLost(refusedBy, meant),
    };
  }

  #object(frame: Frame): void {
    const { node, schema, path } = frame;
    const all = node.entries();
    this.#duplicates(node, all, path);
    const entries = path === "" ? entriesOfKind(all, this.#options.kind) : all;
    const dropped = new DroppedKeys(node, this.#complaints);
    const written = new Map<string, YamlNode>();
    for (const { key, value } of entries) {
      const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
      if (field === undefined) {
        // Directives of strategic merge patches (`$patch: delete`) never reach the object.
        if (key.startsWith("$")) continue;
        this.#unknownField(frame, value, siblingsOf(entries));
        dropped.add(key);
      } else if (this.#isOfOtherVersion(field)) {
        this.#fieldOfOtherVersion(value, field, frame);
        dropped.add(key);
      } else {
        written.set(key, value);
        this.#field(value, field, frame, entries);
      }
    }
    for (const name of requiredFields(schema)) {
      if (written.get(name)?.isNull === false) continue;
      this.#missing((written.get(name) ?? node).site("key"), join(path, name));
    }
    if (schema.choices !== undefined || schema.excludes !== undefined) {
      checkBeside(node, written, schema, path, dropped, this.#complaints);
    }
    const { agentLooks } = this.#complaints;
    for (const check of schema.checks ?? []) this.#pending.push({ check, frame, dropped, agentLooks });
  }

  /** @param beside The entries of the object, this one included. */
  #field(value: YamlNode, field: Field, outer: Frame, beside: readonly YamlEntry[]): void {
    const path = join(outer.path, value.key ?? "");
    if (value.isNull) {
      if (field.required !== true && field.schema.type !== "any") {
        this.#null(value, path, { where: "field", readAs: "missing", siblings: siblingsOf(beside) });
      }
      return;
    }
    const place = { at: value.site("key"), path };
    const { refused, deprecated, agentSince } = field;
    if (refused !== undefined && fits(typeOf(value), field.schema)) {
      const { others, says } = refused;
      this.#complaints.bad(refused, place, { is: "forbidden-field", others, says });
    }
    if (deprecated !== undefined && isAlive(deprecated, this.#options.version)) {
      const { check, says } = deprecated;
      this.#complaints.push({ is: "deprecated-field", about: VERSION, check, says }, place, undefined);
    }
    const { agentLooks } = this.#complaints;
    if (agentSince !== undefined && !this.#complaints.atLeast(agentSince)) this.#complaints.agentLooks = false;
    this.visit(value, field.schema, path, outer);
    this.#complaints.agentLooks = agentLooks;
  }

  #isOfOtherVersion({ since, gone }: Field): boolean {
    if (this.#options.version === undefined) return false;
    return this.#isTooNew(since) || (gone !== undefined && this.#complaints.atLeast(gone.release));
  }

  #isTooNew(since: Field["since"]): since is FieldChange {
    return since !== undefined && !this.#complaints.atLeast(since.release);
  }

  /** Dropped with everything in it, like an unknown field, so that what is wrong inside does not matter. */
  #fieldOfOtherVersion(value: YamlNode, { since, gone }: Field, { schema, path }: Frame): void {
    const name = value.key ?? "";
    const tooNew = this.#isTooNew(since);
    const change = tooNew ? since : gone;
    if (change === undefined) return;
    const release = `${this.#options.title} ${releaseText(change.release)}`;
    const usual = tooNew ? `${quoted(name)} requires ${release} or later` : `${quoted(name)} was removed in ${release}`;
    const fault = {
      is: "field-of-other-version",
      about: VERSION,
      check: change.check,
      says: change.says ?? usual,
      change: tooNew ? "too-new" : "removed",
      others: Object.entries(schema.fields).flatMap(([it, field]) => (this.#isOfOtherVersion(field) ? [] : it)),
    } as const;
    this.#complaints.push(fault, { at: value.site("key"), path: join(path, name) }, "strict-client");
    this.#ofOtherVersions.add(value.place);
  }

  #unknownField(frame: Frame, value: YamlNode, siblings: readonly Sibling[]): void {
    const name = value.key ?? "";
    const { elsewhere } = frame.schema;
    if (elsewhere?.fields.includes(name) !== true) {
      this.#complaints.all.push(unknownField(this.#options, this.#root, frame, value, siblings));
      return;
    }
    const { about, check, says } = elsewhere;
    const others = Object.keys(frame.schema.fields);
    const fault = { is: "forbidden-field", about, check, says: says(name), others } as const;
    this.#complaints.push(fault, { at: value.site("key"), path: join(frame.path, name) }, "strict-client");
  }

  #list(node: YamlNode, { of, most, least, unique }: ListSchema, path: string, outer: Frame | undefined): void {
    const items = node.items();
    for (const limit of [most, least]) {
      if (limit === undefined || (limit === most ? items.length <= limit.count : items.length >= limit.count)) continue;
      const says =
        limit.says?.(node.key ?? "") ??
        `${quoted(node.key ?? "")} must have at ${limit === most ? "most" : "least"} ${counted(limit.count, "item")}`;
      this.#complaints.bad(limit, { at: node.site("key"), path }, { is: "wrong-count", says });
    }
    const seen = unique && new Map<string, YamlNode>();
    for (const item of items) {
      if (item.isNull) {
        const readAs = isZeroRefused(of) ? "refused" : this.#options.nullItems;
        this.#null(item, path, { where: "item", readAs, siblings: [] });
        // The zero value of an object, in which every field is missing.
        if (readAs === "zero-value" && of.type === "object") {
          checkBeside(item, new Map(), of, path, new DroppedKeys(item, this.#complaints), this.#complaints);
        }
        continue;
      }
      if (unique !== undefined && seen !== undefined && item.scalarType === "string") {
        const { text } = item;
        const earlier = seen.get(text);
        seen.set(text, earlier ?? item);
        const place = { at: item.site("value"), path, text, related: (earlier ?? item).site("value") };
        const says = unique.says?.(text) ?? `${quoted(text)} is listed twice`;
        if (earlier !== undefined && this.#complaints.bad(unique, place, { is: "repeated", says })) continue;
      }
      this.visit(item, of, path, outer);
    }
  }

  #map(node: YamlNode, { of, keys }: MapSchema, path: string): void {
    const entries = node.entries();
    this.#duplicates(node, entries, path);
    // A null in a map of strings is the zero value of a built-in type, and pruned from a custom resource (B.2.4).
    const readAs = this.#options.nullItems === "zero-value" ? "zero-value" : "missing";
    for (const { key, value } of entries) {
      const at = join(path, key);
      if (keys !== undefined) checkKey(key, value.site("key"), at, keys, this.#complaints);
      if (value.isNull) this.#null(value, at, { where: "entry", readAs, siblings: siblingsOf(entries) });
      else this.visit(value, of, at, undefined);
    }
  }

  #missing(at: Site, path: string): void {
    const { kind, system } = this.#options;
    const field = path.slice(path.lastIndexOf(".") + 1);
    this.#complaints.all.push({ type: "missing-field", at, kind, system, path, field, refusedBy: "api-server" });
  }

  #null(node: YamlNode, path: string, facts: Pick<NullValue, "where" | "readAs" | "siblings">): void {
    this.#complaints.all.push({
      type: "null-value",
      at: facts.where === "item" ? hyphenOf(node) : node.site("key"),
      kind: this.#options.kind,
      system: this.#options.system,
      path,
      field: facts.where === "item" ? lastOf(path) : (node.key ?? ""),
      value: node.site("value"),
      ...facts,
      ...(facts.readAs === "refused" ? { refusedBy: "api-server" } : {}),
    });
  }

  #duplicates(node: YamlNode, entries: readonly YamlEntry[], path: string): void {
    if (!hasDuplicates(entries)) return;
    const first = new Map<string, YamlNode>();
    const opening = node.key === undefined && path !== "" ? entries[0]?.value : undefined;
    for (const { key, value, merged } of entries) {
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, value);
      else if (!merged) {
        this.#complaints.all.push({
          type: "duplicate-key",
          at: value.site("key"),
          kind: this.#options.kind,
          system: this.#options.system,
          path: join(path, key),
          key,
          first: earlier.site("key"),
          startsItem: earlier.place === opening?.place,
        });
      }
    }
  }

  #wrongType(node: YamlNode, path: string, expected: TypeName, found: TypeName, fitsAsItem: boolean): void {
    const scalar = node.kind === "scalar";
    this.#complaints.all.push({
      type: "wrong-type",
      at: node.site("value"),
      kind: this.#options.kind,
      system: this.#options.system,
      path,
      field: lastOf(path),
      item: node.key === undefined && path !== "",
      expected,
      found,
      fitsAsItem,
      refusedBy: "api-server",
      coerced: scalar && node.style === "plain" && expected === "string",
      ...(scalar ? { text: node.source } : {}),
    });
  }
}

/** Made only for what is reported: most objects are right. */
function siblingsOf(entries: readonly YamlEntry[]): Sibling[] {
  return entries.map(({ key, value }) => ({ key, type: typeOf(value) }));
}

const requiredFields = memoize(({ fields }: ObjectSchema): readonly string[] =>
  Object.keys(fields).filter((it) => fields[it]?.required === true),
);

/** Entries up to which comparing each with each is cheaper than a set of them. */
const FEW_ENTRIES = 12;

function hasDuplicates(entries: readonly YamlEntry[]): boolean {
  const { length } = entries;
  if (length > FEW_ENTRIES) return new Set(entries.map((it) => it.key)).size < length;
  return entries.some(({ key }, at) => {
    for (let other = at + 1; other < length; other++) if (entries[other]?.key === key) return true;
    return false;
  });
}

/**
 * A key with nothing behind it is not worth a word where a fault says what is missing because of it, nor is a field that is
 * refused here where a fault says what it stands against.
 */
function withoutLesser(problems: readonly ShapeProblem[]): readonly ShapeProblem[] {
  const faulty = new Set<number>();
  const beside = new Set<number>();
  for (const it of problems) {
    if (it.type !== "bad-value") continue;
    faulty.add(it.at.node);
    if (it.fault.is === "several-of") beside.add(it.at.node).add(it.related?.node ?? it.at.node);
  }
  if (faulty.size === 0) return problems;
  return problems.filter((it) => {
    if (it.type === "null-value") return !faulty.has(it.at.node);
    return it.type !== "bad-value" || it.fault.is !== "forbidden-field" || !beside.has(it.at.node);
  });
}

/** What faults of fields that came or went are about. */
const VERSION = "version";

/** True when the zero value of an item, which a null stands for, is refused: it lacks what is required. */
function isZeroRefused(item: Schema): boolean {
  if (item.type === "object") return Object.values(item.fields).some((it) => it.required === true);
  return item.type === "string" && item.filled === true;
}

/**
 * Where a forgotten `---` has merged two objects, the entries of the one of this kind, of two the first. The keys of
 * the other are recorded as duplicates; measured by this kind's schema they would only repeat that.
 */
function entriesOfKind(entries: readonly YamlEntry[], kind: string): readonly YamlEntry[] {
  const seen = new Set<string>();
  const second = entries.findIndex(({ key }) => seen.size === seen.add(key).size);
  const hasKind = (part: readonly YamlEntry[]) => part.some((it) => it.key === "kind" && it.value.text === kind);
  const parts = second < 0 ? [] : [entries.slice(0, second), entries.slice(second)];
  return parts.every((part) => part.some((it) => it.key === "kind")) ? (parts.find(hasKind) ?? entries) : entries;
}

/** The hyphen of a list item, as a piece before its value; in a flow list the place of the value. */
function hyphenOf(item: YamlNode): Site {
  const { document } = item;
  // What is written elsewhere has no hyphen here.
  if (document.origin !== undefined) return item.site("value");
  const start = cell(document, item.place, COLUMN.start);
  const hyphen = document.text.slice(0, start).trimEnd().length - 1;
  return document.text[hyphen] === "-"
    ? { ...item.site("value"), piece: { start: hyphen - start, end: hyphen + 1 - start } }
    : item.site("value");
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** Whether all that the schema requires of an object is written: as an item of a list it would be refused without. */
function hasRequired(node: YamlNode, schema: Schema): boolean {
  if (node.kind !== "map" || schema.type !== "object") return true;
  const written = new Set(node.entries().map(({ key }) => key));
  return Object.entries(schema.fields).every(([name, field]) => field.required !== true || written.has(name));
}
