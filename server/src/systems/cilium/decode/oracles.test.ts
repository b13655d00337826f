/** Cilium's own verdicts on validity: the published examples and the cases of its policy engine, as far as they are at hand. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isRefused, type ShapeProblem } from "../../../model/shape-problem.js";
import { parseWithLibrary } from "../../../syntax/library-parser.js";
import { splitDocuments } from "../../../syntax/split-documents.js";
import { rootOf } from "../../../syntax/yaml-document.js";
import { decodeCiliumPolicy } from "./policy.js";

const ORACLES = join(import.meta.dirname, "../../../../../../shared/oracles");
/** Both oracles were made with the development line of 1.18. */
const SETTINGS = { versions: { kubernetes: { major: 1, minor: 33 }, cilium: { major: 1, minor: 18 } } };

interface Decoded {
  readonly name: string;
  readonly problems: readonly ShapeProblem[];
}

/** The Cilium policies of a file by their name, with what we say of them. */
function policiesOf(path: string): Decoded[] {
  const text = readFileSync(path, "utf8");
  return splitDocuments(text).flatMap(({ start, end }, id) => {
    const root = rootOf({ ...parseWithLibrary(text.slice(start, end)), id });
    const kind = root?.get("kind")?.text;
    if (root === undefined || (kind !== "CiliumNetworkPolicy" && kind !== "CiliumClusterwideNetworkPolicy")) return [];
    return [{ name: root.get("metadata")?.get("name")?.text ?? "", ...decodeCiliumPolicy(root, kind, SETTINGS) }];
  });
}

function refusals(problems: readonly ShapeProblem[]): string[] {
  return problems.filter((it) => it.refusedBy !== undefined).map(brief);
}

function brief(it: ShapeProblem): string {
  const what =
    it.type === "bad-value"
      ? `${it.fault.check} ${it.fault.is === "malformed" ? it.fault.flaw : it.fault.is}`
      : it.type;
  return `${it.path}: ${what} (${it.refusedBy ?? "accepted"})`;
}

const EXAMPLES = join(ORACLES, "cilium-examples-validity");

/**
 * Where we differ on purpose. The oracle's driver finds unknown fields by writing what it has read, and an empty
 * `description` is not written; the schema of every minor has the field.
 */
const EXCEPTIONS = new Set(["./policies/host/demo-host-policy.yaml"]);

interface ExampleResult {
  readonly file: string;
  readonly name: string;
  readonly schema_error?: string;
  readonly parse_error?: string;
}

describe.skipIf(!existsSync(EXAMPLES))("Cilium's published examples", () => {
  const results = existsSync(EXAMPLES)
    ? readFileSync(join(EXAMPLES, "results.jsonl"), "utf8")
        .split("\n")
        .filter((it) => it !== "")
        .map((it) => JSON.parse(it) as ExampleResult)
    : [];

  test("are refused by us exactly where Cilium's validation refuses them", () => {
    const differences: string[] = [];
    let compared = 0;
    for (const file of new Set(results.map((it) => it.file))) {
      const expected = results.filter((it) => it.file === file);
      // Both in the order of the file.
      const policies = policiesOf(join(EXAMPLES, "examples", file));
      expect(policies.map((it) => it.name)).toEqual(expected.map((it) => it.name));
      for (const [index, { name, schema_error, parse_error }] of expected.entries()) {
        compared++;
        const refused = schema_error ?? parse_error;
        const ours = refusals(policies[index]?.problems ?? []);
        if ((refused !== undefined) === ours.length > 0 || EXCEPTIONS.has(file)) continue;
        differences.push(`${file} ${name}: ${refused ?? ours.join("; ")}`);
      }
    }
    expect(compared).toBe(results.length);
    expect(differences).toEqual([]);
  });
});

const ENGINE = join(ORACLES, "cilium-engine/cases");

/** Cases with a fault, and what we say of them. The last four are pruned and evaluated by the engine. */
const FAULTY = [
  ["078-bad-l7-udp", "spec.ingress.toPorts.ports.protocol: CV-28 clash (agent)"],
  ["080-bad-l7-dns-ingress", "spec.ingress.toPorts.rules.dns: CV-29 wrong-count (agent)"],
  ["082-bad-endpoints-and-cidr", "spec.ingress.fromCIDR: CV-1 several-of (agent)"],
  ["086-bad-port-int", "spec.ingress.toPorts.ports.port: wrong-type (api-server)"],
  ["093-bad-no-selector", "spec.endpointSelector: B.1.1 none-of (api-server)"],
  ["094-bad-both-selectors", "spec.nodeSelector: B.1.1 several-of (api-server)"],
  ["095-bad-nodeselector-in-cnp", "spec.nodeSelector: B.1.1 forbidden-field (agent)"],
  ["096-bad-unknown-field", "spec.ingress.fromEndpoint: unknown-field (strict-client)"],
  ["097-bad-from-instead-of-fromendpoints", "spec.ingress.from: unknown-field (strict-client)"],
  ["098-bad-ports-directly", "spec.ingress.ports: unknown-field (strict-client)"],
  ["101-bad-deny-l7", "spec.ingressDeny.toPorts.rules: CV-3 forbidden-field (strict-client)"],
];

interface EngineExpectation {
  readonly errors: readonly string[];
  readonly validation: readonly Readonly<Record<string, unknown>>[];
}

describe.skipIf(!existsSync(ENGINE))("cases of Cilium's policy engine", () => {
  const cases = existsSync(ENGINE) ? readdirSync(ENGINE).sort() : [];

  test("are refused by us exactly where the engine refuses them", () => {
    const differences: string[] = [];
    let refusedCases = 0;
    for (const name of cases) {
      const expected = JSON.parse(readFileSync(join(ENGINE, name, "expected.json"), "utf8")) as EngineExpectation;
      const messages = [
        // The driver reports cases that it could not run in the same list.
        ...expected.errors.filter((it) => !it.startsWith("driver:")),
        ...(expected.validation ?? []).flatMap((it) =>
          Object.keys(it)
            .filter((key) => key.endsWith("_error"))
            .map((key) => String(it[key])),
        ),
        // Unknown fields are pruned before the engine decides: refused by strict clients only.
      ].filter((it) => !it.startsWith("unknown fields found"));
      const policies = policiesOf(join(ENGINE, name, "manifests.yaml"));
      if (messages.length > 0) refusedCases++;
      if (policies.some((it) => isRefused(it.problems)) !== messages.length > 0) {
        differences.push(`${name}: ${messages[0] ?? policies.flatMap((it) => refusals(it.problems)).join("; ")}`);
      }
    }
    expect(refusedCases).toBe(FAULTY.length - 4);
    expect(differences).toEqual([]);
  });

  test("with a fault have one complaint each, and the right one", () => {
    const found = FAULTY.map(([name = ""]) => [
      name,
      ...policiesOf(join(ENGINE, name, "manifests.yaml")).flatMap((it) => refusals(it.problems)),
    ]);
    expect(found).toEqual(FAULTY);
  });
});
