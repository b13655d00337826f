/** What `netpol can` says of a denial beside the verdict, without a port, and of ICMP: what was in the way, and what would allow it. */

import { describe, expect, it } from "vitest";
import type { Question } from "../server/src/ide/index.js";
import { answer, CLUSTER, DB, place, worldWith } from "./kit/can-questions.js";
import { ciliumPolicy, networkPolicy } from "./kit/manifests.js";

describe("of a denial an answer", () => {
  const own = worldWith(DB);

  it("names the rules that came nearest, with what they failed and where", async () => {
    const { ingress } = answer(own, "shop/Deployment/api", "shop/db", { port: 5432 });
    expect(ingress.nearest?.[0]).toEqual({
      ...place("shop/NetworkPolicy/db", 9),
      failed: [
        { condition: "peer-label", message: "label `app=web`: `api` has `app=api`", file: "policies.yaml", line: 10 },
      ],
    });
    expect(ingress.nearest?.map((it) => it.failed.map((failed) => failed.condition))).toEqual([
      ["peer-label"],
      ["port"],
    ]);
  });

  it("names nothing where no rule would have allowed it", async () => {
    const deny = ciliumPolicy(
      "deny",
      "{endpointSelector: {matchLabels: {app: db}}, ingressDeny: [{fromEntities: [all]}]}",
    );
    const { ingress, wouldAllow, notes } = answer(worldWith(`${DB}---\n${deny}`), "shop/Deployment/api", "shop/db", {
      port: 5432,
    });
    expect([ingress.nearest, wouldAllow]).toEqual([undefined, undefined]);
    expect(notes).toEqual(["A deny rule decides, and no allow rule can override it. Change or remove that rule."]);
  });

  it("names a policy that does not select the pod, but for one label", async () => {
    const typo = networkPolicy(
      "typo",
      "{podSelector: {matchLabels: {app: dbb}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}",
    );
    const { ingress } = answer(worldWith(`${DB}---\n${typo}`), "shop/Deployment/api", "shop/db", { port: 5432 });
    expect(ingress.nearest?.flatMap((it) => it.failed.map((failed) => failed.message))).toContain(
      "the policy selects `app=dbb`: `db` has `app=db`",
    );
  });

  it("speaks of the peer that came nearest, a slip of the pen first", async () => {
    const peers =
      "[{podSelector: {matchLabels: {app: web, tier: x}}}, {podSelector: {matchLabels: {app: other}}}, {podSelector: {matchLabels: {app: apj}}}]";
    const several = networkPolicy("db", `{podSelector: {matchLabels: {app: db}}, ingress: [{from: ${peers}}]}`);
    const { ingress } = answer(worldWith(several), "shop/Deployment/api", "shop/db", { port: 5432 });
    expect(ingress.nearest?.[0]?.failed.map((it) => it.message)).toEqual(["label `app=apj`: `api` has `app=api`"]);
  });

  it("has the text that would allow it, for the file of the policy that restricts", async () => {
    const { wouldAllow = [] } = answer(own, "ops/web", "shop/db", { port: 5432 });
    expect(wouldAllow.map((it) => it.file)).toEqual(["policies.yaml"]);
    const [{ text } = { text: "" }] = wouldAllow;
    expect(answer(worldWith(`${DB}---\n${text}`), "ops/web", "shop/db", { port: 5432 }).verdict).toBe("allowed");
  });

  it("has no text for pods that no labels tell from others", async () => {
    const cluster = "shop\n  web\n  db  app=db\n";
    expect(answer(worldWith(DB, cluster), "shop/web", "shop/db", { port: 80 }).wouldAllow).toBeUndefined();
  });

  it("says what else the text allows", async () => {
    const cluster = "shop\n  web  app=api\n  api  app=api\n  db  app=db\n";
    const { wouldAllow } = answer(worldWith(DB, cluster), "shop/Deployment/api", "shop/db", { port: 80 });
    expect(wouldAllow?.[0]?.alsoAllows).toEqual([{ from: "shop/Deployment/web", to: "shop/Deployment/db" }]);
  });
});

