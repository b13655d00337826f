/** A hover that has to be cut keeps what is outside the cluster, then what is about most ends. */

import { describe, expect, it } from "vitest";
import { workspaceOf } from "./kit/analyse.js";
import { clusterYaml } from "./kit/cluster.js";

const MANY = Array.from({ length: 40 }, (_, at) => at);
const CLUSTER = clusterYaml(`
shop
  web  app=web
${MANY.map((at) => `  one${at}  app=one${at}`).join("\n")}
${MANY.slice(0, 9)
  .map((at) => `  team${at}  app=team${at} team=red`)
  .join("\n")}
`);
const from = (selector: string, port: number): string =>
  `    - {from: [{podSelector: {matchLabels: {${selector}}}}], ports: [{port: ${port}}]}\n`;
const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
${MANY.map((at) => from(`app: one${at}`, 1000 + at)).join("")}${from("team: red", 80)}    - {from: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 443}]}
    - ports: [{port: 8443}]
`;

/** The first lines under the first list of the hover. */
function linesAt(file: string, word: string): readonly string[] {
  const texts = new Map([
    ["cluster.yaml", CLUSTER],
    ["policy.yaml", POLICY],
  ]);
  const hover = workspaceOf(texts).hover(file, (texts.get(file) ?? "").indexOf(word));
  const list = hover?.blocks.find((it) => it.type === "list");
  return list?.type === "list" ? list.items : [];
}

describe.each([
  [
    "a workload's",
    linesAt("cluster.yaml", "name: web"),
    [/anyone|outside the cluster.*: TCP 8443/, /203\.0\.113\.0\/24/, /team0/],
  ],
  ["a policy's", linesAt("policy.yaml", "name: web"), [/from anyone: TCP 8443/, /team=red/]],
] as const)("%s", (_, lines, first) => {
  it("begins with the widest, and says how many it leaves out", () => {
    for (const [at, words] of first.entries()) expect(lines[at]).toMatch(words);
    expect(lines.at(-1)).toMatch(/^and \d+ more$/);
    expect(lines.length).toBeLessThanOrEqual(25);
  });
});
