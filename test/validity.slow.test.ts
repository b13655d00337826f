/** What we say a cluster takes, drops and refuses, against its schemas, on random objects with and without mistakes. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { type DecodedObject, decodeDocument } from "../server/src/systems/decode-document.js";
import { isRefused, type ShapeProblem } from "../server/src/model/shape-problem.js";
import { parseDocumentText } from "../server/src/syntax/parse.js";
import { workspaceOf } from "./kit/analyse.js";
import { ApiServer, type ApiSchema, builtInSchema, crdSchema, type JsonObject, SCHEMAS } from "./kit/api-schema.js";
import { mistakeWith, objectOf, objectsAtLimits, objectWithOneField } from "./kit/random-documents.js";
import { worldOf } from "./kit/worlds.js";

/** Documents per schema: few and always the same on every run, many and new ones at night. */
const AT_NIGHT = process.env.NETPOL_DOCUMENTS !== undefined;
const RUNS = Number(process.env.NETPOL_DOCUMENTS ?? 60);
const SEED = process.env.NETPOL_SEED ?? (AT_NIGHT ? undefined : 1);
const PARAMETERS = { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) };

/** Limits are looked at once for each kind of field, at night wherever it stands. */
const PLACES = AT_NIGHT ? "all" : "one";

vi.setConfig({ testTimeout: 60_000 + 100 * RUNS });

const KUBERNETES = { major: 1, minor: 36 };
/** The last is the line in development, whose schemas are not in a folder of their own. */
const MINORS = [15, 16, 17, 18, 19, 20, 21] as const;
type Minor = (typeof MINORS)[number];
/** The clusterwide kind has the fields of the other one, so that one minor of it is enough but at night. */
const KINDS: readonly (readonly [kind: string, file: string, minors: readonly Minor[]])[] = [
  ["CiliumNetworkPolicy", "ciliumnetworkpolicies.yaml", MINORS],
  ["CiliumClusterwideNetworkPolicy", "ciliumclusterwidenetworkpolicies.yaml", AT_NIGHT ? MINORS : [19]],
];

function textOf(object: JsonObject): string {
  return stringify(object, { version: "1.1", aliasDuplicateObjects: false });
}

function versionsOf(ciliumMinor: number) {
  return { versions: { kubernetes: KUBERNETES, cilium: { major: 1, minor: ciliumMinor } } };
}

function decoded(object: JsonObject, ciliumMinor: number): { object?: DecodedObject; problems: ShapeProblem[] } {
  const document = { id: 1, ...parseDocumentText(textOf(object)) };
  const { objects, problems } = decodeDocument(document, versionsOf(ciliumMinor));
  const [only] = objects;
  return {
    ...(only === undefined ? {} : { object: only }),
    problems: [...problems, ...objects.flatMap((it) => ("problems" in it ? it.problems : []))],
  };
}

/** Refused at the first gate, the API server. */
function refusedByApi(problems: readonly ShapeProblem[]): boolean {
  return problems.some((it) => it.refusedBy === "api-server");
}

/** A key whose loss has the object refused is dropped all the same. */
function dropsKeys(problems: readonly ShapeProblem[]): boolean {
  return problems.some((it) => it.refusedBy === "strict-client" || it.type === "unknown-field");
}

function brief(it: ShapeProblem): string {
  const what =
    it.type === "bad-value"
      ? `${it.fault.check} ${it.fault.is === "malformed" ? it.fault.flaw : it.fault.is}`
      : it.type;
  return `${it.path}: ${what} (${it.refusedBy ?? "accepted"})`;
}

/** An object with its places left out: what is read, wherever it stands. */
function reading(object: DecodedObject | undefined): unknown {
  const isPlace = (value: object): boolean => "node" in value && "part" in value;
  const left = JSON.stringify(object, (key, value: unknown) =>
    key === "problems" || key === "isNull" || (typeof value === "object" && value !== null && isPlace(value))
      ? undefined
      : value,
  );
  return left === undefined ? undefined : JSON.parse(left);
}

function schemaOf(minor: Minor, file: string): ApiSchema {
  const schema = crdSchema(minor === 21 ? `cilium/${file}` : `cilium/by-minor/v1.${minor}/${file}`);
  return minor === 20 ? withClusterMesh(schema) : schema;
}

