/** What is refused in the peers of a Cilium policy and in its ICMP types, by whom and since which version; and in CIDR groups. */

import { describe, expect, test } from "vitest";
import { decodeCidrGroup } from "../server/src/systems/cilium/decode/cidr-group.js";
import { rootOf } from "../server/src/syntax/yaml-document.js";
import { brief, documentOf, egress, port, ports, settings } from "./kit/cilium-problems.js";

describe("peers (CV-8 … CV-12)", () => {
  test("entities", () => {
    expect(egress("{toEntities: [World, kube-api-server, internet, world-ipv4]}")).toEqual([
      "toEntities: CV-8 unknown-value «World» -> world (api-server)",
      "toEntities: CV-8 unknown-value «kube-api-server» -> kube-apiserver (api-server)",
      "toEntities: CV-8 unknown-value «internet» (api-server)",
      "toEntities: CV-8 unknown-value «world-ipv4» (api-server)",
    ]);
    expect(egress("{toEntities: [cluster-mesh]}", { minor: 20 })).toEqual([]);
    expect(egress("{toEntities: [cluster-mesh]}")).toEqual([
      "toEntities: CV-8 value-of-other-version «cluster-mesh» (api-server)",
    ]);
  });

  test("address ranges", () => {
    expect(egress("{toCIDR: [10.0.0.1, 'fd00::1', 10.0.0.0/33, 10.0.0.5/24, 010.0.0.0/8, 10.0.0.0/8]}")).toEqual([
      "toCIDR: CV-9 no-prefix «10.0.0.1» -> 10.0.0.1/32 (api-server)",
      "toCIDR: CV-9 no-prefix «'fd00::1'» -> fd00::1/128 (api-server)",
      "toCIDR: CV-9 unreadable «10.0.0.0/33» (api-server)",
      "toCIDR: CV-9 host-bits «10.0.0.5/24» -> 10.0.0.0/24 (accepted)",
      "toCIDR: CV-9 zeros-in-address «010.0.0.0/8» -> 10.0.0.0/8 (agent)",
    ]);
  });

  test("address ranges as the pattern of 1.15 has them", () => {
    const ranges = "{toCIDR: [10.0.0.0/08, '::ffff:10.0.0.0/104', 010.0.0.0/8, 'fd00::/8']}";
    expect(egress(ranges, { minor: 15 })).toEqual([
      "toCIDR: CV-9 zeros-in-length «10.0.0.0/08» -> 10.0.0.0/8 (api-server)",
      "toCIDR: CV-9 mapped «'::ffff:10.0.0.0/104'» -> 10.0.0.0/8 (api-server)",
      "toCIDR: CV-9 zeros-in-address «010.0.0.0/8» -> 10.0.0.0/8 (agent)",
    ]);
    expect(egress(ranges, { minor: 16 })).toEqual([
      "toCIDR: CV-9 zeros-in-length «10.0.0.0/08» -> 10.0.0.0/8 (agent)",
      "toCIDR: CV-9 zeros-in-address «010.0.0.0/8» -> 10.0.0.0/8 (agent)",
    ]);
  });

  test("a long name that is none is told at once", () => {
    const name = `${"a-long-name-of-one-label".repeat(20)}:443`;
    expect(egress(`{toFQDNs: [{matchName: '${name}'}, {matchPattern: '*.${name}'}]}`)).toHaveLength(2);
    expect(ports(`{ports: [{port: '443', protocol: TCP}], serverNames: ['${name}']}`)).toHaveLength(1);
  });

  test("placeholders are left alone", () => {
    expect(egress(`{toCIDR: ['$\{RANGE}', '$\{IP}/32'], toEntities: []}`)).toEqual([]);
    expect(port(`{port: '$\{PORT}', protocol: '$\{PROTOCOL}'}`)).toEqual([]);
  });

  test("sets of ranges", () => {
    expect(egress("{toCIDRSet: [{}]}")).toEqual(["toCIDRSet: CV-10 none-of «{}» (api-server)"]);
    expect(egress("{toCIDRSet: [{cidr: }]}")).toEqual(["toCIDRSet: CV-10 none-of «cidr» (api-server)"]);
    expect(egress("{toCIDRSet: [{cdir: 10.0.0.0/8}]}")).toEqual(["toCIDRSet.cdir: unknown-field «cdir» (api-server)"]);
    expect(egress("{toCIDRSet: [{cidr: 10.0.0.0/8, cidrGroupRef: g}]}")).toEqual([
      "toCIDRSet.cidrGroupRef: CV-10 several-of «cidrGroupRef» (api-server)",
    ]);
    expect(egress("{toCIDRSet: [{cidrGroupRef: My_Group}]}")).toEqual([
      "toCIDRSet.cidrGroupRef: CV-10 characters «My_Group» (api-server)",
    ]);
    expect(egress("{toCIDRSet: [{cidrGroupSelector: {}}]}", { minor: 16 })).toEqual([
      "toCIDRSet.cidrGroupSelector: CV-10 field-of-other-version «cidrGroupSelector» (api-server)",
    ]);
  });

  test("exceptions lie inside their range, and may equal it", () => {
    const set = (except: string, minor?: number) =>
      egress(`{toCIDRSet: [{cidr: 10.0.0.0/8, except: [${except}]}]}`, minor === undefined ? {} : { minor });
    expect(set("10.1.0.0/16, 10.0.0.0/8")).toEqual([]);
    expect(set("11.0.0.0/16")).toEqual(["toCIDRSet.except: CV-11 outside «11.0.0.0/16» (agent)"]);
    expect(set("10.0.0.0/7", 19)).toEqual([]);
    expect(set("10.0.0.0/7", 20)).toEqual(["toCIDRSet.except: CV-11 outside «10.0.0.0/7» (agent)"]);
  });

  test("names", () => {
    const names = (items: string, minor?: number) =>
      egress(`{toFQDNs: [${items}]}`, minor === undefined ? {} : { minor });
    expect(names("{matchName: a.io.}, {matchPattern: '**.a.io'}, {matchPattern: '*'}")).toEqual([]);
    expect(names("{}")).toEqual(["toFQDNs: CV-12 none-of «{}» (api-server)"]);
    expect(names("{matchName: a.io, matchPattern: '*'}")).toEqual([
      "toFQDNs.matchPattern: CV-12 several-of «matchPattern» (api-server)",
    ]);
    expect(names("{matchName: a.io, matchPattern: '*'}", 15)).toEqual([
      "toFQDNs.matchPattern: CV-12 several-of «matchPattern» (agent)",
    ]);
    expect(
      names("{matchName: 'https://a.io/x'}, {matchName: 'a.io:443'}, {matchName: '*.a.io'}, {matchName: a..io}"),
    ).toEqual([
      "toFQDNs.matchName: CV-12 url «'https://a.io/x'» -> a.io (api-server)",
      "toFQDNs.matchName: CV-12 characters «'a.io:443'» -> a.io (api-server)",
      "toFQDNs.matchName: CV-12 wildcard «'*.a.io'» (api-server)",
      "toFQDNs.matchName: CV-12 characters «a..io» (api-server)",
    ]);
    const long = `${"a".repeat(60)}.`.repeat(5);
    expect(names(`{matchName: ${long}}`, 16)).toEqual([]);
    expect(names(`{matchName: ${long}}`)).toEqual([`toFQDNs.matchName: CV-12 too-long «${long}» (api-server)`]);
  });
});

