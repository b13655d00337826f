/** A repository that Flux, Argo CD and kustomize build, and random edits of it: words, lines, and files that come, go and move. */

import fc from "fast-check";
import { oneOf } from "./random-worlds.js";

const flux = (name: string, spec: string, namespace = "flux-system"): string => `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
${spec}`;

const SOURCE = `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec:
  url: https://git.example.org/acme/fleet.git
`;

const deployment = (name: string, label = name): string => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector: {matchLabels: {app: ${label}}}
  template:
    metadata:
      labels:
        app: ${label}
    spec:
      containers:
        - name: main
          image: main
          ports: [{name: http, containerPort: 8080}]
`;

const policy = (name: string, app: string, from: string): string => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
spec:
  podSelector:
    matchLabels:
      app: ${app}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {team: ${from}}}
          podSelector:
            matchLabels:
              app: web
      ports: [{port: 8080}]
`;

const namespace = (name: string, team: string): string => `---
apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels: {team: ${team}}
`;

const kustomization = (text: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${text}`;

const application = (name: string, path: string, more = ""): string => `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source:
    repoURL: https://git.example.org/acme/fleet.git
    path: ${path}
${more}  destination:
    server: https://kubernetes.default.svc
    namespace: mail
`;

const SUBSTITUTED = `  targetNamespace: shop
  commonMetadata: {labels: {team: red}}
  components: [../../components/deny]
  postBuild:
    substitute: {APP: web}
    substituteFrom:
      - {kind: ConfigMap, name: vars}
      - {kind: Secret, name: hidden, optional: true}
  patches:
    - target: {kind: NetworkPolicy}
      patch: |
        - {op: add, path: /spec/podSelector/matchLabels/tier, value: red}
`;

const FLEET: Readonly<Record<string, string>> = {
  "clusters/home/flux-system/gotk-sync.yaml": SOURCE + flux("flux-system", "  path: ./clusters/home\n"),
  "clusters/home/flux-system/kustomization.yaml": kustomization("resources: [gotk-sync.yaml]\n"),
  "clusters/home/apps.yaml": flux("apps", `  path: ./apps/home\n${SUBSTITUTED}`),
  "clusters/home/more.yaml": flux(
    "more",
    "  path: ./apps/plain\n  targetNamespace: mail\n  dependsOn: [{name: apps}]\n",
  ),
  "clusters/home/vars.yaml":
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata:\n  PEER: web\n  TEAM: red\n",
  "clusters/home/namespaces.yaml": namespace("shop", "red") + namespace("mail", "blue"),
  "clusters/prod/flux-system/gotk-sync.yaml": SOURCE + flux("flux-system", "  path: ./clusters/prod\n"),
  "clusters/prod/apps.yaml": flux("apps", "  path: ./apps/prod\n  targetNamespace: shop\n"),
  "clusters/prod/sets.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: tenants, namespace: flux-system}
spec:
  inputs: [{tenant: shop}, {tenant: mail}]
  inputsFrom: [{name: more}]
  resources:
    - apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: deny, namespace: << inputs.tenant >>}
      spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSetInputProvider
metadata: {name: more, namespace: flux-system}
spec:
  type: Static
  defaultValues: {tenant: db}
`,
  "apps/base/kustomization.yaml": kustomization(
    "resources:\n  - web.yaml\n  - policy.yaml\nlabels: [{pairs: {tier: red}}]\n",
  ),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of envsubst
  "apps/base/web.yaml": deployment("web", '"${APP:=web}"'),
  "apps/base/policy.yaml": policy("web", "web", "red"),
  "apps/home/kustomization.yaml": kustomization(
    "resources: [../base, db.yaml]\nnamePrefix: home-\npatches: [{path: patch.yaml}]\n",
  ),
  "apps/home/db.yaml": deployment("db") + policy("db", "db", "red"),
  "apps/home/patch.yaml":
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\nspec:\n  podSelector: {matchLabels: {app: db}}\n",
  "apps/prod/kustomization.yaml": kustomization("resources: [../base]\ncommonLabels: {tier: blue}\n"),
  "apps/plain/api.yaml": deployment("api"),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of envsubst
  "apps/plain/policy.yaml": policy("api", "api", "${TEAM}"),
  "apps/plain/release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: db}
spec:
  chart:
    spec:
      chart: app-template
      version: 3.5.1
      sourceRef: {kind: HelmRepository, name: bjw-s, namespace: flux-system}
  valuesFrom: [{kind: ConfigMap, name: values}]
  values:
    controllers:
      db: {containers: {app: {image: {repository: db, tag: "1"}}}}
`,
  "apps/plain/values.yaml":
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values}\ndata:\n  values.yaml: "controllers: {api: {}}"\n',
  "components/deny/kustomization.yaml":
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [deny.yaml]\n",
  "components/deny/deny.yaml":
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n",
};

const ARGO: Readonly<Record<string, string>> = {
  "argo/root.yaml": application("root", "argo/apps", "    directory: {recurse: true}\n"),
  "argo/apps/mail.yaml": application(
    "mail",
    "workloads/mail",
    "    kustomize:\n      namePrefix: red-\n      commonLabels: {tier: red}\n",
  ),
  "argo/apps/set.yaml": `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shops, namespace: argocd}
