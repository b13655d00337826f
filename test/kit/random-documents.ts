/** Random objects of a schema, valid by construction, and one or two mistakes in them. */

import fc from "fast-check";
import { type ApiSchema, isList, isObject, type Json, type JsonObject, keepsExpressions } from "./api-schema.js";

const MAX_ITEMS = 2;
const MAX_OPTIONAL_KEYS = 3;

/** Texts that fit where a field of this name stands. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  key: ["app", "k8s:io.kubernetes.pod.namespace", "team"],
  port: ["80", "0", "http", "65535", "0x50", "010", "8_080", "0x5_0"],
  name: ["a", "some-name"],
  matchName: ["api.example.com", "a_b.example.com."],
  matchPattern: ["*.example.com", "*", "**.example.com"],
  serverNames: ["www.example.com", "example.org", "*.example.net"],
  type: ["EchoRequest", "3", "255"],
  cidrGroupRef: ["partners", "a.b-c"],
  method: ["GET", "GET|HEAD"],
  path: ["/api/.*", "/"],
  value: ["plain text", ""],
  cidr: ["10.0.0.0/8", "::/0", "2001:db8::/32", "010.0.0.0/8", "10.0.0.1/8"],
  matchLabels: ["web", "", "a-b_c.d"],
  except: ["10.1.0.0/16", "10.0.0.1/32"],
  policyTypes: ["Ingress", "Egress"],
  operator: ["In", "NotIn"],
  protocol: ["TCP", "UDP"],
  values: ["a", "b"],
  networks: ["10.0.0.0/8", "10.1.2.3/32", "2001:db8::/32", "10.0.0.1/8"],
  domainNames: ["example.com", "*.example.com", "a_b.example.com."],
};
/** Numbers that fit where a field of this name stands. */
const NUMBERS: Readonly<Record<string, readonly number[]>> = { start: [1, 80], end: [443, 65535] };
const PLAIN_TEXTS = ["text", "a"];

/** Objects that the schema accepts. */
export function objectOf(schema: ApiSchema, head: JsonObject): fc.Arbitrary<JsonObject> {
  return grown(schema, head).filter((it) => keepsExpressions(it, schema));
}

function grown(schema: ApiSchema, head: JsonObject): fc.Arbitrary<JsonObject> {
  const { spec, specs } = schema.properties ?? {};
  const places: fc.Arbitrary<JsonObject>[] = [];
  if (spec !== undefined) places.push(arbitraryOf(spec, "spec").map((it) => ({ spec: it })));
  if (specs !== undefined) {
    const some = fc.array(arbitraryOf(specs.items ?? {}, "spec"), { minLength: 1, maxLength: MAX_ITEMS });
    places.push(some.map((it) => ({ specs: it })));
  }
  return fc.oneof(...places).map((it) => ({ ...head, ...it }));
}

const known = new WeakMap<ApiSchema, Map<string, fc.Arbitrary<Json>>>();

/** @param field Name of the field it stands in: of an item the list's, of an entry the map's. */
function arbitraryOf(schema: ApiSchema, field: string): fc.Arbitrary<Json> {
  const own = known.get(schema) ?? new Map<string, fc.Arbitrary<Json>>();
  known.set(schema, own);
  const arbitrary = own.get(field) ?? makeArbitraryOf(schema, field);
  own.set(field, arbitrary);
  return arbitrary;
}

function makeArbitraryOf(schema: ApiSchema, field: string): fc.Arbitrary<Json> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema["x-kubernetes-int-or-string"] === true) {
    return fc.oneof(arbitraryOf({ type: "integer" }, field), arbitraryOf({ type: "string", minLength: 1 }, field));
  }
  switch (schema.type) {
    case "object":
      return objectValue(schema, field);
    case "array": {
      const item = arbitraryOf(schema.items ?? {}, field);
      const size = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? MAX_ITEMS, MAX_ITEMS) };
      return schema["x-kubernetes-list-type"] === "set" ? fc.uniqueArray(item, size) : fc.array(item, size);
    }
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.constantFrom(
        ...(NUMBERS[field] ?? [1, 8, 80, 255, 65535]).filter((it) => it <= (schema.maximum ?? it)),
      );
    default:
      return textOf(schema, field);
  }
}

