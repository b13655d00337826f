/** ApplicationSet: generators, templates, and what is left unseen. */

import { describe, expect, it } from "vitest";
import { generatedApplications } from "../../server/src/gitops/application-set/application-set.js";
import { declaredClusters } from "../../server/src/gitops/application-set/cluster-secrets.js";
import type { GeneratorFiles } from "../../server/src/gitops/application-set/generators.js";
import { joinedClusters } from "../../server/src/gitops/application-set/selected-clusters.js";
import { renderGoTemplate, renderPlain, Undecidable } from "../../server/src/gitops/go-template/render.js";
import type { WrittenObject } from "../../server/src/gitops/repository.js";
import { application, object, plain } from "../kit/gitops.js";

const contents: Readonly<Record<string, string>> = {
  "config/eu/prod.yaml": "cluster: {name: eu, size: 3}\nports: [80]",
  "config/us/prod.json": '[{"cluster": {"name": "us"}}, {"cluster": {"name": "us2"}}]',
};

const files: GeneratorFiles = {
  isHere: (url) => url === "HERE",
  folders: [".hidden", ".hidden/x", "apps", "apps/legacy", "apps/pay", "apps/pay/deep", "apps/Shop_1", "config"],
  files: Object.keys(contents),
  clusters: [],
  content: (path) => {
    const text = contents[path];
    return text === undefined
      ? undefined
      : object(`v: ${text.startsWith("[") ? text : `{${text.replace("\n", ", ")}}`}`).get("v");
  },
};

const generated = (spec: string, its: GeneratorFiles = files) => {
  const found = generatedApplications(object(application("set", spec, "ApplicationSet")), its);
  if (found === undefined) throw new Error("no set");
  return found;
};

/** Names of what a set generates from `NAME` as its template's name. */
const names = (generators: string, name: string, more = ""): unknown[] =>
  generated(`{${more} generators: ${generators}, template: {metadata: {name: "${name}"}}}`).applications.map((it) => {
    const { metadata } = plain(it) as { metadata: { name: string } };
    return metadata.name;
  });

const GO = "goTemplate: true,";

