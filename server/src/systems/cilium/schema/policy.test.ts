/** The Cilium schemas have the fields of the CRDs, of every minor at hand, and no others. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { CILIUM_CIDR_GROUP, CILIUM_CLUSTERWIDE_NETWORK_POLICY, CILIUM_NETWORK_POLICY } from "./policy.js";
import { fieldOf } from "../../../schema/lookup.js";
import type { ObjectSchema, Schema } from "../../../schema/schema.js";

const CRDS = join(import.meta.dirname, "../../../../../../shared/schemas/cilium");
const MINORS = ["1.15", "1.16", "1.17", "1.18", "1.19", "1.20"];

interface CrdSchema {
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly items?: CrdSchema;
  readonly required?: readonly string[];
  readonly type?: string;
}

/** Path → type of every field, `metadata` and `status` not looked into. */
function crdFields(schema: CrdSchema, path: string, into: Map<string, string>): Map<string, string> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const at = path === "" ? name : `${path}.${name}`;
    // Emptied by 1.19, and of no interest since: its items are given as strings.
    const removed = name.endsWith("Requires");
    into.set(at, field.type ?? "integer or string");
    if (at === "metadata" || at === "status") continue;
    let inner = field;
    while (inner.items !== undefined) inner = inner.items;
    if (!removed) crdFields(inner, at, into);
  }
  return into;
}

function ourFields(schema: ObjectSchema, path: string, into: Map<string, string>): Map<string, string> {
  for (const [name, field] of Object.entries(schema.fields)) {
    const at = path === "" ? name : `${path}.${name}`;
    const { type } = field.schema;
    into.set(at, type === "list" ? "array" : type === "map" || type === "any" ? "object" : type);
    let inner: Schema = field.schema;
    while (inner.type === "list") inner = inner.of;
    if (inner.type === "object" && !name.endsWith("Requires")) ourFields(inner, at, into);
  }
  return into;
}

function crdOf(path: string): CrdSchema {
  const crd = parse(readFileSync(join(CRDS, path), "utf8")) as {
    spec: { versions: { name: string; schema: { openAPIV3Schema: CrdSchema } }[] };
  };
  const version = crd.spec.versions.find((it) => it.name === "v2") ?? crd.spec.versions[0];
  return version?.schema.openAPIV3Schema ?? {};
}

function sorted(fields: ReadonlyMap<string, string>): [string, string][] {
  return [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe.skipIf(!existsSync(CRDS))("the CRDs", () => {
  test.each([
    ["ciliumnetworkpolicies.yaml", CILIUM_NETWORK_POLICY],
    ["ciliumclusterwidenetworkpolicies.yaml", CILIUM_CLUSTERWIDE_NETWORK_POLICY],
  ])("%s of all minors together have our fields", (file, schema) => {
    const fields = new Map<string, string>();
    for (const minor of MINORS) crdFields(crdOf(`by-minor/v${minor}/${file}`), "", fields);
    crdFields(crdOf(file), "", fields);
    expect(sorted(ourFields(schema, "", new Map()))).toEqual(sorted(fields));
  });

  test("ciliumcidrgroups.yaml has our fields", () => {
    const fields = crdFields(crdOf("ciliumcidrgroups.yaml"), "", new Map());
    expect(sorted(ourFields(CILIUM_CIDR_GROUP, "", new Map()))).toEqual(sorted(fields));
  });
});

test("deny items have ports alone", () => {
  const field = (path: string) => fieldOf(CILIUM_NETWORK_POLICY, path.split("."));
  expect(field("spec.egress.toPorts.rules")).toBeDefined();
  expect(field("spec.egressDeny.toPorts.rules")).toBeUndefined();
  expect(field("spec.egressDeny.toPorts.ports.port")).toBeDefined();
  expect(field("spec.egressDeny.toFQDNs")).toBeUndefined();
  expect(field("spec.ingressDeny.authentication")).toBeUndefined();
});
