/** Policies of systems that are not read are said wherever traffic is spoken of. */

import { describe, expect, it } from "vitest";
import { workspaceOf } from "./kit/analyse.js";

const POLICY = `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: all
spec:
  types: [Ingress]
`;

describe("policies of systems that are not read", () => {
  it("are a notice, with their kinds, number and files", () => {
    const files = new Map([
      ["a.yaml", `${POLICY}---\n${POLICY.replace("name: all", "name: more")}`],
      ["b.yaml", POLICY.replace("GlobalNetworkPolicy", "NetworkPolicy")],
      ["c.yaml", POLICY.replace("projectcalico.org/v3", "crd.antrea.io/v1beta1").replace("Global", "Cluster")],
    ]);
    const notices = workspaceOf(files).notices();
    expect(notices.map((it) => it.message)).toEqual([
      "Calico policies are not counted (2 GlobalNetworkPolicy, 1 NetworkPolicy in a.yaml, b.yaml): they may decide otherwise",
      "Antrea policies are not counted (1 ClusterNetworkPolicy in c.yaml): they may decide otherwise",
    ]);
    expect(notices[0]?.unread).toEqual({
      system: "Calico",
      policies: [
        { kind: "GlobalNetworkPolicy", name: "all", file: "a.yaml", line: 0 },
        { kind: "GlobalNetworkPolicy", name: "more", file: "a.yaml", line: 7 },
        { kind: "NetworkPolicy", name: "all", file: "b.yaml", line: 0 },
      ],
    });
  });

  it("are no notice where there is none", () => {
    expect(
      workspaceOf(new Map([["a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"]])).notices(),
    ).toEqual([]);
  });
});