function textOf(schema: ApiSchema, field: string): fc.Arbitrary<string> {
  const isRange = schema.format === "cidr" || schema.pattern?.includes("25[0-5]") === true;
  const texts = TEXTS[isRange && field !== "except" && field !== "type" ? "cidr" : field] ?? PLAIN_TEXTS;
  return fc.constantFrom(...texts);
}

function objectValue(schema: ApiSchema, field: string): fc.Arbitrary<JsonObject> {
  const { properties, additionalProperties, required = [], oneOf = [], anyOf = [] } = schema;
  if (properties === undefined) {
    if (additionalProperties === undefined) return fc.constant({});
    const keys = fc.constantFrom("app", "tier", "k8s:team");
    return fc.dictionary(keys, arbitraryOf(additionalProperties, field), { maxKeys: 2, noNullPrototype: true });
  }
  if (isUnion(schema)) {
    const one = fc.constantFrom(...Object.keys(properties));
    return one.chain((key) => arbitraryOf(properties[key] ?? {}, key).map((value) => ({ [key]: value })));
  }
  const choices = oneOf.flatMap((it) => it.required ?? []);
  const needed = anyOf.flatMap((it) => it.required ?? []);
  const free = Object.keys(properties).filter((it) => !required.includes(it) && !choices.includes(it));
  const pick = (names: readonly string[]) =>
    names.length === 0 ? fc.constant([]) : fc.constantFrom(...names).map((it) => [it]);
  return fc
    .tuple(fc.subarray(free, { maxLength: Math.min(free.length, MAX_OPTIONAL_KEYS) }), pick(choices), pick(needed))
    .chain(([some, choice, need]) => {
      const keys = new Set([...required, ...choice, ...need, ...some]);
      return fc.record(Object.fromEntries([...keys].map((key) => [key, arbitraryOf(properties[key] ?? {}, key)])), {
        noNullPrototype: true,
      });
    });
}

/** True for an object that has exactly one of its fields. */
function isUnion({ minProperties, required = [] }: ApiSchema): boolean {
  return minProperties === 1 && required.length === 0;
}

/** Texts that do not fit everywhere, most of them nowhere. */
const ODD_TEXTS: readonly string[] = [
  ...[
    "",
    " ",
    "80",
    "0",
    "65536",
    "80-90",
    "80,443",
    "http",
    "-http",
    "http-",
    "a--b",
    "a-name-of-sixteen",
    "0x50",
    "010",
    "+80",
    "8 0",
  ],
  ...[
    "TCP",
    "tcp",
    "ICMP",
    "ANY",
    "VRRP",
    "AH",
    "IPv4",
    "ipv6",
    "EchoReply",
    "ExtendedEchoReply",
    "NeighborSolicitation",
    "256",
    "-1",
  ],
  ...[
    "10.0.0.0",
    "10.0.0.0/8",
    "10.0.0.0/33",
    "300.0.0.0/8",
    "010.0.0.0/8",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "::1",
    "::ffff:10.0.0.0/104",
    "::/0",
    "::/129",
    "1::2::3/64",
  ],
  ...[
    "*.example.com",
    "**.example.com",
    "a.*.example.com",
    "a*b.example.com",
    "example..com",
    ".example.com",
    "example.com.",
    "https://example.com",
    "a_b",
  ],
  ...[
    "all",
    "world",
    "World",
    "world-ipv4",
    "cluster-mesh",
    "remote-node",
    "In",
    "in",
    "Exists",
    "required",
    "LOG",
    "log",
    "CiliumEnvoyConfig",
  ],
  ...[
    "Ingress",
    "ingress",
    "Both",
    "web",
    "a b",
    "-a",
    "a-",
    "A.B",
    "k8s:app",
    "a/b",
    "a:b:c",
    "\u0007",
    "über",
    "🙂",
    "true",
    "null",
    "yes",
    "~",
  ],
  ...["a".repeat(33), "a".repeat(64), "a".repeat(254), "a".repeat(256), `${"a".repeat(40)}!`, "[", "("],
];
const ODD_VALUES: readonly Json[] = [
  ...[null, true, false, 0, 1, -1, 80, 100, 101, 255, 256, 65535, 65536, 2 ** 31, 1.5],
  ...[{}, [], [{}], [null], [""], { a: "b" }, { a: null }],
];
const ODD_KEYS = ["podSelector", "from", "to", "ports", "port", "namespace", "x", "matchLabels", "selector", "name"];

type Path = readonly (string | number)[];