describe("GO-28: generators", () => {
  it("list", () => {
    const list = "[{list: {elements: [{env: dev, values: {x: '1'}}, {env: prod, values: {x: '2'}}]}}]";
    expect(names(list, "{{env}}-{{values.x}}")).toEqual(["dev-1", "prod-2"]);
    expect(names(list, "{{.env}}-{{.values.x}}", GO)).toEqual(["dev-1", "prod-2"]);
    expect(names("[{list: {elementsYaml: '[{a: b}]'}}]", "{{.a}}", GO)).toEqual(["b"]);
  });

  it("git.directories", () => {
    const git = (directories: string, more = ""): string =>
      `[{git: {repoURL: HERE, directories: ${directories}${more}}}]`;
    expect(names(git("[{path: apps/*}, {path: apps/legacy, exclude: true}]"), "{{path.basename}}")).toEqual([
      "pay",
      "Shop_1",
    ]);
    expect(names(git('[{path: "*"}]'), "{{path}}")).toEqual(["apps", "config"]);
    expect(names(git('[{path: "*/*/*"}]'), "{{path[1]}}-{{.path[1]}}")).toEqual(["pay-{{.path[1]}}"]);
    expect(names(git("[{path: apps/Shop*}]"), "{{path.basenameNormalized}}")).toEqual(["shop-1"]);
    expect(names(git("[{path: apps/Shop*}]"), "{{.path.basenameNormalized}} {{index .path.segments 0}}", GO)).toEqual([
      "shop-1 apps",
    ]);
    expect(names(git("[{path: apps/pay}]", ", pathParamPrefix: p"), "{{p.path.basename}}")).toEqual(["pay"]);
    expect(names(git("[{path: apps/pay}]", ", values: {x: 'v-{{path.basename}}'}"), "{{values.x}}")).toEqual(["v-pay"]);
  });

  it("tells which folders a set leaves out", () => {
    const git = "{git: {repoURL: HERE, directories: [{path: apps/*}, {path: apps/legacy, exclude: true}]}}";
    expect(generated(`{generators: [${git}], template: {}}`).excluded).toEqual(["apps/legacy"]);
  });

  it("git.files", () => {
    const git = (path: string): string => `[{git: {repoURL: HERE, files: [{path: "${path}"}]}}]`;
    expect(
      names(git("config/*.yaml"), "{{cluster.name}}-{{cluster.size}}-{{path.basename}}-{{path.filename}}"),
    ).toEqual(["eu-3-eu-prod.yaml"]);
    expect(names(git("config/**/prod.*"), "{{.cluster.name}}-{{.path.basename}}", GO)).toEqual([
      "eu-eu",
      "us-us",
      "us2-us",
    ]);
  });

  it("matrix, the second generator speaking of the first", () => {
    const matrix = `[{matrix: {generators: [
      {list: {elements: [{env: eu}, {env: us}]}},
      {git: {repoURL: HERE, files: [{path: "config/{{env}}/*"}]}}]}}]`;
    expect(names(matrix, "{{env}}-{{cluster.name}}")).toEqual(["eu-eu", "us-us", "us-us2"]);
    const clash = "[{matrix: {generators: [{list: {elements: [{a: x}]}}, {list: {elements: [{a: y}]}}]}}]";
    expect(names(clash, "{{a}}")).toEqual([]);
    expect(names(clash, "{{.a}}", GO)).toEqual(["x"]);
  });

  it("merge, by keys", () => {
    const merge = `[{merge: {mergeKeys: [env], generators: [
      {list: {elements: [{env: eu, size: s}, {env: us, size: s}]}},
      {list: {elements: [{env: us, size: l}, {env: ap, size: l}]}}]}}]`;
    expect(names(merge, "{{env}}-{{size}}")).toEqual(["eu-s", "us-l"]);
    expect(names(merge, "{{.env}}-{{.size}}", GO)).toEqual(["eu-s", "us-l"]);
  });

  it("takes a selector of clusters for one that it fits, and none for the one that Argo CD runs in", () => {
    expect(names("[{clusters: {}}]", "{{name}}-{{server}}")).toEqual(["in-cluster-https://kubernetes.default.svc"]);
    const prod = "{clusters: {selector: {matchLabels: {env: prod}}, values: {size: l}}}";
    const matrix = `[{matrix: {generators: [${prod}, {list: {elements: [{app: a}, {app: b}]}}]}}]`;
    expect(names(matrix, "{{.app}}-{{.metadata.labels.env}}-{{.values.size}}-{{.server}}", GO)).toEqual([
      "a-prod-l-clusters env=prod",
      "b-prod-l-clusters env=prod",
    ]);
  });

  it("does not guess labels, annotations and names of clusters that are declared elsewhere", () => {
    const prod = "[{clusters: {selector: {matchLabels: {env: prod}}}}]";
    const template = (path: string): string =>
      `template: {metadata: {name: a}, spec: {source: {repoURL: HERE, path: "${path}"}}}`;
    const go = (path: string) => generated(`{${GO} generators: ${prod}, ${template(path)}}`);
    expect(go("apps/{{.metadata.labels.env}}").applications).toHaveLength(1);
    const undecided = [
      go("apps/{{.metadata.labels.region}}"),
      go("{{if hasKey .metadata.annotations `x`}}a{{end}}"),
      go("apps/{{.name}}"),
      go("apps/{{.nameNormalized}}"),
      generated(`{generators: ${prod}, ${template("apps/{{metadata.labels.region}}")}}`),
      generated("{generators: [{clusters: {flatList: true}}], template: {metadata: {name: a}}}"),
    ];
    for (const it of undecided) {
      expect(it.applications).toEqual([]);
      expect(it.unseen).toHaveLength(1);
    }
  });

  it("takes clusters that Secrets in the workspace declare", () => {
    const secret = (name: string, server: string, labels: string, more = ""): WrittenObject => ({
      path: "clusters.yaml",
      root: object(`{apiVersion: v1, kind: Secret, metadata: {name: c, labels: {${labels}, argocd.argoproj.io/secret-type: cluster}},
  stringData: {name: ${name}, server: "${server}"}${more}}`),
    });
    const clusters = declaredClusters([
      secret("own", "https://kubernetes.default.svc", "env: prod, region: eu"),
      secret("far", "https://far", "env: prod, region: us"),
      secret("far", "https://far", "env: prod, region: us"),
      secret("test", "https://test", "env: test"),
      secret("ENC[x]", "ENC[y]", "env: prod", ", sops: {}"),
      secret("'{{ name }}'", "https://filled-in", "env: prod"),
    ]);
    const of = (generators: string): unknown[] =>
      generated(
        `{${GO} generators: ${generators}, template: {metadata: {name: "{{.name}} {{.server}} {{.metadata.labels.region}}"}}}`,
        { ...files, clusters },
      ).applications.map((it) => (plain(it) as { metadata: { name: string } }).metadata.name);
    const prod = ["own https://kubernetes.default.svc eu", "far https://far us"];
    expect(of("[{clusters: {selector: {matchLabels: {env: prod}}}}]")).toEqual(prod);
    expect(of("[{clusters: {selector: {matchExpressions: [{key: region, operator: Exists}]}}}]")).toEqual(prod);
    expect(of("[{clusters: {}}]")).toEqual([...prod, "test https://test <no value>"]);
    expect(joinedClusters(["", "own", "far", "https://far"], clusters)).toEqual(
      new Map([
        ["", ""],
        ["own", ""],
        ["far", "https://far"],
        ["https://far", "https://far"],
      ]),
    );
  });

  it("takes clusters that ExternalSecrets declare, under their names where the address comes from elsewhere", () => {
    const external = (data: string, type = "cluster"): WrittenObject => ({
      path: "clusters.yaml",
      root: object(`{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: c}, spec: {target: {template: {
  metadata: {labels: {env: prod, argocd.argoproj.io/secret-type: ${type}}}, data: ${data}}}}}`),
    });
    const clusters = declaredClusters([
      external('{name: eu, server: "{{ .server }}"}'),
      external('{name: us, server: "https://us"}'),
      external('{name: "{{ .name }}", server: "https://unnamed"}'),
      external("{name: repository, server: x}", "repository"),
      {
        path: "none.yaml",
        root: object("{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: d}}"),
      },
    ]);
    expect(clusters.map(({ name, server, labels }) => [name, server, labels.get("env")])).toEqual([
      ["eu", "eu", "prod"],
      ["us", "https://us", "prod"],
    ]);
  });

  it("does not guess what a selector over parameters asks of clusters that are declared elsewhere", () => {
    const set = (selector: string): ReturnType<typeof generated> =>
      generated(
        `{generators: [{clusters: {selector: {matchLabels: {env: prod}}}, selector: ${selector}}], template: {metadata: {name: a}}}`,
      );
    for (const known of [
      "{matchLabels: {metadata.labels.env: prod}}",
      "{matchExpressions: [{key: app, operator: DoesNotExist}]}",
    ]) {
      expect(set(known).applications).toHaveLength(1);
    }
    expect(set("{matchLabels: {metadata.labels.env: test}}")).toMatchObject({ applications: [], unseen: [] });
    for (const unknown of [
      "{matchLabels: {metadata.labels.region: eu}}",
      "{matchExpressions: [{key: name, operator: NotIn, values: [in-cluster]}]}",
      "{matchExpressions: [{key: project, operator: Exists}]}",
    ]) {
      expect(set(unknown).applications).toEqual([]);
      expect(set(unknown).unseen).toHaveLength(1);
    }
  });

  it("counts a selector that asks for more with the one that asks for less", () => {
    const clusters = ["", "clusters env=prod", "clusters env=prod, gpu=yes", "clusters env=test"];
    expect([...joinedClusters(clusters).values()]).toEqual([
      "",
      "clusters env=prod",
      "clusters env=prod",
      "clusters env=test",
    ]);
    const either = ["clusters a=1", "clusters b=1", "clusters a=1, b=1"];
    expect([...joinedClusters(either).values()]).toEqual(either);
  });

  it("picks by selector", () => {
    const list = "{list: {elements: [{env: dev}, {env: prod}]}, selector: {matchLabels: {env: prod}}}";
    expect(names(`[${list}]`, "{{env}}")).toEqual(["prod"]);
  });

  it.each([
    ["[{git: {repoURL: ELSEWHERE, directories: [{path: '*'}]}}]", "generator `git` reads ELSEWHERE"],
    ["[{matrix: {generators: [{list: {elements: [{a: b}]}}, {scmProvider: {}}]}}]", "generator `scmProvider` needs"],
  ])("does not see %s", (generators, because) => {
    const { applications, unseen } = generated(`{generators: ${generators}, template: {metadata: {name: x}}}`);
    expect(applications).toEqual([]);
    expect(unseen.map((it) => it.because)).toEqual([expect.stringContaining(because)]);
  });

  it("sees one generator beside another that it does not", () => {
    const set = generated(
      "{generators: [{plugin: {}}, {list: {elements: [{a: b}]}}], template: {metadata: {name: x}}}",
    );
    expect([set.applications.length, set.unseen.length]).toEqual([1, 1]);
  });
});