spec:
  generators:
    - git:
        repoURL: https://git.example.org/acme/fleet.git
        directories: [{path: workloads/*}, {path: workloads/mail, exclude: true}]
  template:
    metadata: {name: "{{path.basename}}"}
    spec:
      source: {repoURL: https://git.example.org/acme/fleet.git, path: "{{path}}"}
      destination: {server: https://kubernetes.default.svc, namespace: "{{path.basename}}"}
`,
  "argo/apps/chart.yaml": application("chart", "chart", "    helm: {values: 'path: workloads/db'}\n"),
  "workloads/mail/kustomization.yaml": kustomization("resources: [api.yaml]\n"),
  "workloads/mail/api.yaml": deployment("api") + policy("api", "api", "red"),
  "workloads/shop/web.yaml": deployment("web") + policy("web", "web", "blue"),
  "workloads/shop/namespace.yaml": namespace("shop", "blue"),
  "workloads/db/db.yaml": deployment("db") + policy("db", "web", "blue"),
  "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
  "chart/values.yaml": "path: workloads/shop\n",
  "chart/templates/app.yaml": application("made", "{{ .Values.path }}"),
};

const PLAIN: Readonly<Record<string, string>> = {
  "shop/base/kustomization.yaml": kustomization("resources: [web.yaml, policy.yaml]\nnamespace: shop\n"),
  "shop/base/web.yaml": deployment("web"),
  "shop/base/policy.yaml": policy("web", "web", "red"),
  "shop/overlays/dev/kustomization.yaml": kustomization(
    "resources: [../../base]\npatches: [{path: patch.yaml}]\nconfigMapGenerator: [{name: vars, files: [patch.yaml]}]\n",
  ),
  "shop/overlays/dev/patch.yaml":
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {app: api}}}}\n",
  "shop/overlays/prod/kustomization.yaml": kustomization("resources: [../../base, api.yaml]\nnameSuffix: -1\n"),
  "shop/overlays/prod/api.yaml": deployment("api") + policy("api", "web", "blue"),
  "mail/overlays/dev/kustomization.yaml": kustomization("resources: [../../base]\nnamespace: mail\n"),
  "mail/overlays/prod/kustomization.yaml": kustomization("resources: [../../base]\ncommonLabels: {tier: red}\n"),
  "mail/base/kustomization.yaml": kustomization("resources: [db.yaml]\n"),
  "mail/base/db.yaml": deployment("db") + policy("db", "db", "red"),
  "loose.yaml": namespace("shop", "red") + policy("loose", "api", "red"),
};

export const REPOSITORIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Flux: FLEET,
  "Argo CD": ARGO,
  "kustomize alone": PLAIN,
  "all of them": { ...FLEET, ...ARGO, ...PLAIN },
};

/** Words that may stand for each other, so that most edits leave manifests behind. */
const WORDS: readonly (readonly string[])[] = [
  ["web", "api", "db"],
  ["shop", "mail", "flux-system"],
  ["red", "blue"],
  ["./clusters/home", "./clusters/prod", "./apps/home", "./apps/prod", "./apps/plain", "./apps/base", "./nowhere"],
  ["workloads/mail", "workloads/shop", "workloads/db", "workloads/\\*"],
  ["../base", "../../base", "web.yaml", "db.yaml", "api.yaml", "policy.yaml"],
  ["Deployment", "NetworkPolicy", "ConfigMap", "Kustomization", "Application"],
  ["APP", "PEER", "TEAM"],
  ["path", "namePrefix", "resources", "patches", "targetNamespace"],
];

export type Edit =
  | { readonly is: "word"; readonly file: number; readonly word: number; readonly other: number }
  | { readonly is: "line"; readonly file: number; readonly line: number; readonly twice: boolean }
  | { readonly is: "remove" | "restore"; readonly file: number }
  | { readonly is: "copy" | "rename"; readonly file: number; readonly folder: number; readonly name: number };

const number = fc.nat({ max: 9999 });
const NAMES = ["kustomization.yaml", "web.yaml", "policy.yaml", "patch.yaml", "new.yaml", ".sourceignore"] as const;

/** Words change most often, as when somebody types. */
export const anEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant("word" as const), file: number, word: number, other: number }) },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant("line" as const), file: number, line: number, twice: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ is: oneOf(["remove", "restore", "restore"] as const), file: number }) },
  {
    weight: 2,
    arbitrary: fc.record({ is: oneOf(["copy", "rename"] as const), file: number, folder: number, name: number }),
  },
);

