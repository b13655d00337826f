/** What is read of a chart's template, and which problems are there whatever its actions come to. */

import { describe, expect, it } from "vitest";
import { chartFolders, chartOf, looksLikeChartTemplate, maskedDocuments } from "./chart-templates.js";
import { DEFAULT_SETTINGS } from "./settings.js";

const HEAD = `{{- if .Values.on }}
apiVersion: {{ include "api" . }}
kind: NetworkPolicy
metadata:
  name: {{ .Release.Name }}
  labels: {{- include "labels" . | nindent 4 }}
`;

/** Type and path of each problem that is certain, in a policy with this `spec`. */
function problemsIn(spec: string, head = HEAD): string[] {
  let id = 0;
  const documents = maskedDocuments(`${head}spec:\n${spec}{{- end }}\n`, DEFAULT_SETTINGS, () => ++id);
  return documents.flatMap(({ decoded }) =>
    [...decoded.problems, ...decoded.objects.flatMap((it) => it.problems)].map(({ type, path }) => `${type} ${path}`),
  );
}

describe("problems in a chart's template", () => {
  it("are none where all that is open may be right", () => {
    expect(problemsIn("  podSelector: {{ .x }}\n  ingress: {{ toYaml .y | nindent 4 }}\n")).toEqual([]);
    expect(
      problemsIn("  podSelector: {matchLabels: {a: {{ .x }}}}\n  {{- with .y }}\n  egress: {{ . }}\n  {{- end }}\n"),
    ).toEqual([]);
    expect(problemsIn("  {{- toYaml .x | nindent 2 }}\n")).toEqual([]);
  });

  it("are fields that are misspelt or in the wrong place, unless an action is part of the key", () => {
    expect(problemsIn("  podSelector: {}\n  ingres: {{ .x }}\n")).toEqual(["unknown-field spec.ingres"]);
    expect(problemsIn("  podSelector: {}\n  {{ .x }}gres: []\n")).toEqual([]);
    const ports = "  podSelector: {}\n  ingress:\n    - ports:\n        - port: {{ .x }}\n          from: []\n";
    expect(problemsIn(ports)).toEqual(["unknown-field spec.ingress.ports.from"]);
    expect(problemsIn(`${ports}    {{- include "more" . | nindent 4 }}\n`)).toEqual([
      "unknown-field spec.ingress.ports.from",
    ]);
    expect(problemsIn(`${ports}    {{- include "more" . | nindent 10 }}\n`)).toEqual([]);
  });

  it("are none where a condition tells which parent the field has", () => {
    const parents = "  {{- if .x }}\n  podSelector:\n  {{- else }}\n  ingress:\n  {{- end }}\n";
    expect(problemsIn(`${parents}    - from: []\n`)).toEqual([]);
    expect(problemsIn("  podSelector: {}\n  {{- if .x }}\n  ingres: []\n  {{- end }}\n")).toEqual([
      "unknown-field spec.ingres",
    ]);
  });

  it("are values that no cluster takes, as far as they are written", () => {
    const port = (value: string) =>
      problemsIn(`  podSelector: {}\n  ingress:\n    - ports:\n        - port: ${value}\n          protocol: TPC\n`);
    expect(port("{{ .x }}")).toEqual(["bad-value spec.ingress.ports.protocol"]);
    expect(port("99999")).toEqual(["bad-value spec.ingress.ports.port", "bad-value spec.ingress.ports.protocol"]);
    expect(port("99{{ .x }}")).toEqual(["bad-value spec.ingress.ports.protocol"]);
    expect(problemsIn("  podSelector: []\n")).toEqual(["wrong-type spec.podSelector"]);
    expect(problemsIn("  podSelector:\n    {{- .x | nindent 4 }}\n")).toEqual([]);
  });

  it("are fields that are missing, where nothing can bring them", () => {
    const block = (more: string) => `  podSelector: {}\n  ingress:\n    - from:\n        - ipBlock:\n${more}`;
    const excepted = "            except: [10.0.0.0/8]\n";
    expect(problemsIn(block(excepted))).toEqual(["missing-field spec.ingress.from.ipBlock.cidr"]);
    expect(problemsIn(block(`${excepted}            {{- .x | nindent 12 }}\n`))).toEqual([]);
    expect(
      problemsIn(block(`${excepted}            {{- if .x }}\n            cidr: {{ .x }}\n            {{- end }}\n`)),
    ).toEqual([]);
  });

  it("are keys that are written twice in one branch", () => {
    const egress = "  egress:\n    - {}\n";
    expect(problemsIn(`  podSelector: {}\n${egress}${egress}`)).toEqual(["duplicate-key spec.egress"]);
    expect(problemsIn(`  podSelector: {}\n  {{- if .x }}\n${egress}  {{- else }}\n${egress}  {{- end }}\n`)).toEqual(
      [],
    );
  });

  it("are not looked for in objects whose kind an action tells", () => {
    const spec = "  podSelectr: {}\n  ingres: []\n";
    expect(problemsIn(spec)).toEqual([]);
    expect(problemsIn(`  podSelector: {{ .x }}\n${spec}`)).toHaveLength(2);
    expect(problemsIn(`  podSelector: {}\n${spec}`, HEAD.replace("NetworkPolicy", "{{ .Values.kind }}"))).toEqual([]);
    expect(problemsIn(spec, HEAD.replace(/\{\{ include "api".*/, "networking.k8s.io/v1"))).toHaveLength(2);
  });

  it("are not looked for where the rest is no YAML", () => {
    expect(problemsIn("  podSelectr: {}\n  a: b: c\n")).toEqual([]);
    expect(problemsIn("  podSelectr: {}\n", "{{ if")).toEqual([]);
  });
});

describe("a chart's templates", () => {
  it("are in a folder of that name below its Chart.yaml", () => {
    const folders = chartFolders(["Chart.yaml", "charts/redis/Chart.yaml", "myChart.yaml", "a/Chart.yaml/b"]);
    expect([...folders]).toEqual(["", "charts/redis/"]);
    expect(chartOf("templates/web/policy.yaml", folders)).toBe("");
    expect(chartOf("charts/redis/templates/a.yaml", folders)).toBe("charts/redis/");
    expect(chartOf("charts/other/templates/a.yaml", folders)).toBeUndefined();
    expect(chartOf("mytemplates/a.yaml", folders)).toBeUndefined();
  });

  it("are told by an action of Helm's, in quotes too", () => {
    const isOne = (path: string, name: string, kind = "NetworkPolicy") =>
      looksLikeChartTemplate(path, `kind: ${kind}\nname: ${name}\n`);
    expect(isOne("c/templates/a.yaml", '"{{ .Values.name }}"')).toBe(true);
    expect(isOne("c/templates/a.yaml", 'web-{{ include "x" . }}')).toBe(true);
    expect(isOne("c/a.yaml", '"{{ .Values.name }}"')).toBe(false);
    expect(isOne("c/templates/a.yaml", '"{{ request.name }}"')).toBe(false);
    expect(isOne("c/templates/a.yaml", '"{{ .Values.name }}"', "HelmRelease")).toBe(false);
  });
});