describe("GO-29: templates", () => {
  const spec = (more: string): unknown => plain(generated(`{${more}}`).applications[0] ?? object("nothing: generated"));

  it("makes a whole Application, each value at its template", () => {
    const [made] = generated(
      "{generators: [{list: {elements: [{a: b}]}}], template: {metadata: {name: 'x-{{a}}', labels: {'{{a}}': c}}, spec: {source: {path: 'apps/{{ a }}'}}}}",
    ).applications;
    expect(plain(made ?? object("{}"))).toEqual({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "x-b", labels: { b: "c" }, namespace: "argocd" },
      spec: { source: { path: "apps/b" } },
    });
  });

  it("takes a generator's own template before the common one", () => {
    expect(
      spec(`generators: [{list: {elements: [{a: b}], template: {metadata: {}, spec: {destination: {namespace: own}}}}}],
      template: {metadata: {name: x}, spec: {destination: {namespace: common, name: edge}}}`),
    ).toMatchObject({ metadata: { name: "x" }, spec: { destination: { namespace: "own", name: "edge" } } });
  });

  it("merges templatePatch over the result", () => {
    expect(
      spec(`goTemplate: true, generators: [{list: {elements: [{a: b}]}}],
      template: {metadata: {name: x}, spec: {project: p, syncPolicy: {syncOptions: [A=true, B=true]}}},
      templatePatch: "spec: {syncPolicy: {syncOptions: ['{{ .a }}=true']}, project: null, n: 8080}"`),
    ).toMatchObject({ spec: { syncPolicy: { syncOptions: ["b=true"] }, n: 8080 } });
  });

  const params = { a: "X y", n: 3, big: 1_234_567, list: ["p", "q"], map: { k: "v" }, no: false, empty: "" };

  it.each([
    ["{{ .a }}-{{.n}}-{{ .map.k }}", "X y-3-v"],
    ["{{ .big }}", "1.234567e+06"],
    ["a {{- .n -}} b {{/* c */}}", "a3b "],
    ['{{ .a | lower | replace " " "-" }}', "x-y"],
    ["{{ normalize .a }} {{ .a | quote }}", 'x-y "X y"'],
    ['{{ index .list 1 }}{{ index .map "k" }}{{ (index .list 0) }}', "qvp"],
    ['{{ .absent }}|{{ default "d" .absent }}|{{ .empty | default "e" }}', "<no value>|d|e"],
    ["{{ if .no }}yes{{ else if eq .n 3 }}three{{ else }}no{{ end }}", "three"],
    ["{{ if and .a (not .no) }}both{{ end }}", "both"],
    ["{{ range .list }}<{{ . }}>{{ end }}{{ with .map }}{{ .k }}{{ end }}", "<p><q>v"],
    ['{{ join "," .list }}{{ `raw }}` }}{{ "}}" }}', "p,qraw }}}}"],
    ['{{ .a | trunc 1 }}{{ trimPrefix "X " .a }}', "Xy"],
    ["{{ $x := .a }}{{ $x }}{{ range $i, $it := .list }}{{ $i }}{{ $it }}{{ $.n }}{{ end }}", "X y0p31q3"],
    ["{{ $x := 1 }}{{ if .a }}{{ $x = 2 }}{{ $y := 3 }}{{ $y }}{{ end }}{{ $x }}", "32"],
    ["{{ range $k, $v := .map }}{{ $k }}={{ $v }}{{ end }}{{ if $m := .map }}{{ $m.k }}{{ end }}", "k=vv"],
    ["{{ or .empty .a }}{{ and .no (lower .n) }}", "X yfalse"],
    ["{{ toYaml .map }}{{ toYaml .list | nindent 2 }}", '"k": "v"\n  - "p"\n  - "q"'],
    [
      "{{ if gt (len .list) 1 }}{{ list 1 .a | join `,` }}{{ end }}{{ dig `k` `o` .map }}{{ dig `j` `o` .map }}",
      "1,X yvo",
    ],
    ['{{ printf "%s-%v%%" .a .no }} {{ get .map "k" }}{{ get .map "j" }}|{{ add 1 "2" }}', "X y-false% v|3"],
  ])("Go: %s", (template, text) => {
    expect(renderGoTemplate(template, params, { missingFails: false })).toBe(text);
  });

  it.each([
    "{{ $x }}",
    "{{ if .a }}{{ $x := .a }}{{ end }}{{ $x }}",
    "{{ if $x, $y := .a }}{{ end }}",
    "{{ range .n }}{{ end }}",
    '{{ printf "%5d" .n }}',
    '{{ printf "%s" }}',
    '{{ int "07x" }}',
    '{{ template "x" }}',
    "{{ now }}",
    '{{ regexReplaceAll "(" .a "" }}',
    '{{ regexReplaceAll "(X)" .a "$1" }}',
    "{{ .absent.k }}",
    "{{ .list }}",
    "{{ lower .n }}",
    "{{ if .a }}",
    "{{ end }}",
    "{{ .a",
    "{{ 0x1F }}",
    "{{ range .list }}{{ break }}{{ end }}",
    `${"{{ if .a }}".repeat(1_000)}`,
    `{{ ${"(".repeat(1_000)}.a${")".repeat(1_000)} }}`,
  ])("Go, not decided: %.40s", (template) => {
    expect(() => renderGoTemplate(template, params, { missingFails: false })).toThrow(Undecidable);
  });

  it("Go: a missing key fails where that is asked for", () => {
    expect(() => renderGoTemplate("{{ .absent }}", params, { missingFails: true })).toThrow(Undecidable);
  });

  it("Go: ranges in ranges end", () => {
    const params = { l: new Array(500).fill({ l: new Array(500).fill({ l: new Array(500).fill({}) }) }) };
    const three = "{{ range .l }}{{ range .l }}{{ range .l }}{{ if .x }}{{ end }}{{ end }}{{ end }}{{ end }}";
    expect(() => renderGoTemplate(three, params as never, { missingFails: false })).toThrow(Undecidable);
  });

  it("plain: what has no text stays", () => {
    expect(renderPlain("{{a}} {{ a }} {{b}} {{ c.d }} {{", { a: "x", "c.d": "y", b: 1 })).toBe("x x {{b}} y {{");
  });
});
