/** Charts for tests, and a program in the place of helm that prints what the real one was seen to print. */

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A chart whose objects have labels by a helper of its own. */
export const CHART: Readonly<Record<string, string>> = {
  "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
  "values.yaml": "port: 8080\nclient: gate\n",
  "templates/_helpers.tpl": `{{- define "labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
`,
  "templates/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector:
    matchLabels:
      {{- include "labels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "labels" . | nindent 8 }}
    spec:
      containers:
        - name: web
          image: web
          ports:
            - containerPort: {{ .Values.port }}
`,
  "templates/policy.yaml": `{{- if .Values.client }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .Release.Name }}-web
spec:
  podSelector:
    matchLabels:
      {{- include "labels" . | nindent 6 }}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: {{ .Values.client }}
      ports:
        - port: {{ .Values.port }}
{{- end }}
`,
};

/** What `helm template store chart --namespace=shop` prints of it (version 4.1.4). */
export function printed({ client = "gate", port = 8080, release = "store" } = {}): string {
  return `---
# Source: shop/templates/policy.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${release}-web
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: shop
      app.kubernetes.io/instance: ${release}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: ${client}
      ports:
        - port: ${port}
---
# Source: shop/templates/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${release}-web
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: shop
      app.kubernetes.io/instance: ${release}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: shop
        app.kubernetes.io/instance: ${release}
    spec:
      containers:
        - name: web
          image: web
          ports:
            - containerPort: ${port}
`;
}

/** The chart's files below a folder. */
export function chartIn(folder: string, files: Readonly<Record<string, string>> = CHART): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [path.posix.join(folder, name), text]));
}

/** What the program was told when it was run to render something. */
export interface HelmRun {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Texts of the files of values, in order. */
  readonly values: readonly string[];
  /** Names of the files right in the chart. */
  readonly chart: readonly string[];
}

export interface FakeHelm {
  /** Absolute path of the program, which is called `helm`. */
  readonly program: string;
  readonly runs: () => readonly HelmRun[];
}

/**
 * Writes the program into a folder.
 * @param does JavaScript that is run for `helm template`: it may use `print`, `say` (errors), and `exit`.
 */
export function fakeHelm(folder: string, does: string): FakeHelm {
  mkdirSync(folder, { recursive: true });
  const program = path.join(folder, "helm");
  const log = path.join(folder, "runs.jsonl");
  writeFileSync(log, "");
  writeFileSync(
    program,
    `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
if (args[0] === "version") { process.stdout.write("v4.1.4"); process.exit(0); }
const values = args.flatMap((it) => it.startsWith("--values=") ? [fs.readFileSync(it.slice(9), "utf8")] : []);
const run = { args, env: process.env, cwd: process.cwd(), values, chart: fs.readdirSync(args[2]).sort() };
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify(run) + "\\n");
const print = (it) => fs.writeSync(1, it);
const say = (it) => fs.writeSync(2, it);
const exit = (it) => process.exit(it);
${does}
`,
  );
  chmodSync(program, 0o755);
  return {
    program,
    runs: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((it) => it !== "")
        .map((it) => JSON.parse(it) as HelmRun),
  };
}

/** Prints what helm prints of `CHART`, with what JSON or YAML says of `client` and `port`. */
export const PRINTS = `
const all = values.join("\\n") + args.filter((it) => it.startsWith("--set=")).map((it) => "\\n" + it.slice(6).replace("=", ": ")).join("");
const last = (key, otherwise) => [...all.matchAll(new RegExp('"?' + key + '"?: ?"?([a-z0-9]+)', "g"))].at(-1)?.[1] ?? otherwise;
const filled = ${JSON.stringify(printed({ client: "CLIENT", port: 31337, release: "RELEASE" }))};
print(filled.replaceAll("CLIENT", last("client", "gate")).replaceAll("31337", last("port", "8080")).replaceAll("RELEASE", args[1]));
`;
