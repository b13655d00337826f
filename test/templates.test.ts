/** Policies in the templates of charts, as users meet them: what is said, what is offered, what counts. */

import { describe, expect, it } from "vitest";
import type { PartialSettings } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";

const TEMPLATE = `{{- if .Values.networkPolicy.enabled }}
apiVersion: {{ include "web.networkPolicy.apiVersion" . }}
kind: NetworkPolicy
metadata:
  name: {{ include "web.fullname" . }}
spec:
  podSelector:
    matchLabels: {{- include "web.matchLabels" . | nindent 6 }}
  ingress:
    - ports:
        - port: {{ .Values.port }}
          {{- if not .Values.allowExternal }}
          from:
            - podSelector: {}
          {{- end }}
{{- end }}
`;

const FILES = new Map([
  ["web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"],
  ["web/templates/policy.yaml", TEMPLATE],
]);

const PATH = "web/templates/policy.yaml";

function workspaceWith(template: string, settings: PartialSettings = {}) {
  return workspaceOf(new Map([...FILES, [PATH, template]]), settings);
}

describe("a policy in a chart's template", () => {
  it("is told what is wrong whatever the values are, and where", () => {
    const workspace = workspaceWith(TEMPLATE);
    const [found, ...others] = workspace.diagnostics(PATH);
    expect(found).toMatchObject({ rule: "unknown-field", severity: "error", start: { line: 12, character: 10 } });
    expect(found?.object).toMatchObject({ kind: "NetworkPolicy", name: "" });
    expect(others).toEqual([]);
  });

  it("is not mended by us, and may be left alone by a comment", () => {
    const workspace = workspaceWith(TEMPLATE);
    const [found] = workspace.diagnostics(PATH);
    expect(found?.fixes).toEqual([]);
    const [ignore, ...others] = found === undefined ? [] : workspace.codeActions(PATH, found.range);
    // The others are about the rule, in the settings file and on its page.
    expect(others.map((it) => it.title.replaceAll(/unknown-field.*/g, ""))).toEqual(["Set ", "Set ", "Explain rule "]);
    const edit = ignore === undefined ? undefined : workspace.resolve(PATH, ignore.id);
    workspace.edit(PATH, edit?.edits.get(PATH) ?? []);
    expect(workspace.textOf(PATH)).toContain("          # netpol: ignore[unknown-field]\n          from:\n");
    expect(workspace.diagnostics(PATH)).toEqual([]);
  });

  it("is not counted in flows, and is named in a notice", () => {
    const workspace = workspaceWith(TEMPLATE);
    expect(workspace.contents()).toMatchObject({ policies: 0, workloads: 0 });
    expect(workspace.notices()).toEqual([
      { file: PATH, message: "Chart template: only what is true for any values is checked" },
    ]);
  });

  it("is left alone where the setting says so, and without a Chart.yaml", () => {
    const off = workspaceWith(TEMPLATE, { helm: "off" });
    expect(off.diagnostics(PATH)).toEqual([]);
    expect(off.notices()).toMatchObject([{ message: "Template: not checked until it is rendered" }]);
    expect(workspaceOf(new Map([[PATH, TEMPLATE]])).diagnostics(PATH)).toEqual([]);
  });

  it("is checked again when the chart appears, and when it is edited", () => {
    const workspace = workspaceOf(new Map([[PATH, TEMPLATE]]));
    expect(workspace.diagnostics(PATH)).toEqual([]);
    const put = (path: string, text: string) => workspace.apply([{ type: "put", file: { id: path, path, text } }]);
    put("web/Chart.yaml", "name: web\n");
    expect(workspace.diagnostics(PATH)).toHaveLength(1);
    put(PATH, TEMPLATE.replace("          from:\n            - pod", "      from:\n        - pod"));
    expect(workspace.diagnostics(PATH)).toEqual([]);
  });

  it("is read where its actions are in quotes and within values alone", () => {
    const quoted = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: "{{ .Release.Name }}"
spec:
  podSelector: {matchLabels: {app: web-{{ .Values.name }}}}
  ingress:
    - ports: [{port: http, protocol: tcp}]
`;
    const workspace = workspaceWith(quoted);
    expect(workspace.diagnostics(PATH).map((it) => it.rule)).toEqual(["unknown-protocol"]);
    expect(workspace.contents().policies).toBe(0);
  });

  it("is told of slips within one rule that is written in full", () => {
    const rule = `    - ports:
        - port: 80
        - protocol: UDP
`;
    const withRule = (text: string) =>
      workspaceWith(TEMPLATE.replace(/ {4}- ports:[\s\S]*(?=\{\{- end \}\}\n$)/, text))
        .diagnostics(PATH)
        .map((it) => it.rule);
    expect(withRule(rule)).toEqual(["port-item-split"]);
    expect(withRule(rule.replace("UDP", "{{ .Values.protocol }}"))).toEqual([]);
  });
});
