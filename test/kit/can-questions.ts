/** Questions to `can`, put to the workspace that its tests share or to one of their own. */

import type { Answer, CanResult, Question, Workspace } from "../../server/src/ide/index.js";
import { workspaceOf } from "./analyse.js";
import { clusterYaml } from "./cluster.js";

export const CLUSTER = `
shop
  web             app=web  ports=http:8080/TCP
  api             app=api
  StatefulSet/db  app=db   ports=pg:5432/TCP
  StatefulSet/api app=api2
ops
  web             app=web
  Pod/probe       app=probe
`;

/** Lines count from 0: the policy type stands in line 7, the rules in lines 9, 13 and 15. */
export const DB = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {matchLabels: {app: web}}
      ports:
        - port: pg
    - from:
        - ipBlock: {cidr: 203.0.113.0/24}
    - ports:
        - port: 9187
`;

export function worldWith(policies: string, cluster = CLUSTER): Workspace {
  return workspaceOf(
    new Map([
      ["cluster.yaml", clusterYaml(cluster)],
      ["policies.yaml", policies],
    ]),
  );
}

export function ask(workspace: Workspace, from: string, to: string, question: Partial<Question> = {}): CanResult {
  const [scope = ""] = workspace.scopeNames;
  return workspace.can(scope, { from, to, protocol: "TCP", ...question });
}

export function answer(workspace: Workspace, from: string, to: string, question: Partial<Question> = {}): Answer {
  const result = ask(workspace, from, to, question);
  if (!result.ok) throw new Error(result.message);
  return result.answer;
}

export function refusal(workspace: Workspace, from: string, to: string): string {
  const result = ask(workspace, from, to);
  return result.ok ? `answered: ${result.answer.verdict}` : result.message;
}

/** Where a policy of `policies.yaml` says something; lines count from 0. */
export const place = (policy: string, line: number): object => ({ policy, file: "policies.yaml", line });

/** An end that no policy restricts. */
export const OPEN = { verdict: "allowed", isolatedBy: [], decidedBy: [] };
