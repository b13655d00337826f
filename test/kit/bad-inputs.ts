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
  return policyWith(spec).replace("networking.k8s.io/v1", "cilium.io/v2").replace("NetworkPolicy", "CiliumNetworkPolicy");
}

const times = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, it) => make(it)).join("");

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
  "\u0000".replace("\u0000", "\\0"), "\\u202e", "\\ud800", "\\udfff\\ud800", "é", "e\\u0301", "ﬀ", "💥", "\\u200b", "\\ufeff", "ı", "ẞ", "\\x85", "\\u2028", "\\t", "\\r\\n", " ", "",
];

/** Names that every object has. */
export const PROTOTYPE_NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "__defineGetter__"];

export const BAD_TEXTS: Readonly<Record<string, () => string>> = {
  "unparsable between two good documents": () => `${misspelt("before")}---\nkind: NetworkPolicy\n  bad: [\n---\n${misspelt("after")}`,
  "five megabytes in one document": () => policyWith(`podSelector: {}\ningress:\n${times(45_000, (it) => `- from:\n  - ipBlock: {cidr: 10.${it % 256}.${(it >> 8) % 256}.0/24}\n  ports:\n  - {protocol: TCP, port: ${(it % 65_535) + 1}}\n`)}`),
  "five megabytes of policies": () => times(14_000, (it) => `---\n${goodPolicy(`p${it}`)}`),
  "ten thousand documents": () => times(10_000, (it) => `---\n${it % 2 === 0 ? goodPolicy(`p${it}`) : deployment(`w${it}`)}`),
  "ten thousand empty documents": () => `${"---\n".repeat(10_000)}${misspelt("last")}`,
  "ten thousand broken documents": () => times(10_000, (it) => `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p${it}\nspec: [\n`),
  "deep flow in spec": () => policyWith(`podSelector: ${"{a: ".repeat(10_000)}${"}".repeat(10_000)}`),
  "deep block in spec": () => policyWith(times(10_000, (it) => `${" ".repeat(it)}a:\n`)),
  "deep block lists": () => policyWith(times(10_000, (it) => `${" ".repeat(it)}-\n`)),
  "deep hyphens": () => policyWith(`ingress: \n${"- ".repeat(10_000)}a`),
  "deep brackets in ingress": () => policyWith(`podSelector: {}\ningress: ${"[".repeat(9_000)}${"]".repeat(9_000)}`),
  "150 deep in flow": () => policyWith(`podSelector: ${"{a: ".repeat(150)}1${"}".repeat(150)}\ningress: ${"[".repeat(150)}${"]".repeat(150)}`),
  "open brackets": () => policyWith(`podSelector: {}\ningress: ${"[{".repeat(4_000)}`),
  "alias bomb as labels": () => `${laughs("[web]")}${policyWith("podSelector: {matchLabels: *j}")}`,
  "alias bomb as peers": () => `${laughs("{podSelector: {matchLabels: {app: web}}}")}${policyWith("podSelector: {}\ningress: [{from: *j}]")}`,
  "alias bomb as rules": () => `${laughs("{from: [{podSelector: {}}]}", "abcd")}${policyWith("podSelector: {}\ningress: *d")}`,
  "aliases below the bound": () => `${policyWith(`podSelector: {}\ningress:\n- &r\n  from:\n${"  - {podSelector: {matchLabels: {app: web}}}\n".repeat(100)}${"- *r\n".repeat(190)}`)}`,
  "alias bomb by merge keys": () => `${mergedLaughs()}${policyWith("podSelector:\n  matchLabels:\n    <<: *j")}`,
  "merge keys chained": () => `x0: &x0 {k0: a}\n${times(2_000, (it) => `x${it + 1}: &x${it + 1} {<<: *x${it}, k${it + 1}: a}\n`)}${policyWith("podSelector: {matchLabels: {<<: *x2000}}")}`,
  "cyclic anchors": () => policyWith("podSelector: &a\n  matchLabels: *a\ningress: &b\n- from: *b\n- *b\negress: &c [*c]"),
  "cyclic merge": () => policyWith("podSelector: &a\n  <<: *a\n  matchLabels: &b {<<: [*a, *b]}"),
  "unknown alias": () => policyWith("podSelector: *nowhere\ningress: [*gone]"),
  "carriage returns alone": () => misspelt("cr").replaceAll("\n", "\r"),
  "carriage returns and line feeds": () => misspelt("crlf").replaceAll("\n", "\r\n"),
  "mixed line ends": () => misspelt("mixed").replace(/\n/g, (_, at: number) => (["\n", "\r\n"][at % 2] ?? "\n")),
  "tabs as indentation": () => misspelt("tabs").replaceAll("  ", "\t"),
  "tabs behind values": () => misspelt("tabs").replaceAll(": ", ":\t").replaceAll("\n", "\t\n"),
  "byte order mark": () => `\ufeff${misspelt("bom")}`,
  "byte order marks in the middle": () => `\ufeff${misspelt("bom")}---\n\ufeff${misspelt("bom2")}`,
  "markers with comments": () => `--- # one\n${misspelt("a")}--- # two\n${misspelt("b")}... # end\n--- # three\n`,
  "marker with content": () => `--- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}, policyType: [Ingress]}}\n`,
  "a directive": () => `%YAML 1.1\n---\n${misspelt("directive")}`,
  "a directive between documents": () => `${misspelt("a")}...\n%YAML 1.2\n%TAG ! tag:x,2000:\n---\n${misspelt("b")}`,
  "a broken directive": () => `%YAML 9.9 x\n%FOO\n---\n${misspelt("directive")}`,
  empty: () => "",
  "a line break": () => "\n",
  "comments alone": () => "# one\n# kind: NetworkPolicy\n",
  "ends within a key": () => goodPolicy("x").slice(0, 88),
  "one scalar of a megabyte": () => goodPolicy("x").replace("app: web", `app: ${"a".repeat(1_000_000)}`),
  "one quoted scalar of a megabyte": () => goodPolicy("x").replace("app: web", `app: "${"\\u00e9 ".repeat(150_000)}"`),
  "one key of a megabyte": () => goodPolicy("x").replace("app: web", `${"a".repeat(1_000_000)}: web`),
  "a field of a megabyte": () => goodPolicy("x").replace("policyTypes", "p".repeat(1_000_000)),
  "a comment of a megabyte": () => `# ${"netpol: ignore[".repeat(70_000)}\n${misspelt("x")}`,
  "a cidr of a megabyte": () => policyWith(`podSelector: {}\negress: [{to: [{ipBlock: {cidr: "${"1.".repeat(500_000)}"}}]}]`),
  "a DNS pattern of a megabyte": () => ciliumWith(`endpointSelector: {}\negress:\n- toFQDNs:\n  - matchPattern: "${"*.".repeat(500_000)}com"`),
  "an HTTP path that backtracks": () => ciliumWith(`endpointSelector: {}\ningress:\n- toPorts:\n  - ports: [{port: "80"}]\n    rules:\n      http: [{path: "${"(a+)+".repeat(20)}$", method: "(((((("}]`),
  "100,000 rules": () => policyWith(`podSelector: {}\ningress:\n${"- {}\n".repeat(100_000)}`),
  "100,000 nulls": () => policyWith(`podSelector: {}\ningress:\n${"-\n".repeat(100_000)}`),
  "100,000 policy types": () => policyWith(`podSelector: {}\npolicyTypes: [${"Ingress, ".repeat(100_000)}]`),
  "100,000 peers": () => policyWith(`podSelector: {}\ningress:\n- from:\n${times(100_000, (it) => `  - podSelector: {matchLabels: {app: a${it}}}\n`)}`),
  "100,000 same peers": () => policyWith(`podSelector: {}\ningress:\n- from:\n${"  - podSelector: {matchLabels: {app: web}}\n".repeat(100_000)}`),
  "100,000 ports": () => policyWith(`podSelector: {}\ningress:\n- ports:\n${times(100_000, (it) => `  - port: ${it}\n`)}`),
  "100,000 exceptions": () => policyWith(`podSelector: {}\ningress:\n- from:\n  - ipBlock:\n      cidr: 0.0.0.0/0\n      except:\n${times(100_000, (it) => `      - ${it >> 16}.${(it >> 8) & 255}.${it & 255}.0/24\n`)}`),
  "100,000 labels": () => policyWith(`podSelector:\n  matchLabels:\n${times(100_000, (it) => `    l${it}: v\n`)}`),
  "100,000 duplicate keys": () => policyWith(`podSelector:\n  matchLabels:\n${"    app: web\n".repeat(100_000)}`),
  "100,000 expressions": () => policyWith(`podSelector:\n  matchExpressions:\n${times(100_000, (it) => `  - {key: app, operator: In, values: [v${it}]}\n`)}`),
  "100,000 values": () => policyWith(`podSelector:\n  matchExpressions:\n  - key: app\n    operator: In\n    values:\n${times(100_000, (it) => `    - v${it}\n`)}`),
  "100,000 unknown fields": () => policyWith(`podSelector: {}\n${times(100_000, (it) => `f${it}: 1\n`)}`),
  "100,000 container ports": () => deployment("web").replace("{containerPort: 8080}", "{containerPort: 8080, name: a}, ".repeat(100_000)),
  "100,000 Cilium peers": () => ciliumWith(`endpointSelector: {}\ningress:\n- fromEndpoints:\n${times(100_000, (it) => `  - matchLabels: {app: a${it}}\n`)}`),
  "20,000 Cilium ports": () => ciliumWith(`endpointSelector: {}\ningress:\n- toPorts:\n  - ports:\n${times(20_000, (it) => `    - {port: "${it}"}\n`)}`),
  "100,000 Cilium addresses": () => ciliumWith(`endpointSelector: {}\negress:\n- toCIDRSet:\n${times(100_000, (it) => `  - cidr: ${it >> 16}.${(it >> 8) & 255}.${it & 255}.0/24\n`)}`),
  "20,000 DNS names": () => ciliumWith(`endpointSelector: {}\negress:\n- toFQDNs:\n${times(20_000, (it) => `  - matchPattern: "*.a${it}.example.com"\n`)}`),
  "20,000 HTTP rules": () => ciliumWith(`endpointSelector: {}\ningress:\n- toPorts:\n  - ports: [{port: "80"}]\n    rules:\n      http:\n${times(20_000, (it) => `      - {path: "/a${it}"}\n`)}`),
  "a list of lists": () => `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - kind: List\n    apiVersion: v1\n    items:\n${misspelt("inner").replace(/^(?=.)/gm, "      ").replace("      api", "    - api")}`,
  "a typed list": () => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n- metadata: {name: a}\n  spec: {podSelector: {}, policyType: [Ingress]}\n- null\n- 3\n- []\n- {}\n`,
  "a list without items": () => "apiVersion: v1\nkind: List\nitems: 3\n---\napiVersion: v1\nkind: PodList\nitems: {a: b}\n---\napiVersion: v1\nkind: PodList\n",
  "lists 150 deep": () => `${'{"apiVersion": "v1", "kind": "List", "items": ['.repeat(90)}{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}${"]}".repeat(90)}\n`,
  "JSON with tabs": () => '{\n\t"apiVersion": "networking.k8s.io/v1",\n\t"kind": "NetworkPolicy",\n\t"metadata": {"name": "a"},\n\t"spec": {\n\t\t"podSelector": {},\n\t\t"policyType": ["Ingress"]\n\t}\n}\n',
  "JSON with a trailing comma": () => '{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "a",}, "spec": {"podSelector": {},},}\n',
  "JSON cut short": () => '{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "a"',
  "a Helm template": () => `{{- if .Values.on }}\n${goodPolicy("{{ .Release.Name }}")}{{- end }}\n`,
  "braces that never close": () => goodPolicy("{{ .Release.Name"),
  variables: () => goodPolicy("$" + "{NAME}").replace("8080", "$" + "{PORT:-8080}"),
  "port numbers": () => policyWith(`podSelector: {}\ningress:\n- ports:\n${["99999999999999999999", "-1", "0", "65536", "1.5", "1e3", "0x50", "0o17", "017", ".inf", ".nan", "true", "null", '""', '"80"', "[]", "{}", "a b", "-", "1_000"].map((it) => `  - {port: ${it}, endPort: ${it}, protocol: ${it}}\n`).join("")}`),
  "Cilium port numbers": () => ciliumWith(`endpointSelector: {}\ningress:\n- toPorts:\n  - ports:\n${['"99999999999999999999"', '"-1"', '"0"', '"65536"', '"1-"', '"-"', "80", '"80-70"', "null", "[]", "{}", '""', '"１"'].map((it) => `    - {port: ${it}, endPort: ${it}, protocol: ${it}}\n`).join("")}`),
  "IPv6 everywhere": () => policyWith(`podSelector: {}\ningress:\n- from:\n${["::/0", "::/129", "::ffff:1.2.3.4/96", "2001:db8::1/64", "fe80::1%eth0/64", ":::/1", "1::2::3/64", "[::1]/128", "::1", "2001:DB8::/32", "0:0:0:0:0:0:0:0:0/0", "1.2.3.4/33", "1.2.3/24", "01.2.3.4/8", "1.2.3.4/-1", "1.2.3.4/08", "/", "''", "１.2.3.4/8"].map((it) => `  - ipBlock: {cidr: "${it}", except: ["${it}", "::/1", "10.0.0.0/8"]}\n`).join("")}`),
  "odd label values": () => policyWith(`podSelector:\n  matchLabels:\n${ODD_TEXTS.map((it, at) => `    k${at}: "${it}"\n    "${it}${at}": v\n    "${it}": w\n`).join("")}`),
  "odd characters unquoted": () => goodPolicy("\u200b\u202e💥").replaceAll("web", "\u0301\ud800\u2028é\u0085\u00a0"),
  "names of all objects": () => `${policyWith(`podSelector:\n  matchLabels: {${PROTOTYPE_NAMES.map((it) => `${it}: ${it}`).join(", ")}}\n${PROTOTYPE_NAMES.map((it) => `${it}: {${it}: 1}\n`).join("")}ingress:\n- {${PROTOTYPE_NAMES.map((it) => `${it}: []`).join(", ")}}\n- from: [{${PROTOTYPE_NAMES.map((it) => `${it}: {}`).join(", ")}}]\n  ports: [{port: __proto__, protocol: constructor}]\npolicyTypes: [constructor, __proto__, toString]`)}---\n${deployment("__proto__", "__proto__: constructor, constructor: __proto__")}---\n${PROTOTYPE_NAMES.map((it) => `apiVersion: ${it}\nkind: ${it}\n${it}: 1\n`).join("---\n")}---\n${PROTOTYPE_NAMES.map((it) => goodPolicy("x").replace("NetworkPolicy", it)).join("---\n")}`,
  "names of all objects in Cilium": () => ciliumWith(`endpointSelector: {matchLabels: {__proto__: constructor, "any:__proto__": toString, "constructor:x": y}}\n${PROTOTYPE_NAMES.map((it) => `${it}: {}\n`).join("")}ingress:\n- fromEntities: [${PROTOTYPE_NAMES.join(", ")}]\n- {${PROTOTYPE_NAMES.map((it) => `${it}: [{}]`).join(", ")}}\negress:\n- toPorts:\n  - ports: [{port: constructor, protocol: __proto__}]\n    rules: {__proto__: [], constructor: [{}], http: [{method: toString}]}\n  icmps: [{fields: [{type: constructor, family: __proto__}]}]\n- toServices: [{__proto__: {}}]\n- toGroups: [{constructor: {}}]\n- icmps: [{fields: [{type: constructor, family: __proto__}, {type: toString}]}]\n- authentication: {mode: constructor}`),
  "names of 10,000 characters": () => `${goodPolicy("n".repeat(10_000)).replace("shop", "s".repeat(10_000))}---\n${deployment("d".repeat(10_000))}`,
  "everything twice": () => `${`${goodPolicy("twice").replace(/^( *)(\w+: .*)$/gm, "$1$2\n$1$2")}---\n${deployment("web")}---\n`.repeat(3)}`,
  "wrong types everywhere": () => ["3", "[]", "{}", "null", "true", "a", "[[]]", "[null]", "[{}]", "{a: []}", "!!binary aGk=", "2001-01-01", "? a"].map((it) => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: ${it}\nspec: ${it}\n---\n${policyWith(`podSelector: ${it}\ningress: ${it}\negress: [${it}]\npolicyTypes: ${it}`)}---\n${policyWith(`podSelector: {matchLabels: ${it}, matchExpressions: ${it}}\ningress: [{from: ${it}, ports: ${it}}, {from: [${it}], ports: [${it}]}, {from: [{ipBlock: ${it}, podSelector: ${it}, namespaceSelector: ${it}}]}]`)}---\n${ciliumWith(`endpointSelector: ${it}\ningress: ${it}\negress: [${it}]\nspecs: ${it}\nenableDefaultDeny: ${it}`)}---\n${ciliumWith(`endpointSelector: {}\negress: [{toEndpoints: ${it}, toPorts: ${it}, toFQDNs: ${it}, toCIDR: ${it}, toCIDRSet: ${it}, toEntities: ${it}, toServices: ${it}, icmps: ${it}, toRequires: ${it}, toNodes: ${it}, toGroups: ${it}}]\negressDeny: [{toEndpoints: [${it}], toPorts: [${it}], toFQDNs: [${it}], toCIDR: [${it}], toCIDRSet: [${it}]}]\ningress: [{toPorts: [{ports: ${it}, rules: ${it}, listener: ${it}, terminatingTLS: ${it}, serverNames: ${it}}]}, {toPorts: [{ports: [${it}], rules: {http: ${it}, dns: ${it}, kafka: ${it}}}]}]`)}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${it}, namespace: ${it}, labels: ${it}, annotations: ${it}, ownerReferences: ${it}}\nspec: {selector: ${it}, template: ${it}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: ${it}, annotations: {netpol.dev/ignore: ${it}}, ownerReferences: [${it}]}\nspec: {containers: ${it}, hostNetwork: ${it}, initContainers: [${it}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: ${it}, ports: ${it}, type: ${it}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${it}, labels: ${it}}\n---\napiVersion: cilium.io/v2\nkind: CiliumCIDRGroup\nmetadata: {name: ${it}}\nspec: {externalCIDRs: ${it}}\n---\nkind: ${it}\napiVersion: ${it}\nspec: ${it}\n`).join("---\n"),
};
