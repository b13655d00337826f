/** The API server's reading of an object by its OpenAPI schema: what it drops, and whether it takes what is left. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { parse } from "yaml";
import { ROOT } from "./repository.js";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A structural schema, as far as the API server and these tests look at it. */
export interface ApiSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly additionalProperties?: ApiSchema;
  readonly items?: ApiSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly Json[];
  readonly oneOf?: readonly ApiSchema[];
  readonly anyOf?: readonly ApiSchema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: Json;
  readonly $ref?: string;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-validations"?: readonly { readonly rule: string }[];
}

export interface ApiReading {
  /** Paths of the fields that the schema does not have, with indices; they are dropped. */
  readonly dropped: readonly string[];
  /** The object without them and without nulls: what is validated, and stored if it is valid. */
  readonly stored: JsonObject;
  readonly accepted: boolean;
  readonly complaints: string;
}

const SCHEMAS_PATH = join(ROOT, "../shared/schemas");
/** Folder of the shared schemas; undefined where the repository stands alone. */
export const SCHEMAS: string | undefined = existsSync(SCHEMAS_PATH) ? SCHEMAS_PATH : undefined;

/** Fields that the API server looks into by other means than the schema. */
const NOT_LOOKED_INTO = new Set(["apiVersion", "kind", "metadata", "status"]);

/** The schema of a custom resource and how the API server reads its objects. */
export class ApiServer {
  readonly schema: ApiSchema;
  readonly #kind: "custom" | "built-in";
  readonly #validate: ValidateFunction;

  /** @param kind Nulls of custom resources are dropped before validation (B.2.4), those of built-in types decoded (KV-24). */
  constructor(schema: ApiSchema, kind: "custom" | "built-in") {
    this.schema = schema;
    this.#kind = kind;
    const regExp = Object.assign(goExpression, { code: "goExpression" });
    const ajv = new Ajv({ strict: false, code: { regExp } });
    for (const name of IGNORED_FORMATS) ajv.addFormat(name, true);
    ajv.addFormat("cidr", isCidr);
    ajv.addKeyword({
      keyword: EXPRESSIONS,
      schemaType: "array",
      validate: (rules: readonly string[], value: Json) => rules.every((it) => expression(it)(value)),
    });
    ajv.addFormat("int32", { type: "number", validate: (it) => Math.abs(it) < 2 ** 31 });
    this.#validate = ajv.compile(forValidator(schema, true) as object);
  }

  read(object: JsonObject): ApiReading {
    const dropped: string[] = [];
    const stored = this.#kept(object, this.schema, "", dropped) as JsonObject;
    const accepted = this.#validate(withDefaults(stored, this.schema));
    const complaints = (this.#validate.errors ?? []).map((it) => `${it.instancePath} ${it.message ?? ""}`).join("; ");
    return { dropped, stored, accepted, complaints };
  }

  #kept(value: Json, schema: ApiSchema, path: string, dropped: string[]): Json {
    if (isList(value)) {
      const { items } = schema;
      if (items === undefined) return value;
      return value.map((it, index) => this.#kept(this.#item(it, items), items, `${path}[${index}]`, dropped));
    }
    if (!isObject(value) || (schema.properties === undefined && schema.additionalProperties === undefined))
      return value;
    const kept: Record<string, Json> = {};
    for (const [key, child] of Object.entries(value)) {
      const at = path === "" ? key : `${path}.${key}`;
      if (path === "" && NOT_LOOKED_INTO.has(key)) {
        kept[key] = child;
        continue;
      }
      const known = Object.hasOwn(schema.properties ?? {}, key)
        ? schema.properties?.[key]
        : schema.additionalProperties;
      if (known === undefined) dropped.push(at);
      else if (child !== null) kept[key] = this.#kept(child, known, at, dropped);
      else if (schema.properties === undefined && this.#kind === "built-in") kept[key] = "";
    }
    return kept;
  }

  /** A null in a list is refused or the zero value. */
  #item(value: Json, { type }: ApiSchema): Json {
    if (value !== null || this.#kind === "custom") return value;
    return type === "object" ? {} : "";
  }
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Formats that the API server does not look at, or that the type covers. */
const IGNORED_FORMATS = ["int64", "idn-hostname", "date-time"];

/** Go's classes by one letter; and groups that JavaScript needs ages to give up on, written without their ambiguity. */
function goExpression(pattern: string): RegExp {
  const same = pattern
    .replaceAll(/\\P([A-Z])/g, "\\P{$1}")
    .replaceAll(/\((\[[^\]]+\])\+(\[\.\]|\\\.)\?\)\+/g, "$1+(\\.$1+)*\\.?");
  return new RegExp(same, "u");
}

/** As Go's sloppy parser reads it: zeros in front are taken, a prefix is asked for. */
function isCidr(text: string): boolean {
  const [, address = "", prefix = ""] = /^(.*)\/([0-9]+)$/.exec(text) ?? [];
  if (!address.includes(":")) return isDotted(address) && prefix !== "" && Number(prefix) <= 32;
  if (prefix === "" || Number(prefix) > 128) return false;
  const [, before = "", tail = ""] = /^(.*:)([^:]*)$/.exec(address) ?? [];
  const halves = (tail.includes(".") && isDotted(tail) ? `${before}0:0` : address).split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((it) => (it === "" ? [] : it.split(":")));
  const enough = halves.length === 2 ? groups.length <= 7 : groups.length === 8;
  return enough && groups.every((it) => /^[0-9a-f]{1,4}$/i.test(it));
}

function isDotted(address: string): boolean {
  const octets = address.split(".");
  return octets.length === 4 && octets.every((it) => /^[0-9]+$/.test(it) && Number(it) <= 255);
}

/** Values that the schema gives to fields that are not there, before it looks at the object. */
function withDefaults(value: Json, { items, properties }: ApiSchema): Json {
  if (isList(value)) return items === undefined ? value : value.map((it) => withDefaults(it, items));
  if (!isObject(value) || properties === undefined) return value;
  const filled: Record<string, Json> = { ...value };
  for (const [name, field] of Object.entries(properties)) {
    if (field.default !== undefined) filled[name] ??= field.default;
    const own = filled[name];
    if (own !== undefined) filled[name] = withDefaults(own, field);
  }
  return filled;
}

/** Keyword of the validator for rules that are expressions. */
const EXPRESSIONS = "expressions";

/** The schema in the words of the validator: sets, and rules that are expressions. */
function forValidator(schema: ApiSchema, root: boolean): Record<string, unknown> {
  const { properties, additionalProperties, items, "x-kubernetes-validations": rules, ...own } = schema;
  const open = (name: string): boolean => root && NOT_LOOKED_INTO.has(name);
  const fields = Object.entries(properties ?? {}).filter(([name]) => !open(name));
  return {
    ...own,
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(fields.map(([name, field]) => [name, forValidator(field, false)])) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: forValidator(additionalProperties, false) }),
    ...(items === undefined ? {} : { items: forValidator(items, false) }),
    ...(schema["x-kubernetes-list-type"] === "set" ? { uniqueItems: true } : {}),
    ...(rules === undefined ? {} : { [EXPRESSIONS]: rules.map((it) => it.rule) }),
  };
}

