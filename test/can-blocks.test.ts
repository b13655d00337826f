/** What `netpol can` answers about blocks of addresses of which rules name a part. */

import { expect, it } from "vitest";
import { answer, worldWith } from "./kit/can-questions.js";

const policy = (spec: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: own, namespace: shop}
spec: {podSelector: {matchLabels: {app: db}}, ${spec}}
`;
const egress = (...blocks: string[]): string => policy(`policyTypes: [Egress], egress: [{to: [${blocks.join()}]}]`);
const block = (cidr: string, ...except: string[]): string =>
  `{ipBlock: {cidr: "${cidr}"${except.length === 0 ? "" : `, except: [${except.join()}]`}}}`;

it.each([
  ["of which a rule names a part", [block("10.1.0.0/16")], "10.0.0.0/8", "conditional", ["10.1.0.0/16"]],
  ["inside of the one that a rule names", [block("10.0.0.0/8")], "10.1.0.0/16", "allowed", []],
  ["that a rule names", [block("10.0.0.0/8")], "10.0.0.0/8", "allowed", []],
  [
    "with a part that a rule excepts",
    [block("10.0.0.0/8", "10.1.0.0/16")],
    "10.0.0.0/8",
    "conditional",
    ["10.0.0.0/8 except 10.1.0.0/16"],
  ],
  ["that rules name in halves", [block("10.0.0.0/9"), block("10.128.0.0/9")], "10.0.0.0/8", "allowed", []],
  [
    "of which an exception is allowed again in part",
    [block("0.0.0.0/0", "10.0.0.0/8"), block("10.1.0.0/16")],
    "0.0.0.0/0",
    "conditional",
    ["0.0.0.0/0 except 10.0.0.0/8 or 10.1.0.0/16"],
  ],
  ["that no rule touches", [block("10.0.0.0/8")], "192.168.0.0/16", "denied", []],
  ["of the other family", [block("0.0.0.0/0", "10.0.0.0/8")], "2001:db8::/32", "denied", []],
])("a block %s", (_which, blocks, asked, verdict, addresses) => {
  const found = answer(worldWith(egress(...blocks)), "shop/db", asked);
  expect(found.verdict).toBe(verdict);
  expect(found.conditions).toEqual(addresses.map((it) => `its address is in ${it}`));
});

it("a block that asks", () => {
  const world = worldWith(policy(`policyTypes: [Ingress], ingress: [{from: [${block("10.1.0.0/16")}]}]`));
  expect(answer(world, "10.0.0.0/8", "shop/db")).toMatchObject({
    verdict: "conditional",
    conditions: ["its address is in 10.1.0.0/16"],
    ingress: { verdict: "allowed", decidedBy: [{ line: 3 }] },
  });
  expect(answer(world, "10.1.2.0/24", "shop/db").verdict).toBe("allowed");
});

it("many blocks are counted", () => {
  const blocks = Array.from({ length: 8 }, (_, at) => block(`10.${at}.0.0/24`));
  expect(answer(worldWith(egress(...blocks)), "shop/db", "10.0.0.0/8").conditions).toEqual([
    "its address is in 10.0.0.0/24 or 10.1.0.0/24 or 10.2.0.0/24 or 10.3.0.0/24 or 10.4.0.0/24 or 3 more blocks",
  ]);
});
