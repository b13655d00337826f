/** Which documents something fills in before they are applied. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables in text are what is tested
import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "./settings.js";
import { readFileState } from "./file-state.js";

const POLICY = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web, namespace: shop}\n";

function isUnfinished(text: string): boolean | undefined {
  let id = 0;
  const file = { id: "a", path: "a.yaml", text };
  return readFileState(file, { nextId: () => ++id, settings: DEFAULT_SETTINGS }).documents[0]?.variables;
}

const policy = (spec: string): boolean | undefined => isUnfinished(`${POLICY}spec:\n  ${spec}\n`);

describe("unfinished documents", () => {
  it("have placeholders in a policy, quoted or not", () => {
    expect(policy("podSelector: {matchLabels: {app: web}}")).toBe(false);
    expect(policy('podSelector: {matchLabels: {app: "${APP}"}}')).toBe(false);
    expect(policy("podSelector: {matchLabels: {app: ${APP}}}")).toBe(true);
    expect(policy('podSelector: {matchLabels: {app: "{{ app }}"}}')).toBe(true);
    expect(policy("podSelector: {matchLabels: {app: <your app>}}")).toBe(false);
    expect(policy("podSelector: {matchLabels: {app: web-@TAG@}}")).toBe(false);
    expect(policy('podSelector: {matchLabels: {"${{ key }}": web}}')).toBe(true);
    expect(isUnfinished(`${POLICY.replace("web", "<name>")}spec: {podSelector: {}}\n`)).toBe(true);
    expect(isUnfinished(`${POLICY.replace("shop", "@NAMESPACE@")}spec: {podSelector: {}}\n`)).toBe(true);
    expect(policy("podSelector: {matchLabels: {app: $.config.name}}")).toBe(true);
  });

  it("have placeholders in names and labels of other objects", () => {
    const pod = (metadata: string, env: string) =>
      isUnfinished(
        `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\nspec: {containers: [{name: a, args: ["${env}"]}]}\n`,
      );
    expect(pod('{name: "<name>"}', "x")).toBe(true);
    expect(pod('{name: a, labels: {app: "{{ .App }}"}}', "x")).toBe(true);
    expect(pod("{name: a, labels: {app: web}}", "${HOME} {{ .x }} <b>")).toBe(false);
  });

  it("leave annotations, descriptions and expressions alone", () => {
    const cilium = (rest: string) =>
      isUnfinished(`apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a}\n${rest}`);
    expect(cilium("spec:\n  description: only {{ x }} and <b>\n")).toBe(true);
    expect(cilium('spec:\n  description: "only {{ x }} and <b>"\n')).toBe(false);
    expect(cilium('spec: {ingress: [{toPorts: [{rules: {http: [{path: "/(?P<id>x)/(?<b>y)$"}]}}]}]}\n')).toBe(false);
    expect(isUnfinished(`${POLICY.replace("{name", '{annotations: {a: "${x} <y>"}, name')}spec: {}\n`)).toBe(false);
  });

  it("are fragments whose comments say that the rest comes later", () => {
    const unnamed = (comment: string) =>
      isUnfinished(
        `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  ${comment}\n  labels: {a: b}\n`,
      );
    expect(unnamed("# name and namespace are set at run time")).toBe(true);
    expect(unnamed("# Filled in by the operator.")).toBe(true);
    expect(unnamed("# the policy of the web tier")).toBe(false);
    expect(unnamed("generateName: a- # set at runtime")).toBe(false);
    expect(isUnfinished(POLICY.replace("{name: web", "{name: web, # set by the operator\n "))).toBe(false);
    expect(policy('podSelector: {matchLabels: {app: ""}} # set at runtime')).toBe(false);
    expect(policy("podSelector: {} # replaced at run time")).toBe(true);
    expect(policy("podSelector: {} # pods that the operator added")).toBe(false);
  });
});
