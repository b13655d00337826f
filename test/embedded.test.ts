/** Policies that other manifests carry: what is said at their places, and what counts. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables in text are what is tested
import { describe, expect, it } from "vitest";
import type { YamlValue } from "../server/src/base/yaml-value.js";
import { renderYaml } from "../server/src/syntax/render-yaml.js";
import { HOST_KINDS, type Place } from "../server/src/systems/hosts.js";
import { workspaceOf } from "./kit/analyse.js";

const SPEC = { podSelectr: {}, ingress: [{ ports: [{ port: 99999 }] }] };
const POLICY = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "web", namespace: "shop" },
  spec: SPEC,
};

/** What stands at a place, wrong in two ways where all of it is written. */
function contentOf({ form }: Place): YamlValue {
  if (form === "object") return POLICY;
  if (form === "body") return { spec: SPEC };
  return form === "spec" ? SPEC : { ingres: [], ingress: SPEC.ingress };
}

/** A host with the value at the path. */
function hostAt(path: readonly string[], value: YamlValue, beside: Readonly<Record<string, YamlValue>>): YamlValue {
  const [step = "", ...rest] = path;
  const isList = step.endsWith("[]");
  const key = isList ? step.slice(0, -2) : step;
  const inner = rest.length === 0 ? value : hostAt(rest, value, beside);
  return { ...(rest.length === 0 ? beside : {}), [key]: isList ? [inner] : inner };
}

function findingsIn(text: string): string[] {
  return workspaceOf(new Map([["a.yaml", text]]))
    .diagnostics("a.yaml")
    .map((it) => `${it.start.line + 1} ${it.rule}`);
}

describe("policies in other manifests", () => {
  const rows = HOST_KINDS.flatMap(({ groups, kinds, places }) =>
    places.flatMap((place) => kinds.map((kind) => ({ kind, group: groups[0] ?? "", path: place.path, place }))),
  );

  it.each(rows)("are checked in $kind at $path", ({ kind, group, place }) => {
    const beside =
      place.form === "body" ? { apiVersion: POLICY.apiVersion, kind: POLICY.kind, name: "a", namespace: "b" } : {};
    const host = hostAt(place.path.split("."), contentOf(place), beside);
    const head = { apiVersion: `${group}/v1`, kind, metadata: { name: "host" } };
    const text = renderYaml({ ...head, ...(host as Readonly<Record<string, YamlValue>>) });
    const rules = findingsIn(text).map((it) => it.split(" ")[1]);
    expect(rules.sort()).toEqual(["port-out-of-range", "unknown-field"]);
  });

  const KYVERNO = (name: string, port: string) => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: default-deny}
spec:
  rules:
    - name: deny
      match: {any: [{resources: {kinds: [Namespace]}}]}
      generate:
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        name: ${name}
        namespace: "{{request.object.metadata.name}}"
        data:
          spec:
            podSelector: {matchLabels: {app: "{{ request.object.metadata.name }}"}}
            ingress:
              - ports: [{port: ${port}}]
`;

  it("leave the values of variables to whoever fills them in", () => {
    expect(findingsIn(KYVERNO("deny", '"{{ request.object.metadata.labels.port }}"'))).toEqual([]);
    expect(findingsIn(KYVERNO("deny", "0"))).toEqual(["17 port-out-of-range"]);
  });

  it("are named by their host where that names them", () => {
    const object = (kind: string, apiVersion: string, path: string[]) => {
      const { metadata: _, ...nameless } = POLICY;
      const policy = { ...nameless, spec: { podSelector: {} } };
      const host = hostAt(path, policy, {}) as Readonly<Record<string, YamlValue>>;
      return findingsIn(renderYaml({ apiVersion, kind, metadata: { name: "a" }, ...host }));
    };
    expect(object("Object", "kubernetes.crossplane.io/v1alpha2", ["spec", "forProvider", "manifest"])).toEqual([]);
    expect(object("SyncSet", "hive.openshift.io/v1", ["spec", "resources[]"])).toEqual(["8 missing-field"]);
    expect(object("SyncSet", "example.com/v1", ["spec", "resources[]"])).toEqual([]);
  });

  it("are no policies of the scope", () => {
    const files = new Map([["a.yaml", KYVERNO("deny", "0")]]);
    expect(workspaceOf(files).contents()).toMatchObject({ policies: 0 });
  });

  it("can be left alone by a comment and are mended in their place", () => {
    const text = KYVERNO("deny", "80").replace("podSelector:", "podSelectr:");
    const workspace = workspaceOf(new Map([["a.yaml", text]]));
    const [found] = workspace.diagnostics("a.yaml");
    expect(found).toMatchObject({ rule: "unknown-field", object: { name: "deny" }, start: { line: 14 } });
    const action = workspace.codeActions("a.yaml", found?.range ?? { start: 0, end: 0 })[0];
    const edit = action === undefined ? undefined : workspace.resolve("a.yaml", action.id);
    workspace.edit("a.yaml", edit?.edits.get("a.yaml") ?? []);
    expect(workspace.textOf("a.yaml")).toBe(KYVERNO("deny", "80"));
    expect(
      findingsIn(
        text.replace("            podSelectr", "            # netpol: ignore[NP1002]\n            podSelectr"),
      ),
    ).toEqual([]);
  });
});
