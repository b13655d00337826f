/** Texts that go wrong: broken, hostile, huge or merely strange. Each is made where it is asked for, because many are long. */

/** A policy that is right, with a name of its own, to see that what stands beside a bad text is still answered. */
export function goodPolicy(name: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: api
      ports:
        - protocol: TCP
          port: 8080
`;
}

/** A policy that draws exactly one error, an unknown field. */
export function misspelt(name: string): string {
  return goodPolicy(name).replace("policyTypes:", "policyType:");
}

export function deployment(name: string, labels = `app: ${name}`): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {${labels}}}
  template:
    metadata: {labels: {${labels}}}
    spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}
`;
}

/** A NetworkPolicy with this text as its spec, written two columns in. */
export function policyWith(spec: string): string {
  const indented = spec.replace(/^(?=.)/gm, "  ");
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: bad, namespace: shop}\nspec:\n${indented}\n`;
}

/** A CiliumNetworkPolicy with this text as its spec. */
export function ciliumWith(spec: string): string {
  return policyWith(spec)
    .replace("networking.k8s.io/v1", "cilium.io/v2")
    .replace("NetworkPolicy", "CiliumNetworkPolicy");
}

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, it) => make(it)).join("");

/** Anchored lists, each of nine aliases of the one before: nine to the power of ten leaves. */
function laughs(leaf: string, names = "abcdefghij"): string {
  let before = "z";
  let text = `z: &z ${leaf}\n`;
  for (const name of names) {
    text += `${name}: &${name} [${Array(9).fill(`*${before}`).join(", ")}]\n`;
    before = name;
  }
  return text;
}

/** The same with merge keys: each map merges nine times the one before. */
function mergedLaughs(names = "abcdefghij"): string {
  let before = "z";
  let text = "z: &z {app: web}\n";
  for (const name of names) {
    text += `${name}: &${name}\n  <<: [${Array(9).fill(`*${before}`).join(", ")}]\n  ${name}${name}: x\n`;
    before = name;
  }
  return text;
}

const ODD_TEXTS = [
  "\u0000".replace("\u0000", "\\0"),
  "\\u202e",
  "\\ud800",
  "\\udfff\\ud800",
  "é",
  "e\\u0301",
  "ﬀ",
  "💥",
  "\\u200b",
  "\\ufeff",
  "ı",
  "ẞ",
  "\\x85",
  "\\u2028",
  "\\t",
  "\\r\\n",
  " ",
  "",
];

/** Names that every object has. */
export const PROTOTYPE_NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "prototype",
  "__defineGetter__",
];

export interface BadText {
  readonly text: () => string;
  /** All that is found in it, where that is worth pinning. */
  readonly codes?: readonly string[];
  /** False where nobody would wait for the flows: thousands of open workloads have millions of pairs. */
  readonly flows?: false;
}

export const BAD_TEXTS: Readonly<Record<string, BadText>> = {
  "unparsable between two good documents": {
    text: () => `${misspelt("before")}---\nkind: NetworkPolicy\n  bad: [\n---\n${misspelt("after")}`,
    codes: ["NP1001", "NP1002"],
  },
  "five megabytes in one document": {
    text: () =>
      policyWith(
        `podSelector: {}\ningress:\n${times(45_000, (it) => `- from:\n  - ipBlock: {cidr: 10.${it % 256}.${(it >> 8) % 256}.0/24}\n  ports:\n  - {protocol: TCP, port: ${(it % 65_535) + 1}}\n`)}`,
      ),
  },
  "five megabytes of policies": { text: () => times(14_000, (it) => `---\n${goodPolicy(`p${it}`)}`) },
  "ten thousand documents": {
    text: () => times(10_000, (it) => `---\n${it % 2 === 0 ? goodPolicy(`p${it}`) : deployment(`w${it}`)}`),
    flows: false,
  },
  "ten thousand empty documents": { text: () => `${"---\n".repeat(10_000)}${misspelt("last")}`, codes: ["NP1002"] },
  "ten thousand broken documents": {
    text: () =>
      times(
        10_000,
        (it) => `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p${it}\nspec: [\n`,
      ),
  },
  "deep flow in spec": {
    text: () => policyWith(`podSelector: ${"{a: ".repeat(10_000)}${"}".repeat(10_000)}`),
    codes: ["NP1001", "NP1002"],
  },
  "deep block in spec": {
    text: () => policyWith(times(3_000, (it) => `${" ".repeat(it)}a:\n`)),
    codes: ["NP1001", "NP1002"],
  },
  "deep block lists": {
    text: () => policyWith(times(3_000, (it) => `${" ".repeat(it)}-\n`)),
    codes: ["NP1001", "NP1003"],
  },
  "deep hyphens": { text: () => policyWith(`ingress: \n${"- ".repeat(10_000)}a`), codes: ["NP1001", "NP1003"] },
  "deep brackets in ingress": {
    text: () => policyWith(`podSelector: {}\ningress: ${"[".repeat(9_000)}${"]".repeat(9_000)}`),
  },
  "150 deep in flow": {
    text: () =>
      policyWith(
        `podSelector: ${"{a: ".repeat(150)}1${"}".repeat(150)}\ningress: ${"[".repeat(150)}${"]".repeat(150)}`,
      ),
  },
  "open brackets": { text: () => policyWith(`podSelector: {}\ningress: ${"[{".repeat(4_000)}`), codes: ["NP1001"] },
  "alias bomb as labels": { text: () => `${laughs("[web]")}${policyWith("podSelector: {matchLabels: *j}")}` },
  "alias bomb as peers": {
    text: () =>
      `${laughs("{podSelector: {matchLabels: {app: web}}}")}${policyWith("podSelector: {}\ningress: [{from: *j}]")}`,
  },
  "alias bomb as rules": {
    text: () => `${laughs("{from: [{podSelector: {}}]}", "abcd")}${policyWith("podSelector: {}\ningress: *d")}`,
  },
  "aliases below the bound": {
    text: () =>
      `${policyWith(`podSelector: {}\ningress:\n- &r\n  from:\n${"  - {podSelector: {matchLabels: {app: web}}}\n".repeat(100)}${"- *r\n".repeat(190)}`)}`,
  },
  "alias bomb by merge keys": {
    text: () => `${mergedLaughs()}${policyWith("podSelector:\n  matchLabels:\n    <<: *j")}`,
  },
  "merge keys chained": {
    text: () =>
      `x0: &x0 {k0: a}\n${times(2_000, (it) => `x${it + 1}: &x${it + 1} {<<: *x${it}, k${it + 1}: a}\n`)}${policyWith("podSelector: {matchLabels: {<<: *x2000}}")}`,
  },
  "cyclic anchors": {
    text: () => policyWith("podSelector: &a\n  matchLabels: *a\ningress: &b\n- from: *b\n- *b\negress: &c [*c]"),
    codes: ["NP1001", "NP1003"],
  },
  "cyclic merge": {
    text: () => policyWith("podSelector: &a\n  <<: *a\n  matchLabels: &b {<<: [*a, *b]}"),
    codes: ["NP1001"],
  },
  "unknown alias": { text: () => policyWith("podSelector: *nowhere\ningress: [*gone]"), codes: ["NP1001", "NP1003"] },
  "carriage returns alone": { text: () => misspelt("cr").replaceAll("\n", "\r"), codes: ["NP1001"] },
  "carriage returns and line feeds": { text: () => misspelt("crlf").replaceAll("\n", "\r\n"), codes: ["NP1002"] },
  "mixed line ends": {
    text: () => misspelt("mixed").replace(/\n/g, (_, at: number) => ["\n", "\r\n"][at % 2] ?? "\n"),
    codes: ["NP1002"],
  },
  "tabs as indentation": { text: () => misspelt("tabs").replaceAll("  ", "\t") },
  "tabs behind values": {
    text: () => misspelt("tabs").replaceAll(": ", ":\t").replaceAll("\n", "\t\n"),
    codes: ["NP1002"],
  },
  "byte order mark": { text: () => `\ufeff${misspelt("bom")}`, codes: ["NP1002"] },
  "byte order marks in the middle": {
    text: () => `\ufeff${misspelt("bom")}---\n\ufeff${misspelt("bom2")}`,
    codes: ["NP1002"],
  },
  "markers with comments": {
    text: () => `--- # one\n${misspelt("a")}--- # two\n${misspelt("b")}... # end\n--- # three\n`,
    codes: ["NP1002"],
  },
  "marker with content": {
    text: () =>
      `--- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, policyType: [Ingress]}}\n`,
    codes: ["NP1002"],
  },
  "a directive": { text: () => `%YAML 1.1\n---\n${misspelt("directive")}`, codes: ["NP1002"] },
  "a directive between documents": {
    text: () => `${misspelt("a")}...\n%YAML 1.2\n%TAG ! tag:x,2000:\n---\n${misspelt("b")}`,
    codes: ["NP1002"],
  },
  "a broken directive": { text: () => `%YAML 9.9 x\n%FOO\n---\n${misspelt("directive")}`, codes: ["NP1002"] },
  empty: { text: () => "", codes: [] },
  "a line break": { text: () => "\n", codes: [] },
  "comments alone": { text: () => "# one\n# kind: NetworkPolicy\n", codes: [] },
  "ends within a key": { text: () => goodPolicy("x").slice(0, 88) },
  "one scalar of a megabyte": { text: () => goodPolicy("x").replace("app: web", `app: ${"a".repeat(1_000_000)}`) },
  "one quoted scalar of a megabyte": {
    text: () => goodPolicy("x").replace("app: web", `app: "${"\\u00e9 ".repeat(150_000)}"`),
  },
  "one key of a megabyte": { text: () => goodPolicy("x").replace("app: web", `${"a".repeat(1_000_000)}: web`) },
  "a field of a megabyte": { text: () => goodPolicy("x").replace("policyTypes", "p".repeat(1_000_000)) },
  "a comment of a megabyte": { text: () => `# ${"netpol: ignore[".repeat(70_000)}\n${misspelt("x")}` },
  "a cidr of a megabyte": {
    text: () => policyWith(`podSelector: {}\negress: [{to: [{ipBlock: {cidr: "${"1.".repeat(500_000)}"}}]}]`),
  },
  "a DNS pattern of a megabyte": {
    text: () => ciliumWith(`endpointSelector: {}\negress:\n- toFQDNs:\n  - matchPattern: "${"*.".repeat(500_000)}com"`),
  },
  "an HTTP path that backtracks": {
    text: () =>
      ciliumWith(
        `endpointSelector: {}\ningress:\n- toPorts:\n  - ports: [{port: "80"}]\n    rules:\n      http: [{path: "${"(a+)+".repeat(20)}$", method: "(((((("}]`,
      ),
  },
  "100,000 rules": { text: () => policyWith(`podSelector: {}\ningress:\n${"- {}\n".repeat(100_000)}`) },
  "100,000 nulls": { text: () => policyWith(`podSelector: {}\ningress:\n${"-\n".repeat(100_000)}`) },
  "100,000 policy types": { text: () => policyWith(`podSelector: {}\npolicyTypes: [${"Ingress, ".repeat(100_000)}]`) },
  "100,000 peers": {
    text: () =>
      policyWith(
        `podSelector: {}\ningress:\n- from:\n${times(100_000, (it) => `  - podSelector: {matchLabels: {app: a${it}}}\n`)}`,
      ),
  },
  "100,000 same peers": {
    text: () =>
      policyWith(
        `podSelector: {}\ningress:\n- from:\n${"  - podSelector: {matchLabels: {app: web}}\n".repeat(100_000)}`,
      ),
  },
  "100,000 ports": {
    text: () => policyWith(`podSelector: {}\ningress:\n- ports:\n${times(100_000, (it) => `  - port: ${it}\n`)}`),
  },
  "100,000 exceptions": {
    text: () =>
      policyWith(
        `podSelector: {}\ningress:\n- from:\n  - ipBlock:\n      cidr: 0.0.0.0/0\n      except:\n${times(100_000, (it) => `      - ${it >> 16}.${(it >> 8) & 255}.${it & 255}.0/24\n`)}`,
      ),
  },
  "100,000 labels": {
    text: () => policyWith(`podSelector:\n  matchLabels:\n${times(100_000, (it) => `    l${it}: v\n`)}`),
  },
  "100,000 duplicate keys": {
    text: () => policyWith(`podSelector:\n  matchLabels:\n${"    app: web\n".repeat(100_000)}`),
  },
  "100,000 expressions": {
    text: () =>
      policyWith(
        `podSelector:\n  matchExpressions:\n${times(100_000, (it) => `  - {key: app, operator: In, values: [v${it}]}\n`)}`,
      ),
  },
  "100,000 values": {
    text: () =>
      policyWith(
        `podSelector:\n  matchExpressions:\n  - key: app\n    operator: In\n    values:\n${times(100_000, (it) => `    - v${it}\n`)}`,
      ),
  },
  "100,000 unknown fields": { text: () => policyWith(`podSelector: {}\n${times(100_000, (it) => `f${it}: 1\n`)}`) },
  "100,000 container ports": {
    text: () => deployment("web").replace("{containerPort: 8080}", "{containerPort: 8080, name: a}, ".repeat(100_000)),
  },
  "100,000 Cilium peers": {
    text: () =>
      ciliumWith(
        `endpointSelector: {}\ningress:\n- fromEndpoints:\n${times(100_000, (it) => `  - matchLabels: {app: a${it}}\n`)}`,
      ),
  },
  "20,000 Cilium ports": {
    text: () =>
      ciliumWith(
        `endpointSelector: {}\ningress:\n- toPorts:\n  - ports:\n${times(20_000, (it) => `    - {port: "${it}"}\n`)}`,
      ),
  },
  "100,000 Cilium addresses": {
    text: () =>
      ciliumWith(
        `endpointSelector: {}\negress:\n- toCIDRSet:\n${times(100_000, (it) => `  - cidr: ${it >> 16}.${(it >> 8) & 255}.${it & 255}.0/24\n`)}`,
      ),
  },
  "20,000 DNS names": {
    text: () =>
      ciliumWith(
        `endpointSelector: {}\negress:\n- toFQDNs:\n${times(20_000, (it) => `  - matchPattern: "*.a${it}.example.com"\n`)}`,
      ),
  },
  "20,000 HTTP rules": {
    text: () =>
      ciliumWith(
        `endpointSelector: {}\ningress:\n- toPorts:\n  - ports: [{port: "80"}]\n    rules:\n      http:\n${times(20_000, (it) => `      - {path: "/a${it}"}\n`)}`,
      ),
  },
  "a list of lists": {
    text: () =>
      `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - kind: List\n    apiVersion: v1\n    items:\n${misspelt(
        "inner",
      )
        .replace(/^(?=.)/gm, "      ")
        .replace("      api", "    - api")}`,
  },
  "a typed list": {
    text: () =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n- metadata: {name: a}\n  spec: {podSelector: {}, policyType: [Ingress]}\n- null\n- 3\n- []\n- {}\n`,
  },
  "a list without items": {
    text: () =>
      "apiVersion: v1\nkind: List\nitems: 3\n---\napiVersion: v1\nkind: PodList\nitems: {a: b}\n---\napiVersion: v1\nkind: PodList\n",
  },
  "lists 150 deep": {
    text: () =>
      `${'{"apiVersion": "v1", "kind": "List", "items": ['.repeat(90)}{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}${"]}".repeat(90)}\n`,
  },
  "JSON with tabs": {
    text: () =>
      '{\n\t"apiVersion": "networking.k8s.io/v1",\n\t"kind": "NetworkPolicy",\n\t"metadata": {"name": "a"},\n\t"spec": {\n\t\t"podSelector": {},\n\t\t"policyType": ["Ingress"]\n\t}\n}\n',
    codes: ["NP1002"],
  },
  "JSON with a trailing comma": {
    text: () =>
      '{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "a",}, "spec": {"podSelector": {},},}\n',
  },
  "JSON cut short": {
    text: () => '{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "a"',
  },
  "a Helm template": {
    text: () => `{{- if .Values.on }}\n${goodPolicy("{{ .Release.Name }}")}{{- end }}\n`,
    codes: [],
  },
  "braces that never close": { text: () => goodPolicy("{{ .Release.Name") },
  variables: { text: () => goodPolicy("$" + "{NAME}").replace("8080", "$" + "{PORT:-8080}"), codes: [] },
  "port numbers": {
    text: () =>
      policyWith(
        `podSelector: {}\ningress:\n- ports:\n${["99999999999999999999", "-1", "0", "65536", "1.5", "1e3", "0x50", "0o17", "017", ".inf", ".nan", "true", "null", '""', '"80"', "[]", "{}", "a b", "-", "1_000"].map((it) => `  - {port: ${it}, endPort: ${it}, protocol: ${it}}\n`).join("")}`,
      ),
  },
  "Cilium port numbers": {
    text: () =>
      ciliumWith(
        `endpointSelector: {}\ningress:\n- toPorts:\n  - ports:\n${['"99999999999999999999"', '"-1"', '"0"', '"65536"', '"1-"', '"-"', "80", '"80-70"', "null", "[]", "{}", '""', '"１"'].map((it) => `    - {port: ${it}, endPort: ${it}, protocol: ${it}}\n`).join("")}`,
      ),
  },
  "IPv6 everywhere": {
    text: () =>
      policyWith(
        `podSelector: {}\ningress:\n- from:\n${["::/0", "::/129", "::ffff:1.2.3.4/96", "2001:db8::1/64", "fe80::1%eth0/64", ":::/1", "1::2::3/64", "[::1]/128", "::1", "2001:DB8::/32", "0:0:0:0:0:0:0:0:0/0", "1.2.3.4/33", "1.2.3/24", "01.2.3.4/8", "1.2.3.4/-1", "1.2.3.4/08", "/", "''", "１.2.3.4/8"].map((it) => `  - ipBlock: {cidr: "${it}", except: ["${it}", "::/1", "10.0.0.0/8"]}\n`).join("")}`,
      ),
  },
  "odd label values": {
    text: () =>
      policyWith(
        `podSelector:\n  matchLabels:\n${ODD_TEXTS.map((it, at) => `    k${at}: "${it}"\n    "${it}${at}": v\n    "${it}": w\n`).join("")}`,
      ),
  },
  "odd characters unquoted": {
    text: () => goodPolicy("\u200b\u202e💥").replaceAll("web", "\u0301\ud800\u2028é\u0085\u00a0"),
  },
  "names of all objects": {
    text: () =>
      `${policyWith(`podSelector:\n  matchLabels: {${PROTOTYPE_NAMES.map((it) => `${it}: ${it}`).join(", ")}}\n${PROTOTYPE_NAMES.map((it) => `${it}: {${it}: 1}\n`).join("")}ingress:\n- {${PROTOTYPE_NAMES.map((it) => `${it}: []`).join(", ")}}\n- from: [{${PROTOTYPE_NAMES.map((it) => `${it}: {}`).join(", ")}}]\n  ports: [{port: __proto__, protocol: constructor}]\npolicyTypes: [constructor, __proto__, toString]`)}---\n${deployment("__proto__", "__proto__: constructor, constructor: __proto__")}---\n${PROTOTYPE_NAMES.map((it) => `apiVersion: ${it}\nkind: ${it}\n${it}: 1\n`).join("---\n")}---\n${PROTOTYPE_NAMES.map((it) => goodPolicy("x").replace("NetworkPolicy", it)).join("---\n")}`,
  },
  "names of all objects in Cilium": {
    text: () =>
      ciliumWith(
        `endpointSelector: {matchLabels: {__proto__: constructor, "any:__proto__": toString, "constructor:x": y}}\n${PROTOTYPE_NAMES.map((it) => `${it}: {}\n`).join("")}ingress:\n- fromEntities: [${PROTOTYPE_NAMES.join(", ")}]\n- {${PROTOTYPE_NAMES.map((it) => `${it}: [{}]`).join(", ")}}\negress:\n- toPorts:\n  - ports: [{port: constructor, protocol: __proto__}]\n    rules: {__proto__: [], constructor: [{}], http: [{method: toString}]}\n  icmps: [{fields: [{type: constructor, family: __proto__}]}]\n- toServices: [{__proto__: {}}]\n- toGroups: [{constructor: {}}]\n- icmps: [{fields: [{type: constructor, family: __proto__}, {type: toString}]}]\n- authentication: {mode: constructor}`,
      ),
  },
  "names of 10,000 characters": {
    text: () =>
      `${goodPolicy("n".repeat(10_000)).replace("shop", "s".repeat(10_000))}---\n${deployment("d".repeat(10_000))}`,
    codes: [],
  },
  "everything twice": {
    text: () =>
      `${`${goodPolicy("twice").replace(/^( *)(\w+: .*)$/gm, "$1$2\n$1$2")}---\n${deployment("web")}---\n`.repeat(3)}`,
  },
  "wrong types everywhere": {
    text: () =>
      ["3", "[]", "{}", "null", "true", "a", "[[]]", "[null]", "[{}]", "{a: []}", "!!binary aGk=", "2001-01-01", "? a"]
        .map(
          (it) =>
            `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: ${it}\nspec: ${it}\n---\n${policyWith(`podSelector: ${it}\ningress: ${it}\negress: [${it}]\npolicyTypes: ${it}`)}---\n${policyWith(`podSelector: {matchLabels: ${it}, matchExpressions: ${it}}\ningress: [{from: ${it}, ports: ${it}}, {from: [${it}], ports: [${it}]}, {from: [{ipBlock: ${it}, podSelector: ${it}, namespaceSelector: ${it}}]}]`)}---\n${ciliumWith(`endpointSelector: ${it}\ningress: ${it}\negress: [${it}]\nspecs: ${it}\nenableDefaultDeny: ${it}`)}---\n${ciliumWith(`endpointSelector: {}\negress: [{toEndpoints: ${it}, toPorts: ${it}, toFQDNs: ${it}, toCIDR: ${it}, toCIDRSet: ${it}, toEntities: ${it}, toServices: ${it}, icmps: ${it}, toRequires: ${it}, toNodes: ${it}, toGroups: ${it}}]\negressDeny: [{toEndpoints: [${it}], toPorts: [${it}], toFQDNs: [${it}], toCIDR: [${it}], toCIDRSet: [${it}]}]\ningress: [{toPorts: [{ports: ${it}, rules: ${it}, listener: ${it}, terminatingTLS: ${it}, serverNames: ${it}}]}, {toPorts: [{ports: [${it}], rules: {http: ${it}, dns: ${it}, kafka: ${it}}}]}]`)}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${it}, namespace: ${it}, labels: ${it}, annotations: ${it}, ownerReferences: ${it}}\nspec: {selector: ${it}, template: ${it}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: ${it}, annotations: {netpol.dev/ignore: ${it}}, ownerReferences: [${it}]}\nspec: {containers: ${it}, hostNetwork: ${it}, initContainers: [${it}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: ${it}, ports: ${it}, type: ${it}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${it}, labels: ${it}}\n---\napiVersion: cilium.io/v2\nkind: CiliumCIDRGroup\nmetadata: {name: ${it}}\nspec: {externalCIDRs: ${it}}\n---\nkind: ${it}\napiVersion: ${it}\nspec: ${it}\n`,
        )
        .join("---\n"),
  },
};

/** Contents of `.netpol.yaml`, each with something to complain about. */
export const BAD_SETTINGS: Readonly<Record<string, () => string>> = {
  "a list": () => "- rules\n",
  "a text": () => "rules\n",
  "no YAML": () => "rules: [\n  x: }\n",
  "binary data": () => "\u0001\u0002\ufffd\u0000[",
  "ten thousand levels": () => `rules: ${"[".repeat(10_000)}`,
  "unknown keys": () => "rule: {}\nRules: {}\n'': 1\n? [a]\n: b\n",
  "names of all objects": () =>
    PROTOTYPE_NAMES.map((it) => `${it}: {}\n`).join("") +
    `rules: {${PROTOTYPE_NAMES.map((it) => `${it}: off`).join(", ")}}\nscopes: {__proto__: [a], constructor: b}\n` +
    "dns: {__proto__: a, labels: {__proto__: b}}\npersona: constructor\nclosedWorld: __proto__\n",
  "bad values": () =>
    [
      "rules",
      "persona",
      "exclude",
      "scopes",
      "closedWorld",
      "kubernetesVersion",
      "ciliumVersion",
      "dns",
      "cni",
      "podCidrs",
    ]
      .map((it) => `${it}: [[3, {a: b}]]\n`)
      .join(""),
  "bad values within": () =>
    "rules: {egress-blocks-dns: [off], unknown-field: 3, nothing: off, NP1002: ''}\nscopes: {a: {b: c}, '': 3}\n" +
    "dns: {namespace: [], labels: [a], ports: [dns, -1, 65536, 1.5, [], 99999999999999999999]}\nciliumVersion: 1e999\n" +
    "podCidrs: [a, 10.0.0.0/99, 3, []]\n",
  "globs that cannot be read": () =>
    `exclude: ["", /, "["]\nscopes: {a: ["", "${"a".repeat(70_000)}", "+(+(+(a)))", "{a,b", "!"]}\n`,
  "everything twice": () => "rule: {}\nrule: {}\nexclude: [a]\nexclude: 3\nexclude: [[]]\n",
  "cyclic anchors": () => "rules: &a {x: *a}\nexclude: &b [*b]\n",
  "several documents": () => "persona: nobody\n---\npersona: nobody\n---\n[\n",
};

const includes = (...paths: readonly string[]): string => `resources:\n${paths.map((it) => `- ${it}\n`).join("")}`;

/** Kustomizations that include what they should not; each of them reaches one policy, `good`. */
export const KUSTOMIZATIONS: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  "that include themselves": () => ({
    "kustomization.yaml": includes(".", "./", "kustomization.yaml", "good.yaml"),
    "good.yaml": goodPolicy("good"),
  }),
  "that include each other": () => ({
    "a/kustomization.yaml": includes("../b"),
    "b/kustomization.yaml": includes("../a", "good.yaml"),
    "b/good.yaml": goodPolicy("good"),
  }),
  "with files that are missing, elsewhere or there twice": () => ({
    "kustomization.yaml": includes(
      "good.yaml",
      "./good.yaml",
      "missing.yaml",
      "/etc/hosts",
      "../../../up.yaml",
      "''",
      "3",
    ),
    "good.yaml": goodPolicy("good"),
  }),
  "with the next one listed three times, forty levels deep": () => ({
    ...Object.fromEntries(
      Array.from({ length: 40 }, (_, it) => [
        `k${it}/kustomization.yaml`,
        includes(`../k${it + 1}`, `.././k${it + 1}`, `../k${it + 1}/`),
      ]),
    ),
    "k40/kustomization.yaml": includes("good.yaml"),
    "k40/good.yaml": goodPolicy("good"),
  }),
  "with two ways to each of forty levels": () => ({
    ...Object.fromEntries(
      Array.from({ length: 40 }, (_, it) =>
        ["a", "b"].map(
          (way) => [`${way}${it}/kustomization.yaml`, includes(`../a${it + 1}`, `../b${it + 1}`)] as const,
        ),
      ).flat(),
    ),
    "a40/kustomization.yaml": includes("good.yaml"),
    "b40/kustomization.yaml": includes("../a40/good.yaml"),
    "a40/good.yaml": goodPolicy("good"),
  }),
  "a thousand levels deep": () => ({
    ...Object.fromEntries(
      Array.from({ length: 1_000 }, (_, it) => [
        `k${it}/kustomization.yaml`,
        `namePrefix: x-\n${includes(`../k${it + 1}`)}`,
      ]),
    ),
    "k1000/kustomization.yaml": includes("good.yaml"),
    "k1000/good.yaml": goodPolicy("good"),
  }),
  "with values of every other type": () => ({
    "kustomization.yaml":
      "resources: 3\npatches: [a, {path: [x]}, null]\nlabels: [{pairs: 3}, 4, {pairs: {__proto__: a}}]\n" +
      "commonLabels: []\nnamespace: {a: b}\ncomponents: [[.]]\nnamePrefix: []\nhelmCharts: [3, {name: []}]\n",
    "b/kustomization.yaml": "[\n",
    "c/kustomization.yaml": "",
    "d/Kustomization": includes("../good.yaml"),
    "d/kustomization.yml": includes("../good.yaml"),
    "good.yaml": goodPolicy("good"),
  }),
};
