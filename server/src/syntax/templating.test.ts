/** Which texts something renders first. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables in text are what is tested
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { templateOf } from "./templating.js";

const kind = (text: string) => templateOf(text)?.kind;

describe("templateOf", () => {
  it("finds actions in values and on lines of their own", () => {
    expect(templateOf("metadata:\n  name: {{ .Release.Name }}-web\n")).toEqual({ kind: "template", at: 18 });
    expect(templateOf('a: 1\n{{- if .Values.on }}\nb: "x"\n{{- end }}\n')).toEqual({ kind: "template", at: 5 });
    expect(kind('labels:\n    {{- include "x" . | nindent 4 }}\n')).toBe("template");
    expect(kind("{{- /*\nCopyright\n*/}}\na: 1\n")).toBe("template");
    expect(kind("{% if x %}\na: 1\n{% endif %}\n")).toBe("template");
    expect(kind("- {{ .x }}\n")).toBe("template");
    expect(kind("a: [{{ .x }}]\n")).toBe("template");
    expect(kind("a: &b {{ .x }}\n")).toBe("template");
  });

  it("leaves quotes, comments and block scalars to those who read them", () => {
    expect(kind("a: \"{{ .Values.x }}\"\nb: '{{ x }}'\n# {{ y }}\nc: d # ${Z}\n")).toBeUndefined();
    expect(kind("script: |\n  echo ${HOME} {{ .x }}\n  {{- if .y }}\n\n  x\nnext: 1\n")).toBeUndefined();
    expect(kind("- |\n  {{ x }}\n- >-\n  ${Y}\n")).toBeUndefined();
    expect(kind('a: "one\n  {{ two }}\n  three"\nb: 1\n')).toBeUndefined();
    expect(kind("a: {b: {c: d}}\n")).toBeUndefined();
    expect(kind('a: &b "{{ c }}"\nd: ["{{ e }}"]\n')).toBeUndefined();
    expect(kind("script: |\n  x\nnext: {{ y }}\n")).toBe("template");
  });

  it("finds actions over several lines, and those that hold the quotes around them", () => {
    expect(templateOf('a: 1\nname: {{ include\n  "x" . }}\n')).toEqual({ kind: "template", at: 11 });
    expect(kind('name: web-{{ include "x"\n  . }}\n')).toBe("template");
    expect(kind("name: web-{{ x\n")).toBeUndefined();
    expect(kind("summary: Pod {{ $labels.namespace }}/{{ $labels.pod\n  }} waits on {{\n  $labels.node }}\n")).toBe(
      "variables",
    );
    expect(templateOf('- "{{printf .Host "x"}}"\n')).toEqual({ kind: "template", at: 3 });
    expect(kind('a: "{{ .x | default "" }}"\n')).toBe("template");
    expect(kind('a: "one\n  {{ index . "x" }}"\n')).toBe("template");
    expect(kind("a: '{{ default('x') }}'\n")).toBe("template");
    expect(kind('a: ["{{", "}}"]\nb: {open: "{{", close: "}}"}\nc: "{{" # {{\n')).toBeUndefined();
    expect(kind('a: "{{ \\"x\\" }}"\nb: \'{{ default "x" }}\'\n')).toBeUndefined();
    expect(kind("a: '{{ default(''x'') }}'\n")).toBeUndefined();
  });

  it("knows ytt, jsonnet and format strings", () => {
    expect(templateOf("image: {prefix}web:{tag}\n")).toEqual({ kind: "template", at: 7 });
    expect(kind("- {name}-x\n")).toBe("template");
    expect(kind("a: {b} # c\nd: [{e}, {f}]\ng: '{h}i'\nk: l{m}n\no: |\n  {p}q\n")).toBeUndefined();
    expect(kind('#@ load("@ytt:data", "data")\na: 1\n')).toBe("template");
    expect(kind("name: #@ data.values.name\n")).toBe("template");
    expect(kind("#@data/values\n---\na: 1\n")).toBe("template");
    expect(kind("# mail me@ home\na: b #@x\n")).toBeUndefined();
    expect(kind("// policies\nlocal k = import 'k.libsonnet';\n{ kind: 'NetworkPolicy' }\n")).toBe("template");
    expect(kind("local web(name) = { metadata: { name: name } };\n")).toBe("template");
    expect(kind("import: [x]\nlocal: y\n")).toBeUndefined();
  });

  it("finds variables, which actions outweigh", () => {
    expect(kind("name: it's {{ .x }}\n")).toBe("variables");
    expect(kind("name: web-{{ .Release.Name }}\n")).toBe("variables");
    expect(templateOf("a: ${APP}\n")).toEqual({ kind: "variables", at: 3 });
    expect(kind("a: x-${APP:=web}-y\n")).toBe("variables");
    expect(kind('a: "${APP}"\n')).toBeUndefined();
    expect(kind("a: ${APP}\nb: {{ .x }}\n")).toBe("template");
    expect(kind("a: $${APP\nb: ${1}\n")).toBeUndefined();
  });

  it("knows the end of a text within quotes and block scalars", () => {
    expect(kind('a: "{{ x')).toBeUndefined();
    expect(kind("a: |\n  {{ x")).toBeUndefined();
    expect(kind("{{")).toBeUndefined();
  });
});

const CORPUS = resolve(import.meta.dirname, "../../../../shared/corpus");

describe.skipIf(!existsSync(CORPUS))("templateOf, on real repositories", () => {
  const found = (folder: string, path: string) => kind(readFileSync(resolve(CORPUS, folder, path), "utf8"));

  it("tells a chart's templates from the rest", () => {
    expect(found("z2jh", "jupyterhub/templates/hub/netpol.yaml")).toBe("template");
    expect(found("bitnami-charts", "bitnami/minio/templates/serviceaccount.yaml")).toBe("template");
    expect(found("argo-cd", "manifests/ha/base/redis-ha/chart/upstream.yaml")).toBeUndefined();
    expect(found("biohazard", "kube/deploy/vm/ad/template-dc/svc.yaml")).toBeUndefined();
  });

  it("takes every file below a chart's templates that has an action for one", () => {
    const files = readdirSync(resolve(CORPUS, "bitnami-charts"), { recursive: true, encoding: "utf8" });
    const templates = files.filter((it) => /\/templates\/.*\.ya?ml$/.test(it));
    expect(templates.length).toBeGreaterThan(5);
    for (const path of templates) expect(found("bitnami-charts", path), path).toBe("template");
  });
});