describe("ports and messages", () => {
  const own = worldWith(DB);

  it("are summed up where none is asked about", async () => {
    expect(answer(own, "shop/web", "shop/db").ports).toEqual([
      {
        protocol: "TCP",
        ports: [
          [5432, 5432],
          [9187, 9187],
        ],
        verdict: "allowed",
      },
    ]);
    expect(answer(own, "ops/probe", "shop/db").ports).toEqual([
      { protocol: "TCP", ports: [[9187, 9187]], verdict: "allowed" },
      { protocol: "TCP", ports: [[5432, 5432]], verdict: "denied", deniedBy: ["ingress"] },
    ]);
  });

  it("of ICMP are told apart by family and type", async () => {
    const ping = ciliumPolicy(
      "ping",
      "{endpointSelector: {matchLabels: {app: db}}, ingress: [{fromEndpoints: [{matchLabels: {app: web}}], icmps: [{fields: [{type: EchoRequest}]}]}]}",
    );
    const both = worldWith(ping);
    const asked = (question: Partial<Question>): string => answer(both, "shop/web", "shop/db", question).verdict;
    expect(asked({ protocol: "ICMP" })).toBe("conditional");
    expect(asked({ protocol: "ICMP", icmpType: 8 })).toBe("allowed");
    expect(asked({ protocol: "ICMP", icmpType: 0 })).toBe("denied");
    expect(asked({ protocol: "ICMPv6", icmpType: 8 })).toBe("denied");
    expect(answer(both, "shop/web", "shop/db", { protocol: "ICMP", icmpType: 0 }).ingress.nearest).toMatchObject([
      { failed: [{ condition: "icmp-type", message: "ICMP type 0: the rule allows ICMP type 8" }] },
    ]);
    expect(answer(both, "shop/Deployment/api", "shop/db", { protocol: "ICMP", icmpType: 8 }).verdict).toBe("denied");
  });

  it("of ICMP are denied if one end denies, whatever the other says", () => {
    const ping = "icmps: [{fields: [{type: EchoRequest}]}]";
    const ends = (egress: string): ReturnType<typeof answer> =>
      answer(
        worldWith(
          [
            ciliumPolicy("db", `{endpointSelector: {matchLabels: {app: db}}, ingress: [{${ping}}]}`),
            ciliumPolicy("web", `{endpointSelector: {matchLabels: {app: web}}, egress: [{${egress}}]}`),
          ].join("---\n"),
        ),
        "shop/web",
        "shop/db",
        { protocol: "ICMP", icmpType: 8 },
      );
    expect(ends(ping)).toMatchObject({ verdict: "allowed", egress: { verdict: "allowed" } });
    expect(ends('toPorts: [{ports: [{port: "80"}]}]')).toMatchObject({
      ...{ verdict: "denied", egress: { verdict: "denied" }, ingress: { verdict: "allowed" } },
    });
  });

  it.each([
    [
      "remote-node",
      "allowed",
      ["If both are on the same node, `agent` is the entity `host`, and the answer is: denied."],
    ],
    ["host", "denied", ["If both are on the same node, `agent` is the entity `host`, and the answer is: allowed."]],
    ["cluster", "allowed", []],
  ])("to a pod that uses the host network, through %s, say what its own node does (CS-4)", (entity, verdict, notes) => {
    const onHost = worldWith(
      ciliumPolicy("out", `{endpointSelector: {matchLabels: {app: web}}, egress: [{toEntities: [${entity}]}]}`),
      "shop\n  web  app=web\n  DaemonSet/agent  app=agent  hostNetwork\n",
    );
    const found = answer(onHost, "shop/web", "shop/agent", { port: 80 });
    expect(found.verdict).toBe(verdict);
    expect(found.notes?.filter((it) => it.startsWith("If both are on"))).toEqual(notes);
  });

  it("of a node to its own pods always pass", async () => {
    const { verdict, notes } = answer(own, "entity:host", "shop/db", { port: 1 });
    expect([verdict, notes]).toEqual([
      "allowed",
      ["A node may always connect to the pods that run on it (kubelet probes)."],
    ]);
    expect(answer(own, "entity:remote-node", "shop/db", { port: 1 }).notes?.[0]).toContain(
      "Connections from the node that the pod runs on are always allowed.",
    );
  });
});

describe("of pods in an ambient mesh an answer", () => {
  const mesh = worldWith(DB, CLUSTER.replace("\nshop\n", "\nshop  istio.io/dataplane-mode=ambient\n"));
  const note = "Both are in Istio's ambient mesh: the connection goes over TCP 15008 (HBONE), so ask about that port.";

  it("says on which port policies see the connection", () => {
    const { verdict, notes } = answer(mesh, "shop/web", "shop/db", { port: 5432 });
    expect([verdict, notes]).toEqual(["allowed", [note]]);
  });

  it("says nothing of it where an end is outside the mesh, or of another protocol", () => {
    expect(answer(mesh, "ops/Deployment/web", "shop/db", { port: 5432 }).notes ?? []).not.toContain(note);
    expect(answer(mesh, "shop/web", "shop/db", { port: 53, protocol: "UDP" }).notes ?? []).not.toContain(note);
  });
});
