/** The schemas of Calico's kinds have the fields, types, words and needs of the published CRDs of both API groups. */

import { describe, expect, it } from "vitest";
import type { Field, Schema } from "../server/src/schema/schema.js";
import { type Kind, SCHEMAS as OURS } from "../server/src/systems/calico/schema.js";
import { type ApiSchema, crdSchema, SCHEMAS } from "./kit/api-schema.js";

const CRDS: readonly (readonly ["projectcalico.org" | "crd.projectcalico.org", Kind, string])[] = [
  ["projectcalico.org", "NetworkPolicy", "networkpolicies"],
  ["projectcalico.org", "GlobalNetworkPolicy", "globalnetworkpolicies"],
  ["projectcalico.org", "StagedNetworkPolicy", "stagednetworkpolicies"],
  ["projectcalico.org", "StagedGlobalNetworkPolicy", "stagedglobalnetworkpolicies"],
  ["projectcalico.org", "StagedKubernetesNetworkPolicy", "stagedkubernetesnetworkpolicies"],
  ["projectcalico.org", "Tier", "tiers"],
  ["crd.projectcalico.org", "NetworkPolicy", "networkpolicies"],
  ["crd.projectcalico.org", "GlobalNetworkPolicy", "globalnetworkpolicies"],
  ["crd.projectcalico.org", "Tier", "tiers"],
];

/** Of Calico Enterprise and Cloud, whose CRDs are others. */
const ENTERPRISE = ["domains", "allowedEgressDomains"];

describe.skipIf(SCHEMAS === undefined).each(CRDS)("the CRD of %s/%s", (group, kind, plural) => {
  const theirs = SCHEMAS === undefined ? {} : crdSchema(`calico/${group}_${plural}.yaml`);
  const ours = OURS[group][kind];

  it("has the same fields, with the same types, words and needs", () => {
    expect(differences(ours.fields.spec, theirs.properties?.spec, "spec")).toEqual([]);
  });

  it("needs a `spec` where ours does", () => {
    expect(ours.fields.spec?.required === true).toBe(requiredOf(theirs).includes("spec"));
  });
});

function requiredOf(schema: ApiSchema): readonly string[] {
  return (schema as { readonly required?: readonly string[] }).required ?? [];
}

function differences(ours: Field | undefined, theirs: ApiSchema | undefined, path: string): string[] {
  if (ours === undefined || theirs === undefined) return [`${path}: only ${ours === undefined ? "theirs" : "ours"}`];
  return between(ours.schema, theirs, path);
}

function between(ours: Schema, theirs: ApiSchema, path: string): string[] {
  const type = typeOf(theirs);
  if (ours.type === "object") {
    if (type !== "object") return [`${path}: ${type}`];
    const names = new Set([...Object.keys(ours.fields), ...Object.keys(theirs.properties ?? {})]);
    return [...names]
      .filter((it) => !ENTERPRISE.includes(it))
      .flatMap((name) => {
        const field = ours.fields[name];
        const isNeeded = field?.required === true;
        const needs = isNeeded === requiredOf(theirs).includes(name) ? [] : [`${path}.${name}: needed by one alone`];
        return [...needs, ...differences(field, theirs.properties?.[name], `${path}.${name}`)];
      });
  }
  if (ours.type === "list")
    return type === "list" ? between(ours.of, theirs.items ?? {}, `${path}[]`) : [`${path}: ${type}`];
  if (ours.type === "map" || ours.type === "any") return type === "object" ? [] : [`${path}: ${type}`];
  const words = ours.type === "string" ? (ours.values?.each.map((it) => it.value) ?? []) : [];
  const allowed = wordsOf(theirs);
  const differ = allowed !== undefined && [...words].sort().join() !== [...allowed].sort().join();
  return [
    ...(ours.type === type ? [] : [`${path}: ${ours.type}, not ${type}`]),
    ...(differ ? [`${path}: ${allowed}`] : []),
  ];
}

function typeOf(schema: ApiSchema): string {
  if (schema["x-kubernetes-int-or-string"] === true) return "integer or string";
  const { type } = schema as { readonly type?: string };
  return type === "array" ? "list" : (type ?? "object");
}

/** What all its lists of words have in common; undefined for no list. */
function wordsOf(schema: ApiSchema): readonly string[] | undefined {
  const { enum: own, allOf = [] } = schema as {
    readonly enum?: readonly unknown[];
    readonly allOf?: readonly { readonly enum?: readonly unknown[] }[];
  };
  const lists = [own, ...allOf.map((it) => it.enum)].filter((it) => it !== undefined);
  const [first, ...others] = lists;
  if (first === undefined || typeof first[0] !== "string") return undefined;
  return first.filter((it) => others.every((list) => list.includes(it))).map(String);
}