/** CV-8: the agent of 1.20 knows the entity; its first schemas lack it, and later ones may not. */
function withClusterMesh(schema: ApiSchema): ApiSchema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === "enum" && Array.isArray(value) && value.includes("kube-apiserver") ? [...value, "cluster-mesh"] : value,
  );
}

/** Objects of one of the schemas, with up to two mistakes, or with one field that may be odd. */
function documentsOf(schemas: readonly ApiSchema[], head: JsonObject): fc.Arbitrary<JsonObject> {
  return fc.constantFrom(...schemas).chain((schema) =>
    fc.oneof(
      fc
        .tuple(objectOf(schema, head), fc.array(mistakeWith(schema), { maxLength: 2 }))
        .map(([valid, mistakes]) => mistakes.reduce((object, mistake) => mistake(object), valid)),
      objectWithOneField(schema, head),
    ),
  );
}

/** @returns Whether the API server accepts it. */
function expectSame(object: JsonObject, server: ApiServer, minor: number): boolean {
  const { accepted, dropped, complaints } = server.read(object);
  const { problems } = decoded(object, minor);
  if (refusedByApi(problems) === !accepted && (!accepted || dropsKeys(problems) === dropped.length > 0))
    return accepted;
  const theirs = accepted ? `takes it and drops ${dropped.join(", ") || "nothing"}` : `refuses it: ${complaints}`;
  expect.fail(`the schema ${theirs}\nwe: ${problems.map(brief).join("; ")}\n${textOf(object)}`);
}

function expectAgreement(documents: fc.Arbitrary<JsonObject>, server: ApiServer, minor: number): void {
  const met = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(documents, (object) => {
      met[expectSame(object, server, minor) ? "accepted" : "refused"]++;
    }),
    PARAMETERS,
  );
  expect(Math.min(met.accepted, met.refused)).toBeGreaterThan(RUNS / 10);
}

describe.skipIf(SCHEMAS === undefined)("the schemas of Cilium", () => {
  describe.each(KINDS)("for %s", (kind, file, minors) => {
    const head = { apiVersion: "cilium.io/v2", kind, metadata: { name: "a" } };
    const servers = new Map(
      SCHEMAS === undefined ? [] : minors.map((minor) => [minor, new ApiServer(schemaOf(minor, file), "custom")]),
    );
    const serverAt = (minor: Minor): ApiServer => {
      const server = servers.get(minor);
      if (server === undefined) throw new Error(`no schema of 1.${minor}`);
      return server;
    };
    /** Most have the fields of that minor, some those of another. */
    const documentsAt = (minor: Minor): fc.Arbitrary<JsonObject> => {
      const own = serverAt(minor).schema;
      return documentsOf([own, own, own, own, ...[...servers.values()].map((it) => it.schema)], head);
    };

    it.each<Minor>(minors)("take, drop and refuse in 1.%i what we say", (minor) => {
      expectAgreement(documentsAt(minor), serverAt(minor), minor);
    });

    it.each<Minor>(minors)("have in 1.%i the limits that we know", (minor) => {
      const server = serverAt(minor);
      for (const object of objectsAtLimits(server.schema, head, PLACES)) expectSame(object, server, minor);
    });

    it.each<Minor>(minors)("take in 1.%i the objects that are made to fit", (minor) => {
      fc.assert(
        fc.property(objectOf(serverAt(minor).schema, head), (object) => {
          const { accepted, dropped, complaints } = serverAt(minor).read(object);
          expect({ accepted, dropped }, complaints).toEqual({ accepted: true, dropped: [] });
        }),
        PARAMETERS,
      );
    });

    it.each<Minor>(minors)("store in 1.%i what we read", (minor) => {
      fc.assert(
        fc.property(documentsAt(minor), (object) => {
          expectStored(object, serverAt(minor), minor);
        }),
        PARAMETERS,
      );
    });

    it("let no refusal go unsaid, and none take effect", () => {
      fc.assert(
        fc.property(fc.constantFrom<Minor>(...minors), fc.nat(), (minor, seed) => {
          const [object = head] = fc.sample(documentsAt(minor), { numRuns: 1, seed });
          expectSaid(object, minor);
        }),
        PARAMETERS,
      );
    });
  });
});

describe.skipIf(SCHEMAS === undefined)("the schema of CiliumCIDRGroup", () => {
  const head = { apiVersion: "cilium.io/v2", kind: "CiliumCIDRGroup", metadata: { name: "a" } };

  it("takes, drops and refuses what we say", () => {
    const schema = schemaOf(21, "ciliumcidrgroups.yaml");
    expectAgreement(documentsOf([schema], head), new ApiServer(schema, "custom"), 21);
  });
});

