/** What is to be known about a field that the schema does not have at its place: its like, and where it may belong. */

import { nearest } from "../base/nearest.js";
import type { Sibling, UnknownField } from "../model/shape-problem.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { Reader } from "./complaints.js";
import { fits, isSound, typeOf } from "./fits.js";
import { homesOf } from "./lookup.js";
import type { ObjectSchema } from "./schema.js";

/** One object on the way from the root to the place that is looked at. */
export class Frame {
  readonly node: YamlNode;
  readonly schema: ObjectSchema;
  readonly path: string;
  /** The object around this one. */
  readonly outer: Frame | undefined;
  #below: readonly Frame[] | undefined;

  constructor(node: YamlNode, schema: ObjectSchema, path: string, outer?: Frame) {
    this.node = node;
    this.schema = schema;
    this.path = path;
    this.outer = outer;
  }

  /** The objects around this one, the nearest first. */
  get around(): readonly Frame[] {
    return this.outer === undefined ? [] : [this.outer, ...this.outer.around];
  }

  /**
   * Objects that are fields of this one, or the single item of a list that is. Looked for once: a map may have very many
   * fields that are none.
   */
  get below(): readonly Frame[] {
    this.#below ??= this.node.entries().flatMap(({ key, value }): Frame[] => {
      const field = Object.hasOwn(this.schema.fields, key) ? this.schema.fields[key] : undefined;
      if (field === undefined) return [];
      const path = join(this.path, key);
      if (field.schema.type === "object" && value.kind === "map") return [new Frame(value, field.schema, path)];
      if (field.schema.type !== "list" || field.schema.of.type !== "object") return [];
      const [only, ...others] = value.items();
      return only?.kind === "map" && others.length === 0 ? [new Frame(only, field.schema.of, path)] : [];
    });
    return this.#below;
  }

  /** True when the object may have a field of this name and of the value's type, and has neither it nor what excludes it. */
  takes(name: string, value: YamlNode): boolean {
    const field = Object.hasOwn(this.schema.fields, name) ? this.schema.fields[name] : undefined;
    if (field === undefined || !fits(typeOf(value), field.schema)) return false;
    return [name, ...rivalsOf(name, this.schema)].every((it) => this.node.get(it) === undefined);
  }

  /** As `takes`, whether or not the field is there, for a value that fits throughout. */
  fits(name: string, value: YamlNode): boolean {
    const field = Object.hasOwn(this.schema.fields, name) ? this.schema.fields[name] : undefined;
    return field !== undefined && isSound(value, field.schema);
  }
}

/**
 * @param parent The object that the field is in.
 * @param siblings Every key of that object, this one included.
 */
export function unknownField(
  { kind, system }: Reader,
  root: ObjectSchema,
  parent: Frame,
  value: YamlNode,
  siblings: readonly Sibling[],
): UnknownField {
  const field = value.key ?? "";
  const known = Object.keys(parent.schema.fields);
  const near = nearest(field, known);
  const place = placeFor(field, value, parent);
  return {
    type: "unknown-field",
    at: value.site("key"),
    kind,
    system,
    path: join(parent.path, field),
    field,
    known,
    fitting: known.filter((it) => parent.fits(it, value)),
    homes: homesOf(root, field).sort((a, b) => separation(parent.path, a) - separation(parent.path, b)),
    found: typeOf(value),
    parent: parent.node.site("value"),
    siblings,
    refusedBy: "strict-client",
    ...(near === undefined ? {} : { nearest: near }),
    ...(place === undefined ? {} : { place }),
  };
}

/** The nearest object around the field's that has such a field; else the only one directly below it. */
function placeFor(field: string, value: YamlNode, parent: Frame): UnknownField["place"] {
  const around = parent.around.find(({ schema }) => Object.hasOwn(schema.fields, field));
  const candidates = around === undefined ? parent.below : [around];
  const [place, ...others] = candidates.filter((it) => it.takes(field, value));
  return place === undefined || others.length > 0 ? undefined : { at: place.node.site("value"), path: place.path };
}

/** Fields that may not stand beside this one. */
function rivalsOf(name: string, { choices = [], excludes = [] }: ObjectSchema): string[] {
  const choice = choices
    .filter(({ several, of }) => several !== undefined && of.includes(name))
    .flatMap(({ of }) => of);
  const excluded = excludes.flatMap(({ field, others }) =>
    field === name ? others : others.includes(name) ? [field] : [],
  );
  return [...choice, ...excluded].filter((it) => it !== name);
}

/** The path of a field of the object at `path`. */
export function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** How many steps up and down lie between two dotted paths. */
function separation(a: string, b: string): number {
  const left = a === "" ? [] : a.split(".");
  const right = b === "" ? [] : b.split(".");
  let common = 0;
  while (common < left.length && left[common] === right[common]) common++;
  return left.length + right.length - 2 * common;
}
