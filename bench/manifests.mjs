// Makes workspaces for measuring: the same bytes for the same size, in the mix that real repositories have.
// Usage: import { writeWorkspace, smallPolicy, bigFile } from "./manifests.mjs"

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const APPS = ["web", "api", "db", "cache", "queue", "search", "billing", "mail", "auth", "report"];
const MANIFESTS_PER_APP = 5;
const BIG_FILE_LINES = 5000;

/**
 * Writes `count` manifests: for each app of each namespace one file with a Deployment, a Service, a ConfigMap, a
 * NetworkPolicy and a CiliumNetworkPolicy.
 * @returns {{ files: number, bytes: number }}
 */
export function writeWorkspace(folder, count) {
  let written = 0;
  let bytes = 0;
  for (let index = 0; written < count; index++) {
    const app = APPS[index % APPS.length];
    const namespace = `team-${Math.floor(index / APPS.length)}`;
    const all = [workload, service, configMap, networkPolicy, ciliumPolicy].map((it) => it(namespace, app, index));
    const text = all.slice(0, Math.min(MANIFESTS_PER_APP, count - written)).join("---\n");
    mkdirSync(path.join(folder, namespace), { recursive: true });
    writeFileSync(path.join(folder, namespace, `${app}.yaml`), text);
    written += Math.min(MANIFESTS_PER_APP, count - written);
    bytes += text.length;
  }
  return { files: Math.ceil(count / MANIFESTS_PER_APP), bytes };
}

/** One NetworkPolicy, about 40 lines. */
export function smallPolicy() {
  return networkPolicy("team-0", "web", 0);
}

/** NetworkPolicies one after another, 5,000 lines in all. */
export function bigFile() {
  const policies = [];
  for (let index = 0, lines = 0; lines < BIG_FILE_LINES; index++) {
    policies.push(networkPolicy("team-0", APPS[index % APPS.length], index));
    lines += policies[index].split("\n").length;
  }
  return policies.join("---\n");
}

/** The app that the one at `index` talks to. */
function peerOf(index) {
  return APPS[(index * 7 + 3) % APPS.length];
}

function workload(namespace, app, index) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${app}
  namespace: ${namespace}
spec:
  replicas: ${1 + (index % 3)}
  selector:
    matchLabels:
      app: ${app}
  template:
    metadata:
      labels:
        app: ${app}
        tier: tier-${index % 4}
    spec:
      containers:
        - name: ${app}
          image: registry.example.org/${namespace}/${app}:1.${index % 10}
          ports:
            - name: http
              containerPort: 8080
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
`;
}

function service(namespace, app) {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${app}
  namespace: ${namespace}
spec:
  selector:
    app: ${app}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

function configMap(namespace, app, index) {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${app}
  namespace: ${namespace}
data:
  app.properties: |
${Array.from({ length: 10 }, (_, line) => `    ${app}.setting.${line} = ${index * 31 + line}\n`).join("")}`;
}

function networkPolicy(namespace, app, index) {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${app}-${index}
  namespace: ${namespace}
spec:
  podSelector:
    matchLabels:
      app: ${app}
  policyTypes:
    - Ingress
    - Egress
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: ${peerOf(index)}
        - ipBlock:
            cidr: 10.${index % 250}.0.0/16
            except:
              - 10.${index % 250}.1.0/24
      ports:
        - protocol: TCP
          port: 8080
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - protocol: UDP
          port: 53
        - protocol: TCP
          port: 53
    - to:
        - podSelector:
            matchLabels:
              app: ${peerOf(index + 1)}
`;
}

function ciliumPolicy(namespace, app, index) {
  return `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: ${app}-http-${index}
  namespace: ${namespace}
spec:
  endpointSelector:
    matchLabels:
      app: ${app}
  ingress:
    - fromEndpoints:
        - matchLabels:
            app: ${peerOf(index + 2)}
      toPorts:
        - ports:
            - port: "8080"
              protocol: TCP
          rules:
            http:
              - method: GET
                path: /api/v1/.*
`;
}