/** A mistake, told by numbers so that it can be made in any object. */
export type Mistake = (object: JsonObject) => JsonObject;

/** @param schema Fields that the mistakes may add; of any version. */
export function mistakeWith(schema: ApiSchema): fc.Arbitrary<Mistake> {
  const where = fc.nat(9999);
  const text = fc.constantFrom(...ODD_TEXTS);
  const value = fc.oneof(text, fc.constantFrom(...ODD_VALUES));
  return fc.oneof(
    fc.tuple(where, value).map(
      ([at, it]): Mistake =>
        (object) =>
          changed(object, pathAt(object, at), () => it),
    ),
    fc.tuple(where, text).map(
      ([at, it]): Mistake =>
        (object) => {
          const paths = pathsOf(object).filter((path) => typeof valueAt(object, path) === "string");
          return changed(object, paths[at % Math.max(1, paths.length)], () => it);
        },
    ),
    where.map(
      (at): Mistake =>
        (object) =>
          changed(object, pathAt(object, at), () => undefined),
    ),
    where.map(
      (at): Mistake =>
        (object) =>
          changed(object, pathAt(object, at), () => null),
    ),
    where.map(
      (at): Mistake =>
        (object) =>
          changed(object, pathAt(object, at), (it) => (isList(it) ? (it[0] ?? null) : [it])),
    ),
    fc.tuple(where, fc.constantFrom(1, 41), value).map(
      ([at, times, it]): Mistake =>
        (object) => {
          const paths = pathsOf(object).filter((path) => isList(valueAt(object, path)));
          const item = (list: readonly Json[]): Json => (times === 1 ? it : (list[0] ?? it));
          return changed(object, paths[at % Math.max(1, paths.length)], (list) =>
            isList(list) ? [...list, ...Array.from({ length: times }, () => item(list))] : list,
          );
        },
    ),
    fc.tuple(where, fc.nat(999), fc.infiniteStream(value)).map(
      ([at, which, values]): Mistake =>
        (object) => {
          const path = placeAt(object, at);
          const known = Object.keys(schemaAt(schema, path)?.properties ?? {});
          const names = [...(path.length > 0 ? known : ["spec", "specs"]), ...ODD_KEYS];
          const name = names[which % names.length] ?? "x";
          const [odd = null] = values.take(1);
          return changed(object, path, (it) => (isObject(it) ? { ...it, [name]: odd } : it));
        },
    ),
    fc
      .tuple(where, fc.nat(999))
      .chain(([at, which]) =>
        fc
          .infiniteStream(fc.nat(9999))
          .map((): Mistake => (object) => withField(object, schema, placeAt(object, at), which)),
      ),
    fc.tuple(where, fc.nat(999)).map(
      ([at, which]): Mistake =>
        (object) => {
          const path = placeAt(object, at);
          // The head of the object is not the schema's matter.
          return changed(object, path, (it) => (isObject(it) ? withTypo(it, which, path.length === 0) : it));
        },
    ),
  );
}

/**
 * Objects with little in them but one field, deep or not, that holds what is odd there or fits: each field of the
 * schema comes up as often as any other, which in objects grown at random it does not.
 */
export function objectWithOneField(schema: ApiSchema, head: JsonObject): fc.Arbitrary<JsonObject> {
  const fields = fieldsOf(schema.properties?.spec ?? {});
  const places = ["spec", "specs"].filter((it) => Object.hasOwn(schema.properties ?? {}, it));
  const odd = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.constantFrom(...ODD_VALUES));
  return fc.tuple(fc.constantFrom(...fields), fc.constantFrom(...places)).chain(([{ path, schema: field }, place]) => {
    const values: fc.Arbitrary<Json>[] = [odd, odd, odd.map((it) => [it]), arbitraryOf(field, path.at(-1) ?? "")];
    return fc.oneof(...values).map((value): JsonObject => {
      const spec = along(schema.properties?.spec ?? {}, path, value);
      return { ...head, ...(place === "spec" ? { spec } : { specs: [spec] }) };
    });
  });
}

/**
 * Objects at and just beyond every limit that the schema sets: its bounds, its words, its types, what it asks for.
 *
 * @param places One of each kind of field, or each of the hundreds of places at which it stands.
 */
