/** Compares an object with its schema and records what does not fit: unknown fields, wrong types, duplicates, gaps. */

import { nearest } from "../base/nearest.js";
import type { Site } from "../base/source.js";
import { atLeast, type Version } from "../base/version.js";
import { type Field, homesOf, type ObjectSchema, type Schema } from "./schema.js";
import type { NullValue, RefusedBy, ShapeProblem, Sibling, TypeName, UnknownField } from "../model/shape-problem.js";
import { cell, COLUMN, type YamlEntry, type YamlNode } from "../syntax/yaml-document.js";

export interface WalkOptions {
  readonly kind: string;
  /**
   * What a null list item is: `zero-value` for built-in types (KV-24), `refused` for custom resources (B.2.4).
   * A null field is a missing field in both.
   */
  readonly nullItems: "zero-value" | "refused";
  /** The version whose fields count; undefined where no field came or went. */
  readonly version?: Version;
}

export function walkSchema(root: YamlNode, schema: ObjectSchema, options: WalkOptions): ShapeProblem[] {
  const walker = new Walker(schema, options);
  walker.visit(root, schema, "");
  return walker.problems;
}

/** One object on the way from the root to the place that is looked at. */
interface Frame {
  readonly node: YamlNode;
  readonly schema: ObjectSchema;
  readonly path: string;
}

class Walker {
  readonly problems: ShapeProblem[] = [];
  readonly #root: ObjectSchema;
  readonly #options: WalkOptions;
  /** The objects around the current one, outermost first; the current one is last. */
  readonly #frames: Frame[] = [];
  readonly #below = new WeakMap<Frame, readonly Frame[]>();

  constructor(root: ObjectSchema, options: WalkOptions) {
    this.#root = root;
    this.#options = options;
  }

  visit(node: YamlNode, schema: Schema, path: string): void {
    if (schema.type === "any") return;
    const found = typeOf(node);
    if (found === "null") return;
    const expected = expectedType(schema);
    if (!fits(found, schema)) {
      // `{}` where a list belongs may be meant as nothing or as everything.
      const isItem = schema.type === "list" && fits(found, schema.of) && !(node.kind === "map" && isEmpty(node));
      this.#wrongType(node, path, expected, found, isItem);
      return;
    }
    if (schema.type === "object") this.#object(node, schema, path);
    else if (schema.type === "list") this.#list(node, schema.of, path);
    else if (schema.type === "map") this.#map(node, path);
  }

  #object(node: YamlNode, schema: ObjectSchema, path: string): void {
    this.#frames.push({ node, schema, path });
    this.#duplicates(node, path);
    const entries = path === "" ? entriesOfKind(node.entries(), this.#options.kind) : node.entries();
    const siblings = entries.map(({ key, value }): Sibling => ({ key, type: typeOf(value) }));
    const present = new Set<string>();
    for (const { key, value } of entries) {
      const at = join(path, key);
      present.add(key);
      const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
      if (field === undefined) this.#unknownField(key, value, siblings);
      else if (this.#isTooNew(field) || this.#isGone(field)) this.#fieldOfOtherVersion(value, field, at, schema);
      else if (!value.isNull) this.visit(value, field.schema, at);
      else if (field.required !== true && field.schema.type !== "any") {
        this.#null(value, at, { where: "field", readAs: "missing", siblings });
      }
    }
    for (const [name, field] of Object.entries(schema.fields)) {
      if (field.required !== true || (present.has(name) && node.get(name)?.isNull === false)) continue;
      this.problems.push({
        type: "missing-field",
        at: present.has(name) ? (node.get(name)?.site("key") ?? node.site("key")) : node.site("key"),
        kind: this.#options.kind,
        path: join(path, name),
        field: name,
        refusedBy: "api-server",
      });
    }
    this.#frames.pop();
  }

  #isTooNew({ since }: Field): boolean {
    const { version } = this.#options;
    return since !== undefined && version !== undefined && !atLeast(version, 1, since.minor);
  }

