/** What we say the API server takes, drops and refuses of the policy API's kinds, against their CRDs, on random objects. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { isRefused, type ShapeProblem } from "../server/src/model/shape-problem.js";
import { parseDocumentText } from "../server/src/syntax/parse.js";
import { decodeDocument } from "../server/src/systems/decode-document.js";
import { DEFAULT_SETTINGS } from "../server/src/workspace/settings.js";
import {
  ApiServer,
  type ApiSchema,
  crdSchema,
  isList,
  isObject,
  type Json,
  type JsonObject,
  SCHEMAS,
} from "./kit/api-schema.js";
import { mistakeWith, objectOf, objectsAtLimits, objectWithOneField } from "./kit/random-documents.js";

const AT_NIGHT = process.env.NETPOL_DOCUMENTS !== undefined;
const RUNS = Number(process.env.NETPOL_DOCUMENTS ?? 60);
const SEED = process.env.NETPOL_SEED ?? (AT_NIGHT ? undefined : 1);
const PARAMETERS = { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) };
const PLACES = AT_NIGHT ? "all" : "one";
vi.setConfig({ testTimeout: 60_000 + 100 * RUNS });

const GROUP = "policy.networking.k8s.io";
const KINDS = [
  ["AdminNetworkPolicy", "v1alpha1", "release-0.1", "adminnetworkpolicies"],
  ["BaselineAdminNetworkPolicy", "v1alpha1", "release-0.1", "baselineadminnetworkpolicies"],
  ["ClusterNetworkPolicy", "v1alpha2", "main", "clusternetworkpolicies"],
] as const;
const CHANNELS = ["experimental", "standard"] as const;
const CASES = CHANNELS.flatMap((channel) => KINDS.map((it) => [channel, ...it] as const));

function problemsOf(object: JsonObject): readonly ShapeProblem[] {
  const text = stringify(object, { version: "1.1", aliasDuplicateObjects: false });
  const { objects, problems } = decodeDocument({ id: 1, ...parseDocumentText(text) }, DEFAULT_SETTINGS);
  return [...problems, ...objects.flatMap((it) => it.problems)];
}

function brief(it: ShapeProblem): string {
  const what = it.type === "bad-value" ? `${it.fault.check} ${it.fault.is}` : it.type;
  return `${it.path}: ${what} (${it.refusedBy ?? "accepted"})`;
}

describe.skipIf(SCHEMAS === undefined).each(CASES)("the %s CRD of %s", (channel, kind, version, release, plural) => {
  const head = { apiVersion: `${GROUP}/${version}`, kind, metadata: { name: "default" } };
  const server = new ApiServer(
    SCHEMAS === undefined ? {} : crdSchema(`network-policy-api/${release}/${channel}/${GROUP}_${plural}.yaml`),
    "custom",
  );

  /** @returns Whether the API server accepts it; undefined where the channels differ. */
  function expectSame(object: JsonObject): boolean | undefined {
    if (dependsOnChannel(object, channel, version)) return undefined;
    const { accepted, dropped, complaints } = server.read(object);
    const problems = problemsOf(object);
    const refused = problems.some((it) => it.refusedBy === "api-server");
    const drops = problems.some((it) => it.refusedBy === "strict-client" || it.type === "unknown-field");
    if (refused === !accepted && (!accepted || drops === dropped.length > 0)) return accepted;
    const theirs = accepted ? `takes it and drops ${dropped.join(", ") || "nothing"}` : `refuses it: ${complaints}`;
    expect.fail(`the CRD ${theirs}\nwe: ${problems.map(brief).join("; ")}\n${stringify(object)}`);
  }

  function documents(schema: ApiSchema): fc.Arbitrary<JsonObject> {
    return fc.oneof(
      fc
        .tuple(objectOf(schema, head), fc.array(mistakeWith(schema), { maxLength: 2 }))
        .map(([valid, mistakes]) => mistakes.reduce((object, mistake) => mistake(object), valid)),
      objectWithOneField(schema, head),
    );
  }

  it("takes, drops and refuses what we say", () => {
    const met = { accepted: 0, refused: 0 };
    const property = fc.property(documents(server.schema), (object) => {
      const accepted = expectSame(object);
      if (accepted !== undefined) met[accepted ? "accepted" : "refused"]++;
    });
    fc.assert(property, { ...PARAMETERS, numRuns: 3 * RUNS });
    expect(Math.min(met.accepted, met.refused)).toBeGreaterThan(RUNS / 10);
  });

  it("has the limits that we know", () => {
    for (const object of objectsAtLimits(server.schema, head, PLACES)) expectSame(object);
  });

  it("takes the objects that are made to fit", () => {
    const property = fc.property(objectOf(server.schema, head), (object) => {
      const { accepted, dropped, complaints } = server.read(object);
      expect({ accepted, dropped }, complaints).toEqual({ accepted: true, dropped: [] });
      if (!dependsOnChannel(object, channel, version)) expect(isRefused(problemsOf(object))).toBe(false);
    });
    fc.assert(property, PARAMETERS);
  });

  it("names the priority and the name that it asks for", () => {
    const [valid = head] = fc.sample(objectOf(server.schema, head), { numRuns: 1, seed: 1 });
    expect(expectSame(valid)).toBe(true);
    expect(expectSame({ ...valid, metadata: { name: "other" } })).toBe(kind !== "BaselineAdminNetworkPolicy");
  });
});

/**
 * We read the fields of both channels. The standard one drops what it does not know, and then refuses the emptied item; and it
 * takes named ports beside networks in v1alpha2, which then match nothing.
 */
function dependsOnChannel(object: JsonObject, channel: (typeof CHANNELS)[number], version: string): boolean {
  const has = (value: Json | undefined, keys: readonly string[]): boolean =>
    isList(value)
      ? value.some((it) => has(it, keys))
      : isObject(value) && Object.entries(value).some(([key, it]) => keys.includes(key) || has(it, keys));
  if (channel === "standard") return has(object.spec, ["nodes", "domainNames", "namedPort"]);
  return version === "v1alpha2" && has(object.spec, ["networks"]) && has(object.spec, ["destinationNamedPort"]);
}
