/**
 * The `cluster` shorthand of pages and scenarios → ordinary manifests, so that tests use the real decoder while the
 * reader sees five lines instead of sixty.
 *
 * ```text
 * shop  team=red                      # a namespace and its labels
 *   web  app=web  ports=http:8080/TCP,9090
 *   Pod/probe  app=probe  hostNetwork
 * ops
 * ```
 *
 * A line without indentation is a namespace, an indented one a workload of the namespace above: its name (kind
 * Deployment) or `Kind/name`, then its pod labels, `ports=` (`[name:]number[/protocol]`, comma between, TCP unless said)
 * and `hostNetwork`, in any order. `#` after a blank starts a comment.
 */

/** Path of the file that a `cluster` block becomes. */
export const CLUSTER_FILE = "cluster.yaml";

const KINDS = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"] as const;
type Kind = (typeof KINDS)[number];

const API_VERSION: Record<Kind, string> = {
  Pod: "v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
};

interface Line {
  readonly number: number;
  readonly name: string;
  readonly labels: readonly (readonly [string, string])[];
  readonly ports: readonly Port[];
  readonly hostNetwork: boolean;
}

interface Port {
  readonly name?: string;
  readonly number: string;
  readonly protocol: string;
}

/**
 * Manifests of a `cluster` block as one multi-document text.
 * @throws Error that names the block's line (from 1) when a line is no shorthand.
 */
export function clusterYaml(shorthand: string): string {
  const documents: string[] = [];
  let namespace: string | undefined;
  for (const [index, raw] of shorthand.split(/\r?\n/).entries()) {
    const text = raw.replace(/(^|\s)#.*$/, "").trimEnd();
    if (text.trim() === "") continue;
    const line = readLine(text.trim(), index + 1);
    if (/^\s/.test(text)) {
      if (namespace === undefined) throw fault(line.number, "a workload stands before the first namespace");
      documents.push(workloadYaml(line, namespace));
    } else {
      if (line.ports.length > 0 || line.hostNetwork) throw fault(line.number, "a namespace has labels only");
      namespace = line.name;
      documents.push(namespaceYaml(line));
    }
  }
  return documents.join("---\n");
}

function readLine(text: string, number: number): Line {
  const [name = "", ...words] = text.split(/\s+/);
  const labels: (readonly [string, string])[] = [];
  let ports: readonly Port[] = [];
  let hostNetwork = false;
  for (const word of words) {
    const equals = word.indexOf("=");
    if (word === "hostNetwork") hostNetwork = true;
    else if (word.startsWith("ports="))
      ports = word
        .slice("ports=".length)
        .split(",")
        .map((it) => readPort(it, number));
    else if (equals > 0) labels.push([word.slice(0, equals), word.slice(equals + 1)]);
    else throw fault(number, `"${word}" is no label (key=value), no ports=… and not hostNetwork`);
  }
  return { number, name, labels, ports, hostNetwork };
}

function readPort(text: string, line: number): Port {
  const match = /^(?:([a-z0-9-]+):)?(\d+)(?:\/(TCP|UDP|SCTP))?$/.exec(text);
  if (match === null) throw fault(line, `"${text}" is no port ([name:]number[/protocol])`);
  const [, name, number = "", protocol = "TCP"] = match;
  return { number, protocol, ...(name === undefined ? {} : { name }) };
}

function namespaceYaml({ name, labels }: Line): string {
  return lines("apiVersion: v1", "kind: Namespace", "metadata:", `  name: ${name}`, ...labelLines(labels, "  "));
}

function workloadYaml(line: Line, namespace: string): string {
  const { kind, name } = readKind(line);
  const head = [`apiVersion: ${API_VERSION[kind]}`, `kind: ${kind}`, "metadata:", `  name: ${name}`];
  const labels = labelLines(line.labels, "  ");
  const spec = ["spec:", ...podSpecLines(line)];
  if (kind === "Pod") return lines(...head, `  namespace: ${namespace}`, ...labels, ...spec);
  const template = ["template:", ...indented(labels.length === 0 ? [] : ["metadata:", ...labels]), ...indented(spec)];
  // Jobs choose their own selector; the other controllers must repeat the labels of their pods.
  const selector = ["selector:", ...(labels.length === 0 ? ["  matchLabels: {}"] : matchLabelLines(line.labels))];
  const body =
    kind === "Job"
      ? template
      : kind === "CronJob"
        ? ['schedule: "0 3 * * *"', "jobTemplate:", "  spec:", ...indented(indented(template))]
        : [...selector, ...template];
  return lines(...head, `  namespace: ${namespace}`, "spec:", ...indented(body));
}

function readKind(line: Line): { readonly kind: Kind; readonly name: string } {
  const slash = line.name.indexOf("/");
  if (slash < 0) return { kind: "Deployment", name: line.name };
  const written = line.name.slice(0, slash);
  const kind = KINDS.find((it) => it === written);
  if (kind === undefined) throw fault(line.number, `"${written}" is none of ${KINDS.join(", ")}`);
  return { kind, name: line.name.slice(slash + 1) };
}

function podSpecLines({ ports, hostNetwork }: Line): string[] {
  const portLines = ports.flatMap((it) => [
    `        - containerPort: ${it.number}`,
    ...(it.name === undefined ? [] : [`          name: ${it.name}`]),
    `          protocol: ${it.protocol}`,
  ]);
  return [
    ...(hostNetwork ? ["  hostNetwork: true"] : []),
    "  containers:",
    "    - name: main",
    "      image: example.com/main:1",
    ...(portLines.length === 0 ? [] : ["      ports:", ...portLines]),
  ];
}

function labelLines(labels: Line["labels"], indent: string): string[] {
  if (labels.length === 0) return [];
  return [`${indent}labels:`, ...labels.map(([key, value]) => `${indent}  ${key}: ${JSON.stringify(value)}`)];
}

function matchLabelLines(labels: Line["labels"]): string[] {
  return ["  matchLabels:", ...labels.map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`)];
}

function indented(text: readonly string[]): string[] {
  return text.map((it) => `  ${it}`);
}

function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

function fault(line: number, message: string): Error {
  return new Error(`cluster block, line ${line}: ${message}`);
}