export function* objectsAtLimits(schema: ApiSchema, head: JsonObject, places: "one" | "all"): Iterable<JsonObject> {
  const spec = schema.properties?.spec ?? {};
  const met = new Set<string>();
  for (const { path, schema: field } of [{ path: [], schema: spec }, ...fieldsOf(spec)]) {
    const kind = JSON.stringify([path.at(-1), field]);
    if (places === "one" && met.has(kind)) continue;
    met.add(kind);
    for (const value of limitsOf(field, path.at(-1) ?? "")) yield { ...head, spec: along(spec, path, value) };
  }
}

const OF_EACH_TYPE: readonly Json[] = [{}, [], [null], "x", "", 1, 1.5, true, null];

function limitsOf(schema: ApiSchema, name: string): Json[] {
  const {
    type,
    items,
    maxItems,
    minimum,
    maximum,
    maxLength,
    properties,
    required = [],
    oneOf = [],
    anyOf = [],
  } = schema;
  const values = [...OF_EACH_TYPE, ...(schema.enum ?? [])];
  for (const it of schema.enum ?? []) values.push(`${String(it)}x`, String(it).toLowerCase(), String(it).toUpperCase());
  for (const bound of [minimum, maximum]) if (bound !== undefined) values.push(bound - 1, bound, bound + 1);
  if (maxLength !== undefined) values.push("a".repeat(maxLength), "a".repeat(maxLength + 1));
  if (schema.pattern !== undefined || schema.format !== undefined) values.push(...ODD_TEXTS);
  if (type === "array" && items !== undefined) {
    const item = leastOf(items, name);
    for (const size of [1, 2, maxItems ?? 1, (maxItems ?? 1) + 1])
      values.push(Array.from({ length: size }, () => item));
    if (items.type !== "object") values.push(...limitsOf(items, name).map((it) => [it]));
  }
  if (properties !== undefined) {
    const least = leastOf(schema, name) as JsonObject;
    if (isUnion(schema)) {
      const ones = Object.keys(properties).map((key) => ({ [key]: leastOf(properties[key] ?? {}, key) }));
      values.push(...ones, Object.assign({}, ...ones), ...ones.map((it) => ({ ...it, unknown: 1 })));
    }
    const choices = [...oneOf, ...anyOf].flatMap((it) => it.required ?? []);
    const filled = (keys: readonly string[]): JsonObject =>
      Object.fromEntries(keys.map((key) => [key, leastOf(properties[key] ?? {}, key)]));
    values.push(least, { ...least, unknown: 1 });
    for (const key of [...required, ...choices]) {
      values.push(without(least, key), { ...least, [key]: null }, { ...least, ...filled([key]) }, filled([key]));
      values.push({ ...without(least, key), [`${key}x`]: leastOf(properties[key] ?? {}, key) });
    }
  }
  return values;
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}

interface SchemaField {
  readonly path: readonly string[];
  readonly schema: ApiSchema;
}

const fieldLists = new WeakMap<ApiSchema, readonly SchemaField[]>();

/** Every field at any depth; lists are passed through, and the key of a map is made up. */
function fieldsOf(schema: ApiSchema): readonly SchemaField[] {
  const known = fieldLists.get(schema);
  if (known !== undefined) return known;
  const { properties, additionalProperties } = itemOf(schema);
  const own = Object.entries(properties ?? (additionalProperties === undefined ? {} : { app: additionalProperties }));
  const fields = own.flatMap(([name, field]): SchemaField[] => [
    { path: [name], schema: field },
    ...fieldsOf(field).map((it) => ({ path: [name, ...it.path], schema: it.schema })),
  ]);
  fieldLists.set(schema, fields);
  return fields;
}

function itemOf(schema: ApiSchema): ApiSchema {
  return schema.items === undefined ? schema : itemOf(schema.items);
}

/** The least that the schema takes around a field with this value. */
function along(schema: ApiSchema, path: readonly string[], value: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (schema.items !== undefined) return [along(schema.items, path, value)];
  const field = schema.properties?.[name] ?? schema.additionalProperties ?? {};
  const inner = rest.length === 0 ? value : along(field, rest, value);
  const others = neededBeside(schema, name).map((it) => [it, leastOf(schema.properties?.[it] ?? {}, it)] as const);
  return { ...Object.fromEntries(others), [name]: inner };
}