/** True where a value keeps all rules of its schema that are expressions, and so does everything in it. */
export function keepsExpressions(value: Json, { items, properties, ...schema }: ApiSchema): boolean {
  if (schema["x-kubernetes-validations"]?.every(({ rule }) => expression(rule)(value)) === false) return false;
  if (isList(value)) return items === undefined || value.every((it) => keepsExpressions(it, items));
  if (!isObject(value)) return true;
  return Object.entries(value).every(([name, it]) => keepsExpressions(it, properties?.[name] ?? {}));
}

/** @throws Error for an expression that nobody has written down here. */
function expression(rule: string): (self: Json) => boolean {
  const [, ports, name] = /has\(self\.(ports|protocols)\).*has\(\w+\.(\w+)\)\)\)$/.exec(rule) ?? [];
  if (ports !== undefined && name !== undefined) return (self) => !namesPortsOfNobody(self, ports, name);
  const known = EXPRESSION[rule];
  if (known === undefined) throw new Error(`a rule that is not read: ${rule}`);
  return known;
}

const EXPRESSION: Readonly<Record<string, (self: Json) => boolean>> = {
  "has(self.spec) || has(self.specs)": (self) => isObject(self) && (self.spec ?? self.specs) !== undefined,
  "self.start < self.end": (self) => isObject(self) && Number(self.start) < Number(self.end),
  "self.metadata.name == 'default'": (self) =>
    isObject(self) && isObject(self.metadata) && self.metadata.name === "default",
  "isCIDR(self)": (self) => typeof self === "string" && isStrictCidr(self),
};

/** Named ports beside a peer that has none. */
function namesPortsOfNobody(self: Json, ports: string, name: string): boolean {
  if (!isObject(self)) return false;
  const has = (list: Json | undefined, keys: readonly string[]): boolean =>
    isList(list) && list.some((it) => isObject(it) && keys.some((key) => it[key] !== undefined));
  return has(self.to, ["networks", "nodes", "domainNames"]) && has(self[ports], [name]);
}

/** As Go's `netip.ParsePrefix` reads it, without IPv4 addresses in IPv6; bits behind the prefix are taken. */
function isStrictCidr(text: string): boolean {
  const [address = "", prefix = ""] = text.split("/");
  const zeros = /(^|\.)0\d/.test(address) || /^0\d/.test(prefix);
  return isCidr(text) && !zeros && !/^::ffff:/i.test(address);
}

/** @param path From the folder of schemas. */
export function crdSchema(path: string): ApiSchema {
  interface Crd {
    readonly spec: {
      readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: ApiSchema } }[];
    };
  }
  const crd = parse(readFileSync(join(SCHEMAS ?? "", path), "utf8")) as Crd;
  const version = crd.spec.versions.find((it) => it.name === "v2") ?? crd.spec.versions[0];
  if (version === undefined) throw new Error(`${path} has no version`);
  return version.schema.openAPIV3Schema;
}

/** A built-in kind: its definition with everything it refers to put in its place. */
export function builtInSchema(path: string, definition: string): ApiSchema {
  const { definitions } = JSON.parse(readFileSync(join(SCHEMAS ?? "", path), "utf8")) as {
    definitions: Readonly<Record<string, ApiSchema>>;
  };
  const resolved = (schema: ApiSchema): ApiSchema => {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
      const target = definitions[name];
      if (target === undefined) throw new Error(`no definition ${name}`);
      return target.format === "int-or-string"
        ? { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] }
        : resolved(target);
    }
    const { properties, items, additionalProperties } = schema;
    const fields = Object.entries(properties ?? {}).filter(([name]) => name !== "metadata");
    return {
      ...schema,
      ...(properties === undefined
        ? {}
        : { properties: Object.fromEntries(fields.map(([name, it]) => [name, resolved(it)])) }),
      ...(items === undefined ? {} : { items: resolved(items) }),
      ...(additionalProperties === undefined ? {} : { additionalProperties: resolved(additionalProperties) }),
    };
  };
  return resolved({ $ref: definition });
}
