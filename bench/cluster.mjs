// Makes clusters for measuring the engine: the same manifests for the same size, policies as platforms have them.
// Usage: import { clusterFiles, changedPolicy } from "./cluster.mjs"

const WORKLOADS_PER_NAMESPACE = 20;
/** Namespaces that share a label, and with it what may reach them. */
const NAMESPACES_PER_TEAM = 10;
const PORTS = [80, 443, 3000, 5432, 6379, 8080, 8443, 9090, 9200];

/**
 * Files of a cluster: for each namespace one file with its workloads, one with a policy that locks all of its pods and
 * one with a policy that lets them ask DNS, in every other namespace the whole cluster too. The other policies, a file
 * each, admit one peer on one port: six of ten a workload next door, four of ten the pods of a team's namespaces; one of
 * twenty a range of ports. One of ten is a CiliumNetworkPolicy, half of those with HTTP rules. Namespaces hold 20
 * workloads.
 *
 * @param {number} workloads
 * @param {number} policies At least two for each namespace.
 * @returns {{ path: string, text: string }[]}
 */
export function clusterFiles(workloads, policies) {
  const random = randomNumbers(1);
  const namespaces = Math.ceil(workloads / WORKLOADS_PER_NAMESPACE);
  const files = [];
  for (let n = 0; n < namespaces; n++) {
    const own = Math.min(WORKLOADS_PER_NAMESPACE, workloads - n * WORKLOADS_PER_NAMESPACE);
    const documents = [namespace(n), ...Array.from({ length: own }, (_, w) => workload(n, w))];
    files.push({ path: `${nameOf(n)}/workloads.yaml`, text: documents.join("---\n") });
    files.push({ path: `${nameOf(n)}/lock.yaml`, text: lock(n) }, { path: `${nameOf(n)}/dns.yaml`, text: dns(n) });
  }
  for (let p = namespaces * 2; p < policies; p++) {
    const n = p % namespaces;
    const facts = {
      ...{ p, n, subject: random(WORKLOADS_PER_NAMESPACE), peer: random(WORKLOADS_PER_NAMESPACE) },
      team: random(10) < 4 ? random(Math.ceil(namespaces / NAMESPACES_PER_TEAM)) : undefined,
      port: PORTS[random(PORTS.length)],
      endPort: random(20) === 0,
      outwards: random(3) === 0,
      http: random(2) === 0,
    };
    files.push({ path: `${nameOf(n)}/app-${p}.yaml`, text: p % 10 === 0 ? ciliumPolicy(facts) : networkPolicy(facts) });
  }
  return files;
}

/** The text of a policy of the cluster after an edit: it admits another port. */
export function changedPolicy(text, port) {
  return text.replace(/port: ("?)\d+/, `port: $1${port}`);
}

function nameOf(n) {
  return `ns-${n}`;
}

/** Whole numbers below a bound, the same series for the same seed (a linear congruential generator). */
function randomNumbers(seed) {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function namespace(n) {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${nameOf(n)}
  labels:
    team: team-${Math.floor(n / NAMESPACES_PER_TEAM)}
`;
}

function workload(n, w) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${w}
  namespace: ${nameOf(n)}
spec:
  selector:
    matchLabels:
      app: app-${w}
  template:
    metadata:
      labels:
        app: app-${w}
        tier: tier-${w % 4}
    spec:
      containers:
        - name: main
          image: example.com/app-${w}:1
          ports:
            - name: http
              containerPort: ${PORTS[w % PORTS.length]}
`;
}

function head(apiVersion, kind, name, n) {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${nameOf(n)}\nspec:\n`;
}

function lock(n) {
  return `${head("networking.k8s.io/v1", "NetworkPolicy", "lock", n)}  podSelector: {}
  policyTypes: [Ingress, Egress]
`;
}

function dns(n) {
  return `${head("networking.k8s.io/v1", "NetworkPolicy", "dns", n)}  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - port: 53
          protocol: UDP
        - port: 53
          protocol: TCP
${n % 2 === 0 ? "    - to:\n        - namespaceSelector: {}\n" : ""}`;
}

function networkPolicy({ p, n, subject, peer, team, port, endPort, outwards }) {
  const pods = `podSelector:\n            matchLabels:\n              app: app-${peer}\n`;
  const peers =
    team === undefined ? pods : `namespaceSelector:\n            matchLabels:\n              team: team-${team}\n`;
  return `${head("networking.k8s.io/v1", "NetworkPolicy", `app-${p}`, n)}  podSelector:
    matchLabels:
      app: app-${subject}
  policyTypes: [${outwards ? "Egress" : "Ingress"}]
  ${outwards ? "egress" : "ingress"}:
    - ${outwards ? "to" : "from"}:
        - ${peers}      ports:
        - port: ${port}
${endPort ? `          endPort: ${port + 100}\n` : ""}`;
}

function ciliumPolicy({ p, n, subject, peer, team, port, http }) {
  const label = team === undefined ? `app: app-${peer}` : `io.cilium.k8s.namespace.labels.team: team-${team}`;
  const rules = http
    ? `          rules:\n            http:\n              - method: GET\n                path: /api/v${p % 3}/.*\n`
    : "";
  return `${head("cilium.io/v2", "CiliumNetworkPolicy", `app-${p}`, n)}  endpointSelector:
    matchLabels:
      app: app-${subject}
  ingress:
    - fromEndpoints:
        - matchLabels:
            ${label}
      toPorts:
        - ports:
            - port: "${port}"
              protocol: TCP
${rules}`;
}
