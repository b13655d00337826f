/** What is refused in the ports of a Cilium policy and in the rules beside them, by whom and since which version. */

import { describe, expect, test } from "vitest";
import { CLUSTERWIDE, inItem, ingress, port, ports, problemsOf } from "./kit/cilium-problems.js";

describe("ports (CV-20 … CV-26)", () => {
  test("a number is no string, and one complaint is enough", () => {
    expect(port("{port: 80}")).toEqual(["port: wrong-type «80» (api-server)"]);
    expect(ports("{ports: [{port: 80, protocol: TCP}], rules: {http: [{}]}}")).toEqual([
      "ports.port: wrong-type «80» (api-server)",
    ]);
  });

  test("a port is needed", () => {
    expect(port("{protocol: TCP}")).toEqual(["port: CV-21 lacks «{protocol: TCP}» -> 0 (agent)"]);
    expect(port("{protocol: TCP}", { minor: 18 })).toEqual(["port: CV-21 lacks «{protocol: TCP}» -> 0 (api-server)"]);
    expect(port("{protocol: VRRP}")).toEqual([]);
    expect(port("{prt: '80'}")).toEqual(["prt: unknown-field «prt» (agent)"]);
  });

  test("numbers and names", () => {
    expect(port("{port: '80'}, {port: http}, {port: HTTP}, {port: '0'}, {port: '65535'}")).toEqual([]);
    expect(port("{port: '65536'}, {port: '80-90'}, {port: '80,443'}, {port: '080'}")).toEqual([
      "port: CV-22 number «'65536'» (agent)",
      "port: CV-22 range «'80-90'» (agent)",
      "port: CV-22 list «'80,443'» (agent)",
      "port: CV-22 number «'080'» -> 80 (agent)",
    ]);
    expect(port("{port: '010'}, {port: '0x50'}")).toEqual([
      "port: CV-22 octal «'010'» -> 10 (accepted)",
      "port: CV-23 hexadecimal «'0x50'» -> 80 (accepted)",
    ]);
    expect(port("{port: a-name-too-long-}, {port: ''}, {port: a--b}, {port: my-very-long-port-name}")).toEqual([
      "port: CV-23 pattern «a-name-too-long-» (api-server)",
      "port: CV-23 pattern «''» (api-server)",
      "port: CV-23 name «a--b» (agent)",
      "port: CV-23 name «my-very-long-port-name» (agent)",
    ]);
  });

  test("last ports", () => {
    expect(port("{port: '80', endPort: 90}, {port: '80', endPort: 80}, {port: '80', endPort: 0}")).toEqual([]);
    expect(
      port(
        "{port: '80', endPort: 70000}, {port: '80', endPort: 70}, {port: http, endPort: 90}, {port: '0', endPort: 9}",
      ),
    ).toEqual([
      "endPort: CV-25 out-of-range «70000» (api-server)",
      "endPort: CV-25 backwards «70» (accepted)",
      "endPort: CV-25 idle «endPort» (accepted)",
      "endPort: CV-25 idle «endPort» (accepted)",
    ]);
    expect(port("{port: '80', endPort: 90}", { minor: 15 })).toEqual([
      "endPort: CV-25 field-of-other-version «endPort» (strict-client)",
    ]);
  });

  test("protocols by version", () => {
    expect(port("{port: '80', protocol: tcp}, {port: '80', protocol: ICMP}")).toEqual([
      "protocol: CV-26 unknown-value «tcp» -> TCP (api-server)",
      "protocol: CV-26 unknown-value «ICMP» (api-server)",
    ]);
    expect(port("{port: '0', protocol: ESP}", { minor: 20 })).toEqual([]);
    expect(port("{port: '0', protocol: ESP}")).toEqual(["protocol: CV-26 value-of-other-version «ESP» (api-server)"]);
    expect(port("{port: '80', protocol: IGMP}")).toEqual(["port: CV-26 clash «'80'» -> 0 (agent)"]);
  });

  test("at most 40 ports in an item", () => {
    const many = `{ports: [${Array.from({ length: 41 }, () => "{port: '80'}").join(", ")}]}`;
    expect(ports(many)).toEqual(["ports: CV-20 wrong-count «ports» (api-server)"]);
    expect(inItem("egressDeny", `{toPorts: [${many}]}`)).toEqual(["toPorts.ports: CV-20 wrong-count «ports» (agent)"]);
  });
});