describe("ICMP (CV-14)", () => {
  const icmp = (field: string, minor = 19) =>
    egress(`{icmps: [{fields: [${field}]}]}`, { minor }).map((it) => it.replace("icmps.fields.", ""));
  test("types by family", () => {
    expect(icmp("{type: 8}, {type: '8'}, {type: EchoRequest}, {type: PacketTooBig, family: IPv6}")).toEqual([]);
    expect(icmp("{type: PacketTooBig}")).toEqual(["type: CV-14 unknown-value «PacketTooBig» (agent)"]);
    expect(icmp("{type: EchoRequst}")).toEqual(["type: CV-14 unknown-value «EchoRequst» -> EchoRequest (api-server)"]);
    expect(icmp("{type: ExtendedEchoReply, family: IPv6}")).toEqual([
      "type: CV-14 unknown-value «ExtendedEchoReply» -> 161 (api-server)",
    ]);
    expect(icmp("{type: 300}")).toEqual(["type: CV-14 out-of-range «300» (accepted)"]);
    expect(icmp("{type: EchoRequest}", 15)).toEqual([
      "type: CV-14 value-of-other-version «EchoRequest» -> 8 (api-server)",
    ]);
    expect(icmp("{type: 8, family: ipv4}")).toEqual(["family: CV-14 unknown-value «ipv4» -> IPv4 (api-server)"]);
    expect(icmp("{family: IPv4}")).toEqual(["type: missing-field «{family: IPv4}» (api-server)"]);
  });

  test("at most 40 fields", () => {
    const fields = Array.from({ length: 41 }, () => "{type: 8}").join(", ");
    expect(icmp(fields)).toEqual(["icmps.fields: CV-14 wrong-count «fields» (api-server)"]);
  });
});

test("the ranges of a CiliumCIDRGroup are checked too", () => {
  const document = documentOf(
    "{apiVersion: cilium.io/v2, kind: CiliumCIDRGroup, metadata: {name: g, labels: {a: b}}, spec: {externalCIDRs: [10.0.0.0/8, 10.0.0.1]}}",
  );
  const root = rootOf(document);
  if (root === undefined) throw new Error("no document");
  const group = decodeCidrGroup(root, settings(19));
  expect(group.cidrs.map((it) => it.value)).toEqual(["10.0.0.0/8", "10.0.0.1"]);
  expect(group.meta.labels.get("a")?.value).toBe("b");
  expect(group.problems.map((it) => brief(document, it))).toEqual([
    "spec.externalCIDRs: CV-9 no-prefix «10.0.0.1» -> 10.0.0.1/32 (api-server)",
  ]);
});