  #isGone({ gone }: Field): boolean {
    const { version } = this.#options;
    return gone !== undefined && version !== undefined && atLeast(version, 1, gone.minor);
  }

  /** Dropped with all that is in it, like an unknown field; what is wrong inside concerns nobody. */
  #fieldOfOtherVersion(value: YamlNode, { since, gone }: Field, path: string, { fields }: ObjectSchema): void {
    const tooNew = since !== undefined;
    const others = Object.entries(fields).filter(([, it]) => !this.#isTooNew(it) && !this.#isGone(it));
    this.problems.push({
      type: "bad-value",
      at: value.site("key"),
      kind: this.#options.kind,
      path,
      field: lastOf(path),
      check: (since ?? gone)?.check ?? "",
      reason: tooNew ? "too-new" : "removed",
      ...(tooNew ? {} : { text: lastOf(path) }),
      allowed: tooNew ? [`1.${since.minor}`] : others.map(([name]) => name),
      refusedBy: "strict-client",
    });
  }

  #list(node: YamlNode, item: Schema, path: string): void {
    for (const child of node.items()) {
      if (child.isNull) {
        const readAs = isZeroRefused(item) ? "refused" : this.#options.nullItems;
        this.#null(child, path, { where: "item", readAs, siblings: [] });
      } else this.visit(child, item, path);
    }
  }

  #map(node: YamlNode, path: string): void {
    this.#duplicates(node, path);
    const entries = node.entries();
    const siblings = entries.map(({ key, value }): Sibling => ({ key, type: typeOf(value) }));
    // A null in a map of strings is the zero value of a built-in type, and pruned from a custom resource (B.2.4).
    const readAs = this.#options.nullItems === "zero-value" ? "zero-value" : "missing";
    for (const { key, value } of entries) {
      const found = typeOf(value);
      if (found === "null") this.#null(value, join(path, key), { where: "entry", readAs, siblings });
      else if (found !== "string") this.#wrongType(value, join(path, key), "string", found);
    }
  }

  #null(node: YamlNode, path: string, facts: Pick<NullValue, "where" | "readAs" | "siblings">): void {
    this.problems.push({
      type: "null-value",
      at: facts.where === "item" ? hyphenOf(node) : node.site("key"),
      kind: this.#options.kind,
      path,
      field: facts.where === "item" ? lastOf(path) : (node.key ?? ""),
      value: node.site("value"),
      ...facts,
      ...(facts.readAs === "refused" ? { refusedBy: "api-server" } : {}),
    });
  }

  #duplicates(node: YamlNode, path: string): void {
    const first = new Map<string, YamlNode>();
    const opening = node.key === undefined && path !== "" ? node.entries()[0]?.value : undefined;
    for (const { key, value, merged } of node.entries()) {
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, value);
      else if (!merged) {
        this.problems.push({
          type: "duplicate-key",
          at: value.site("key"),
          kind: this.#options.kind,
          path: join(path, key),
          key,
          first: earlier.site("key"),
          startsItem: earlier.place === opening?.place,
        });
      }
    }
  }

  #unknownField(field: string, value: YamlNode, siblings: readonly Sibling[]): void {
    // Directives of strategic merge patches (`$patch: delete`) never reach the object.
    if (field.startsWith("$")) return;
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    const known = Object.keys(frame.schema.fields);
    const near = nearest(field, known);
    const place = this.#placeFor(field, value);
    this.problems.push({
      type: "unknown-field",
      at: value.site("key"),
      kind: this.#options.kind,
      path: join(frame.path, field),
      field,
      known,
      fitting: known.filter((it) => takesWhole(frame.schema, it, value)),
      homes: homesOf(this.#root, field).sort((a, b) => separation(frame.path, a) - separation(frame.path, b)),
      found: typeOf(value),
      parent: frame.node.site("value"),
      siblings,
      refusedBy: "strict-client",
      ...(near === undefined ? {} : { nearest: near }),
      ...(place === undefined ? {} : { place }),
    });
  }

  /** The nearest object around the current one that has such a field; else the only one directly below it. */
  #placeFor(field: string, value: YamlNode): UnknownField["place"] {
    const current = this.#frames.at(-1);
    const around = this.#frames.slice(0, -1).findLast(({ schema }) => Object.hasOwn(schema.fields, field));
    const candidates = around === undefined ? this.#objectsBelow(current) : [around];
    const [place, ...others] = candidates.filter((it) => takes(it, field, value));
    return place === undefined || others.length > 0 ? undefined : { at: place.node.site("value"), path: place.path };
  }

  /** Looked for once per object: a map may have very many fields that are none. */
  #objectsBelow(frame: Frame | undefined): readonly Frame[] {
    if (frame === undefined) return [];
    const known = this.#below.get(frame) ?? objectsBelow(frame);
    this.#below.set(frame, known);
    return known;
  }

  #wrongType(node: YamlNode, path: string, expected: TypeName, found: TypeName, fitsAsItem = false): void {
    const refusedBy: RefusedBy = "api-server";
    const scalar = node.kind === "scalar";
    this.problems.push({
      type: "wrong-type",
      at: node.site("value"),
      kind: this.#options.kind,
      path,
      field: lastOf(path),
      item: node.key === undefined && path !== "",
      expected,
      found,
      fitsAsItem,
      refusedBy,
      coerced: scalar && node.style === "plain" && expected === "string",
      ...(scalar ? { text: node.source } : {}),
    });
  }
}