describe("rules beside ports (CV-24, CV-27 … CV-34)", () => {
  const tcp = "ports: [{port: '80', protocol: TCP}]";
  const dns = "ports: [{port: '53'}]";

  test("exactly one kind", () => {
    expect(ports(`{${tcp}, rules: {}}`)).toEqual(["rules: CV-27 none-of «rules» (api-server)"]);
    expect(ports(`{${tcp}, rules: {}}`, { minor: 15 })).toEqual(["rules: CV-27 none-of «rules» (accepted)"]);
    expect(ports(`{${tcp}, rules: {http: }}`)).toEqual(["rules: CV-27 none-of «http» (api-server)"]);
    expect(ports(`{${tcp}, rules: {htpp: [{}]}}`)).toEqual(["rules.htpp: unknown-field «htpp» (api-server)"]);
    expect(ports(`{${tcp}, rules: {http: [{}], dns: [{matchPattern: '*'}]}}`)).toEqual([
      "rules.dns: CV-27 several-of «dns» (api-server)",
    ]);
    expect(ports(`{${tcp}, rules: {http: []}}`)).toEqual([]);
  });

  test("requests to Kafka until 1.19", () => {
    const kafka = (rule: string, minor: number) => ports(`{${tcp}, rules: {kafka: [${rule}]}}`, { minor });
    expect(kafka("{role: Produce}", 19)).toEqual([
      "rules.kafka.role: CV-27 unknown-value «Produce» -> produce (api-server)",
    ]);
    const topic = "t".repeat(256);
    expect(kafka(`{role: consume, topic: ${topic}}`, 16)).toEqual([
      `rules.kafka.topic: CV-27 wrong-length «${topic}» (api-server)`,
    ]);
  });

  test("kinds that are gone in 1.20", () => {
    const kafka = `{${tcp}, rules: {kafka: [{topic: t}]}}`;
    expect(ports(kafka)).toEqual([]);
    expect(ports(kafka, { minor: 20 })).toEqual(["rules.kafka: CP-52 field-of-other-version «kafka» (api-server)"]);
    expect(ports(`{${tcp}, rules: {kafka: [], http: [{}]}}`, { minor: 20 })).toEqual([
      "rules.kafka: CP-52 field-of-other-version «kafka» (strict-client)",
    ]);
    expect(ports(`{${tcp}, rules: {l7proto: r2d2, l7: [{cmd: READ}]}}`)).toEqual([]);
    expect(ports(`{${tcp}, rules: {l7: [{cmd: READ}]}}`)).toEqual(["rules.l7: CV-27 lacks «l7» (api-server)"]);
    expect(ports(`{${tcp}, rules: {l7proto: r2d2, l7: []}}`, { minor: 20 })).toEqual([
      "rules.l7proto: CP-52 field-of-other-version «l7proto» (api-server)",
      "rules.l7: CP-52 field-of-other-version «l7» (api-server)",
    ]);
  });

  test("HTTP needs TCP on every port, and no port 0", () => {
    expect(
      ports("{ports: [{port: '80'}, {port: '81', protocol: ANY}, {port: '82', protocol: TCP}], rules: {http: [{}]}}"),
    ).toEqual([
      "ports.protocol: CV-28 lacks «{port: '80'}» -> TCP (agent)",
      "ports.protocol: CV-28 clash «ANY» -> TCP (agent)",
    ]);
    expect(ports("{ports: [{port: '80', protocol: tcp}], rules: {http: [{}]}}")).toEqual([
      "ports.protocol: CV-26 unknown-value «tcp» -> TCP (api-server)",
    ]);
    expect(ports("{ports: [{port: '0', protocol: TCP}], rules: {http: [{}]}}")).toEqual([
      "ports.port: CV-24 clash «'0'» (agent)",
    ]);
  });

  test("DNS on egress only, with ports, without ranges", () => {
    const rules = "rules: {dns: [{matchPattern: '*'}]}";
    expect(ports(`{${dns}, ${rules}}`)).toEqual([]);
    expect(ingress(`{toPorts: [{${dns}, ${rules}}]}`)).toEqual(["toPorts.rules.dns: CV-29 wrong-count «dns» (agent)"]);
    expect(ports(`{${rules}}`)).toEqual(["rules.dns: CV-29 lacks «dns» (agent)"]);
    expect(ports(`{ports: {port: '53'}, ${rules}}`)).toEqual(["ports: wrong-type «{port: '53'}» (api-server)"]);
    expect(ports(`{ports: [{port: '53', endPort: 54}], ${rules}}`)).toEqual([
      "ports.endPort: CV-29 clash «endPort» (agent)",
    ]);
    expect(ports(`{${dns}, rules: {dns: [{matchName: a/b}]}}`)).toEqual([
      "rules.dns.matchName: CV-12 characters «a/b» -> a (api-server)",
    ]);
  });

  test("on nodes DNS alone, on egress, since 1.17", () => {
    const nodes = (list: string, item: string, minor = 19) =>
      problemsOf(`spec: {nodeSelector: {}, ${list}: [{toPorts: [${item}]}]}`, { minor, ...CLUSTERWIDE });
    const http = `{${tcp}, rules: {http: [{}]}}`;
    const names = `{${dns}, rules: {dns: [{matchPattern: '*'}]}}`;
    expect(nodes("ingress", http)).toEqual(["spec.ingress.toPorts.rules.http: CV-30 clash «http» (agent)"]);
    expect(nodes("egress", http)).toEqual(["spec.egress.toPorts.rules.http: CV-30 clash «http» (agent)"]);
    expect(nodes("egress", names)).toEqual([]);
    expect(nodes("egress", names, 16)).toEqual(["spec.egress.toPorts.rules.dns: CV-30 clash «dns» (agent)"]);
  });

  test("expressions of HTTP rules", () => {
    const http = (rule: string) => ports(`{${tcp}, rules: {http: [${rule}]}}`);
    expect(http("{method: 'GET|POST', path: '/api/.*', host: '*.example.com'}")).toEqual([]);
    expect(http("{method: '*', path: '/api/**'}")).toEqual([
      "rules.http.method: CV-31 nothing-to-repeat «'*'» -> .* (agent)",
      "rules.http.path: CV-31 repeated-repetition «'/api/**'» -> /api/.* (agent)",
    ]);
    expect(http("{path: '/(?!admin).*'}")).toEqual(["rules.http.path: CV-31 look-around «'/(?!admin).*'» (agent)"]);
    expect(http("{path: '/$(BASE)/[a-z'}")).toEqual([]);
  });

  test("headers", () => {
    expect(
      ports(`{${tcp}, rules: {http: [{headerMatches: [{name: X, mismatch: log}, {name: ""}, {value: x}]}]}}`),
    ).toEqual([
      "rules.http.headerMatches.mismatch: CV-31 unknown-value «log» -> LOG (api-server)",
      'rules.http.headerMatches.name: CV-31 wrong-length «""» (api-server)',
      "rules.http.headerMatches.name: missing-field «{value: x}» (api-server)",
    ]);
  });

  test("server names", () => {
    const names = (list: string, minor = 19) => ports(`{${tcp}, serverNames: ${list}}`, { minor });
    expect(names("[a.io, '*.a.io', '**.a.io']")).toEqual([]);
    expect(names("[]")).toEqual(["serverNames: CV-32 wrong-count «serverNames» (api-server)"]);
    expect(names("[a.io, a.io]")).toEqual(["serverNames: CV-32 repeated «a.io» (api-server)"]);
    expect(names("['']", 17)).toEqual(["serverNames: CV-32 empty «''» (agent)"]);
    expect(names("['a.*.io']")).toEqual(["serverNames: CV-32 wildcard-inside «'a.*.io'» (api-server)"]);
    expect(names("['a.*.io']", 20)).toEqual([]);
    const both = `${tcp}, serverNames: [a.io], rules: {http: [{}]}`;
    expect(ports(`{${both}}`)).toEqual(["serverNames: CV-32 lacks «serverNames» (agent)"]);
    expect(ports(`{${both}, terminatingTLS: {secret: {name: s}}}`)).toEqual([]);
    expect(ports(`{${both}, terminatingTLS: {secret: {}}}`)).toEqual([
      "terminatingTLS.secret.name: missing-field «secret» (api-server)",
    ]);
  });

  test("listeners", () => {
    const listener = (kind: string, more = "") =>
      `{${tcp}, listener: {name: l, envoyConfig: {kind: ${kind}, name: e}${more}}}`;
    const config = listener("CiliumEnvoyConfig");
    expect(ports(config)).toEqual([]);
    expect(ingress(`{toPorts: [${config}]}`)).toEqual(["toPorts.listener: CV-34 forbidden-field «listener» (agent)"]);
    expect(ports(config, CLUSTERWIDE)).toEqual([
      "listener.envoyConfig.kind: CV-34 clash «CiliumEnvoyConfig» -> CiliumClusterwideEnvoyConfig (accepted)",
    ]);
    expect(ports(listener("EnvoyConfig"))).toEqual([
      "listener.envoyConfig.kind: CV-34 unknown-value «EnvoyConfig» (api-server)",
    ]);
    expect(ports(listener("CiliumEnvoyConfig", ", priority: 0"))).toEqual([
      "listener.priority: CV-34 out-of-range «0» (api-server)",
    ]);
    expect(ports(`{${tcp}, rules: {http: [{}]}, listener: {name: l, envoyConfig: {name: e}}}`)).toEqual([
      "listener: CV-34 clash «listener» (agent)",
    ]);
  });
});