/** An object that the schema accepts is, for us too, what the API server makes of it. */
function expectStored(object: JsonObject, server: ApiServer, minor: number): void {
  const { accepted, stored } = server.read(object);
  if (!accepted) return;
  const [written, kept] = [decoded(object, minor), decoded(stored, minor)];
  const refused = isRefused(kept.problems);
  const why = `${written.problems.map(brief).join("; ")}\nstored: ${kept.problems.map(brief).join("; ")}\n${textOf(object)}`;
  expect(isRefused(written.problems), why).toBe(refused);
  if (!refused) expect(reading(written.object), why).toEqual(reading(kept.object));
}

const POD = textOf({ apiVersion: "v1", kind: "Pod", metadata: { name: "a", labels: { app: "web" } }, spec: {} });

/** Whatever is refused or dropped is an error that a user sees; a policy that is refused decides nothing. */
function expectSaid(object: JsonObject, minor: number): void {
  const { problems } = decoded(object, minor);
  const files = new Map([
    ["policy.yaml", textOf(object)],
    ["pod.yaml", POD],
  ]);
  const why = `${problems.map(brief).join("; ")}\n${textOf(object)}`;
  if (problems.some((it) => it.refusedBy !== undefined)) {
    const said = workspaceOf(files, versionsOf(minor)).diagnostics("policy.yaml");
    expect(said.filter((it) => it.severity === "error").length, why).toBeGreaterThan(0);
  }
  const view = worldOf(files, versionsOf(minor));
  const refused = isRefused(problems);
  expect(view.scope.policies.filter((it) => view.isRefused(it)).length, why).toBe(refused ? 1 : 0);
  if (!refused) return;
  for (const workload of view.scope.workloads) {
    expect([...view.policiesOn(workload, "ingress"), ...view.policiesOn(workload, "egress")], why).toEqual([]);
  }
}

describe.skipIf(SCHEMAS === undefined)("the schema of NetworkPolicy", () => {
  const head = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name: "a" } };
  const server =
    SCHEMAS === undefined
      ? undefined
      : new ApiServer(
          builtInSchema("kubernetes/networkpolicy-v1.swagger2.json", "io.k8s.api.networking.v1.NetworkPolicy"),
          "built-in",
        );
  const documents = server === undefined ? fc.constant<JsonObject>(head) : documentsOf([server.schema], head);
  const serverOfPolicies = (): ApiServer => {
    if (server === undefined) throw new Error("no schema");
    return server;
  };

  /** The schema knows types and fields; what else the API server refuses is in no schema (KV-3 to KV-21). */
  const expectNoLess = (object: JsonObject): boolean => {
    const { accepted, dropped, complaints } = serverOfPolicies().read(object);
    const { problems } = decoded(object, 19);
    const types = problems.some((it) => it.type === "wrong-type");
    const same = accepted ? !types && dropsKeys(problems) === dropped.length > 0 : refusedByApi(problems);
    if (same) return accepted;
    const theirs = accepted ? `takes it and drops ${dropped.join(", ") || "nothing"}` : `refuses it: ${complaints}`;
    expect.fail(`the schema ${theirs}\nwe: ${problems.map(brief).join("; ")}\n${textOf(object)}`);
  };

  it("refuses nothing that we take, and takes no type that we refuse", () => {
    const met = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(documents, (object) => {
        met[expectNoLess(object) ? "accepted" : "refused"]++;
      }),
      { ...PARAMETERS, numRuns: 3 * RUNS },
    );
    expect(Math.min(met.accepted, met.refused)).toBeGreaterThan(RUNS / 10);
  });

  it("has the limits that we know", () => {
    for (const object of objectsAtLimits(serverOfPolicies().schema, head, "all")) expectNoLess(object);
  });

  it("stores what we read", () => {
    fc.assert(
      fc.property(documents, (object) => {
        expectStored(object, serverOfPolicies(), 19);
      }),
      { ...PARAMETERS, numRuns: 3 * RUNS },
    );
  });

  it("lets no refusal go unsaid, and none take effect", () => {
    fc.assert(
      fc.property(documents, (object) => {
        expectSaid(object, 19);
      }),
      PARAMETERS,
    );
  });
});
