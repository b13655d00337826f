/**
 * How many keys eight usual policies take with completion, from empty files in a workspace with their workloads, and that
 * everything that is suggested on the way is right.
 */

import { afterAll, beforeAll, expect, test } from "vitest";
import { countKeys, type Suggestion } from "../kit/key-counter.js";
import { SuggestionJudge } from "../kit/suggestion-laws.js";
import { RICH } from "./clients.js";
import { Editor } from "./editor.js";
import { deployment } from "./manifests.js";

const CAPABLE = {
  ...RICH,
  textDocument: {
    ...RICH.textDocument,
    completion: { completionItem: { snippetSupport: true, insertTextModeSupport: { valueSet: [1, 2] } } },
  },
};

const ERROR = 1;

const inNamespace = (text: string, namespace: string): string =>
  text.replaceAll("namespace: shop", `namespace: ${namespace}`);
const WORKLOADS = [
  ...["web", "api", "db"].map(deployment),
  inNamespace(deployment("prometheus"), "monitoring"),
  "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: monitoring\n  labels:\n    team: platform\n",
].join("---\n");

const head = (name: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n`;
const cilium = (name: string): string =>
  `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n`;
const selecting = (app: string): string => `  podSelector:\n    matchLabels:\n      app: ${app}\n`;

const POLICIES: Readonly<Record<string, string>> = {
  "default deny": `${head("default-deny")}  podSelector: {}\n  policyTypes:\n    - Ingress\n    - Egress\n`,
  "allow DNS": `${head("allow-dns")}  podSelector: {}
  policyTypes:
    - Egress
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - protocol: UDP
          port: 53
        - protocol: TCP
          port: 53
`,
  "web to api": `${head("api-from-web")}${selecting("api")}  policyTypes:
    - Ingress
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: web
      ports:
        - protocol: TCP
          port: 8080
`,
  monitoring: `${head("api-from-prometheus")}${selecting("api")}  policyTypes:
    - Ingress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: monitoring
          podSelector:
            matchLabels:
              app: prometheus
      ports:
        - protocol: TCP
          port: 8080
`,
  "addresses with except": `${head("web-to-addresses")}${selecting("web")}  policyTypes:
    - Egress
  egress:
    - to:
        - ipBlock:
            cidr: 10.0.0.0/8
            except:
              - 10.20.0.0/16
`,
  "egress to the database": `${head("api-to-db")}${selecting("api")}  policyTypes:
    - Egress
  egress:
    - to:
        - podSelector:
            matchLabels:
              app: db
      ports:
        - protocol: TCP
          port: 8080
`,
  "Cilium HTTP": `${cilium("api-http")}  endpointSelector:
    matchLabels:
      app: api
  ingress:
    - fromEndpoints:
        - matchLabels:
            app: web
      toPorts:
        - ports:
            - port: "8080"
              protocol: TCP
          rules:
            http:
              - method: GET
                path: /api/.*
`,
  "Cilium FQDN": `${cilium("api-fqdn")}  endpointSelector:
    matchLabels:
      app: api
  egress:
    - toFQDNs:
        - matchName: api.example.com
      toPorts:
        - ports:
            - port: "443"
              protocol: TCP
`,
};

let editor: Editor;
let suggestions = 0;
const counts: { readonly name: string; readonly keys: number; readonly characters: number }[] = [];

beforeAll(async () => {
  editor = await Editor.start({ capabilities: CAPABLE, files: { "workloads.yaml": WORKLOADS } });
  await editor.request("netpol/checkWorkspace");
});

afterAll(async () => {
  expect(await editor.stop()).toBe(0);
});

test.each(Object.entries(POLICIES))("%s", async (name, target) => {
  const file = `${name.replaceAll(" ", "-")}.yaml`;
  editor.open(file, "");
  let version = 1;
  const uri = editor.uri(file);
  const write = (text: string): void => {
    version += 1;
    editor.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] });
  };
  const judge = new SuggestionJudge(new Map([["workloads.yaml", WORKLOADS]]), file);
  const wrong: unknown[] = [];
  const { keys, taken } = await countKeys(target, async (text) => {
    write(text);
    const lines = text.split("\n");
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    const given = await editor.request<Suggestion[]>("textDocument/completion", { textDocument: { uri }, position });
    const stop = { text, cursor: text.length };
    const offered = judge.suggestions(stop);
    expect(given.map((it) => it.label)).toEqual(offered.map((it) => it.label));
    suggestions += offered.length;
    for (const it of judge.judge(stop, offered)) wrong.push({ ...it, behind: lines.at(-1) });
    return given;
  });
  expect(taken).not.toEqual([]);
  expect(wrong).toEqual([]);
  write(target);
  await editor.request("netpol/checkWorkspace");
  expect((editor.problems(file) ?? []).filter((it) => it.severity === ERROR)).toEqual([]);
  counts.push({ name, keys, characters: target.length });
  editor.close(file);
});

test("all of them together take less than a third of the keys of typing them", ({ annotate }) => {
  expect(counts).toHaveLength(Object.keys(POLICIES).length);
  const sum = (of: "keys" | "characters"): number => counts.reduce((total, it) => total + it[of], 0);
  void annotate(counts.map((it) => `${it.name}: ${it.keys} keys for ${it.characters} characters`).join("\n"));
  void annotate(`${suggestions} suggestions`);
  expect(sum("keys") * 3).toBeLessThan(sum("characters"));
});