/** What an object of the schema has to have besides a field. */
function neededBeside({ required = [], oneOf = [], anyOf = [] }: ApiSchema, name: string): string[] {
  const choices = [oneOf, anyOf].flatMap((branches) => {
    const names = branches.flatMap((it) => it.required ?? []);
    return names.length === 0 || names.includes(name) ? [] : names.slice(0, 1);
  });
  return [...required, ...choices].filter((it) => it !== name);
}

function leastOf(schema: ApiSchema, name: string): Json {
  const { type, items, required = [], oneOf = [], anyOf = [] } = schema;
  if (type === "array") return items === undefined ? [] : [leastOf(items, name)];
  if (type !== "object") return fc.sample(arbitraryOf(schema, name), { numRuns: 1, seed: 1 })[0] ?? null;
  const choice = [oneOf, anyOf].flatMap((branches) => branches.flatMap((it) => it.required ?? []).slice(0, 1));
  const one = isUnion(schema) ? Object.keys(schema.properties ?? {}).slice(0, 1) : [];
  const keys = [...required, ...choice, ...one];
  return Object.fromEntries(keys.map((key) => [key, leastOf(schema.properties?.[key] ?? {}, key)]));
}

/** The object with one more field that its schema has, filled with what fits. */
function withField(object: JsonObject, schema: ApiSchema, path: Path, which: number): JsonObject {
  const properties = schemaAt(schema, path)?.properties ?? {};
  const names = Object.keys(properties).filter((it) => path.length > 0 || it === "spec" || it === "specs");
  const name = names[which % Math.max(1, names.length)];
  const field = name === undefined ? undefined : properties[name];
  if (name === undefined || field === undefined) return object;
  const [sample] = fc.sample(arbitraryOf(field, name), { numRuns: 1, seed: which });
  return changed(object, path, (it) => (isObject(it) ? { ...it, [name]: sample ?? null } : it));
}

function withTypo(object: JsonObject, which: number, isRoot: boolean): JsonObject {
  const keys = Object.keys(object).filter((it) => !isRoot || it.startsWith("spec"));
  const key = keys[which % Math.max(1, keys.length)];
  const typo = which % 2 === 0 ? key?.slice(0, -1) : key?.toLowerCase();
  if (key === undefined || typo === undefined) return object;
  return Object.fromEntries(Object.entries(object).map(([name, it]) => [name === key ? typo : name, it]));
}

/** Undefined in an object that has lost its contents to another mistake. */
function pathAt(object: JsonObject, at: number): Path | undefined {
  const paths = pathsOf(object);
  return paths[at % Math.max(1, paths.length)];
}

/** The path of an object inside it, itself included. */
function placeAt(object: JsonObject, at: number): Path {
  const places = [[], ...pathsOf(object).filter((path) => isObject(valueAt(object, path)))];
  return places[at % places.length] ?? [];
}

/** Every place in what is not the object's head. */
function pathsOf(object: JsonObject): Path[] {
  const paths: Path[] = [];
  const visit = (value: Json, path: Path): void => {
    if (path.length > 0) paths.push(path);
    if (isList(value)) for (const [index, it] of value.entries()) visit(it, [...path, index]);
    else if (isObject(value)) for (const [key, it] of Object.entries(value)) visit(it, [...path, key]);
  };
  const { spec, specs } = object;
  visit({ ...(spec === undefined ? {} : { spec }), ...(specs === undefined ? {} : { specs }) }, []);
  return paths;
}

function valueAt(object: Json | undefined, path: Path): Json | undefined {
  let value = object;
  for (const step of path) {
    if (isList(value) && typeof step === "number") value = value[step];
    else if (isObject(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

function schemaAt(schema: ApiSchema, path: Path): ApiSchema | undefined {
  let found: ApiSchema | undefined = schema;
  for (const step of path) found = typeof step === "number" ? found?.items : found?.properties?.[step];
  return found;
}

/** A copy with another value at a path, or none. */
function changed(object: JsonObject, path: Path | undefined, change: (value: Json) => Json | undefined): JsonObject {
  const result = path === undefined ? object : changedValue(object, path, change);
  return isObject(result) ? result : object;
}

function changedValue(value: Json, path: Path, change: (value: Json) => Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (isList(value)) {
    return value.flatMap((it, index) => {
      const next = index === step ? changedValue(it, rest, change) : it;
      return next === undefined ? [] : [next];
    });
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, it]) => {
      const next = key === step ? changedValue(it, rest, change) : it;
      return next === undefined ? [] : [[key, next]];
    }),
  );
}