/** True when the zero value of an item, which a null stands for, is refused: it lacks what is required. */
function isZeroRefused(item: Schema): boolean {
  if (item.type === "object") return Object.values(item.fields).some((it) => it.required === true);
  return item.type === "string" && item.filled === true;
}

/** Objects that are fields of this one, or the single item of a list that is. */
function objectsBelow(frame: Frame): Frame[] {
  return frame.node.entries().flatMap(({ key, value }): Frame[] => {
    const field = Object.hasOwn(frame.schema.fields, key) ? frame.schema.fields[key] : undefined;
    if (field === undefined) return [];
    const path = join(frame.path, key);
    if (field.schema.type === "object" && value.kind === "map") return [{ node: value, schema: field.schema, path }];
    if (field.schema.type !== "list" || field.schema.of.type !== "object") return [];
    const [only, ...others] = value.items();
    return only?.kind === "map" && others.length === 0 ? [{ node: only, schema: field.schema.of, path }] : [];
  });
}

/** True when the object may have a field of this name and of the value's type, and has none. */
function takes({ node, schema }: Frame, name: string, value: YamlNode): boolean {
  return node.get(name) === undefined && takesType(schema, name, value);
}

function takesType(schema: ObjectSchema, name: string, value: YamlNode): boolean {
  const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
  return field !== undefined && fits(typeOf(value), field.schema);
}

/** As `takesType`, and nothing inside the value is unknown there, missing or of a wrong type. */
function takesWhole(schema: ObjectSchema, name: string, value: YamlNode): boolean {
  const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
  return field !== undefined && isSound(value, field.schema);
}

function isSound(node: YamlNode, schema: Schema): boolean {
  if (schema.type === "any" || node.isNull) return true;
  if (!fits(typeOf(node), schema)) return false;
  if (schema.type === "list") return node.items().every((it) => isSound(it, schema.of));
  if (schema.type !== "object") return true;
  const entries = node.entries();
  return (
    entries.every(({ key, value }) => {
      const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
      return field !== undefined && isSound(value, field.schema);
    }) &&
    Object.entries(schema.fields).every(([name, { required }]) => required !== true || node.get(name)?.isNull === false)
  );
}

/**
 * Where a forgotten `---` has merged two objects, the entries of the one of this kind, of two the first. The keys of
 * the other are recorded as duplicates; measured by this kind's schema they would only repeat that.
 */
function entriesOfKind(entries: YamlEntry[], kind: string): readonly YamlEntry[] {
  const seen = new Set<string>();
  const second = entries.findIndex(({ key }) => seen.size === seen.add(key).size);
  const hasKind = (part: readonly YamlEntry[]) => part.some((it) => it.key === "kind" && it.value.text === kind);
  const parts = second < 0 ? [] : [entries.slice(0, second), entries.slice(second)];
  return parts.every((part) => part.some((it) => it.key === "kind")) ? (parts.find(hasKind) ?? entries) : entries;
}

/** The hyphen of a list item, as a piece before its value; in a flow list the place of the value. */
function hyphenOf(item: YamlNode): Site {
  const { document } = item;
  const start = cell(document, item.place, COLUMN.start);
  const hyphen = document.text.slice(0, start).trimEnd().length - 1;
  return document.text[hyphen] === "-"
    ? { ...item.site("value"), piece: { start: hyphen - start, end: hyphen + 1 - start } }
    : item.site("value");
}

function isEmpty(node: YamlNode): boolean {
  return node.entries().length === 0;
}

export function typeOf(node: YamlNode): TypeName {
  if (node.kind === "map") return "object";
  if (node.kind === "sequence") return "list";
  const { type } = node.scalar();
  return type === "float" ? "number" : type;
}

function expectedType(schema: Schema): TypeName {
  if (schema.type === "map" || schema.type === "any") return "object";
  return schema.type;
}

function fits(found: TypeName, schema: Schema): boolean {
  if (schema.type === "integer or string") return found === "integer" || found === "string";
  return found === expectedType(schema);
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** How many steps up and down lie between two dotted paths. */
function separation(a: string, b: string): number {
  const left = a === "" ? [] : a.split(".");
  const right = b === "" ? [] : b.split(".");
  let common = 0;
  while (common < left.length && left[common] === right[common]) common++;
  return left.length + right.length - 2 * common;
}
