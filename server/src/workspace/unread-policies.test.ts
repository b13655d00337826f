/** Policies of systems that are not read, found in the text alone. */

import { describe, expect, it } from "vitest";
import { unreadPoliciesIn } from "./unread-policies.js";

const AMAZON = `apiVersion: networking.k8s.aws/v1alpha1
kind: ClusterNetworkPolicy
metadata:
  name: all
spec:
  egress:
    - action: Allow
`;

function brief(text: string): string[] {
  return unreadPoliciesIn(text).map(
    ({ system, kind, name, namespace, hasEgress, offset }) =>
      `${system} ${kind} ${name} in ${namespace ?? "any"}${hasEgress ? ", egress" : ""} at ${offset}`,
  );
}

describe("policies of systems that are not read", () => {
  it("are named with their system, kind and name", () => {
    expect(brief(AMAZON)).toEqual(["Amazon VPC CNI ClusterNetworkPolicy all in any, egress at 0"]);
  });

  it("select pods of one namespace where their kind has one", () => {
    const own =
      "kind: ApplicationNetworkPolicy\napiVersion: networking.k8s.aws/v1alpha1\nmetadata:\n  name: web\n  namespace: shop\n";
    expect(brief(own)).toEqual(["Amazon VPC CNI ApplicationNetworkPolicy web in shop at 0"]);
    expect(brief(own.replace("  namespace: shop\n", ""))).toEqual([
      "Amazon VPC CNI ApplicationNetworkPolicy web in any at 0",
    ]);
    const flow =
      "{apiVersion: networking.k8s.aws/v1alpha1, kind: ApplicationNetworkPolicy, metadata: {name: web, namespace: shop}}";
    expect(brief(flow)).toEqual(["Amazon VPC CNI ApplicationNetworkPolicy web in shop at 0"]);
  });

  it("are found in lists, item by item", () => {
    const items = [AMAZON, AMAZON.replace("name: all", "name: some")];
    const list = items.map((it) => it.replace(/^/gm, "    ").replace(/^ {4}/, "  - ").trimEnd()).join("\n");
    const text = `apiVersion: v1\nkind: List\nitems:\n${list}\n`;
    expect(brief(text).map((it) => it.replace(/ at .*/, ""))).toEqual([
      "Amazon VPC CNI ClusterNetworkPolicy all in any, egress",
      "Amazon VPC CNI ClusterNetworkPolicy some in any, egress",
    ]);
    expect(unreadPoliciesIn(text).map((it) => text.slice(0, it.offset).split("\n").length)).toEqual([4, 11]);
  });

  it("are found in JSON", () => {
    const object = {
      apiVersion: "networking.k8s.aws/v1alpha1",
      kind: "ApplicationNetworkPolicy",
      metadata: { name: "a", namespace: "b" },
    };
    expect(brief(JSON.stringify(object))).toEqual(["Amazon VPC CNI ApplicationNetworkPolicy a in b at 0"]);
    const list = { apiVersion: "v1", kind: "List", items: [object, { kind: "Pod", apiVersion: "v1" }] };
    expect(brief(JSON.stringify(list))).toEqual([
      expect.stringMatching("^Amazon VPC CNI ApplicationNetworkPolicy a in b at "),
    ]);
    const typed = {
      apiVersion: "networking.k8s.aws/v1alpha1",
      kind: "ApplicationNetworkPolicyList",
      items: [{ metadata: { name: "a" } }],
    };
    expect(brief(JSON.stringify(typed))).toEqual([
      expect.stringMatching("^Amazon VPC CNI ApplicationNetworkPolicy a in any at "),
    ]);
    expect(brief('{{ include "networking.k8s.aws" }}')).toEqual([]);
  });

  it.each([
    ["another kind of the group", AMAZON.replace("ClusterNetworkPolicy", "PolicyEndpoint")],
    ["a kind of another group", AMAZON.replace("ClusterNetworkPolicy", "FQDNNetworkPolicy")],
    ["a kind of a group that is read", AMAZON.replace("networking.k8s.aws/v1alpha1", "networking.k8s.io/v1")],
    ["a label of the system's", "apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {networking.k8s.aws/name: a}\n"],
    ["a manifest in a text", `apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n${AMAZON.replace(/^/gm, "    ")}`],
  ])("are not %s", (_what, text) => {
    expect(brief(text)).toEqual([]);
  });
});