/** The files that an edit makes of these. @param original What is restored. */
export function edited(
  files: ReadonlyMap<string, string>,
  edit: Edit,
  original: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const made = new Map(files);
  const lost = Object.keys(original).filter((it) => made.get(it) !== original[it]);
  const path = at(edit.is === "restore" ? lost : [...made.keys()].sort(), edit.file);
  if (path === undefined) return files;
  const text = made.get(path) ?? "";
  switch (edit.is) {
    case "restore":
      return made.set(path, original[path] ?? "");
    case "remove":
      made.delete(path);
      return made;
    case "word":
      return made.set(path, withWord(text, edit.word, edit.other));
    case "line": {
      const lines = text.split("\n");
      const line = edit.line % lines.length;
      lines.splice(line, 1, ...(edit.twice ? [lines[line] ?? "", lines[line] ?? ""] : []));
      return made.set(path, lines.join("\n"));
    }
    default: {
      const folders = [...new Set(Object.keys(original).map((it) => it.replace(/[^/]*$/, "")))].sort();
      if (edit.is === "rename") made.delete(path);
      const name = [path.replace(/^.*\//, ""), ...NAMES][edit.name % (NAMES.length + 1)] ?? "";
      return made.set((at(folders, edit.folder) ?? "") + name, text);
    }
  }
}

/** One of the words in the text becomes another one of its kind. */
function withWord(text: string, word: number, other: number): string {
  const places = WORDS.flatMap((kind) =>
    [...text.matchAll(new RegExp(`(?<![\\w./-])(?:${kind.join("|")})(?![\\w/-])`, "g"))].map((it) => ({ it, kind })),
  );
  const place = at(places, word);
  if (place === undefined) return text;
  const { it, kind } = place;
  const made = at(kind, other)?.replace("\\", "") ?? "";
  return text.slice(0, it.index) + made + text.slice(it.index + it[0].length);
}

function at<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}
