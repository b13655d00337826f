/** Reads the items of `toPorts`: ports, deeper rules, TLS. */

import type { CiliumPort, FqdnSelector, HttpRule, L7Rules, ToPorts } from "../model.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { field, integer, items, text, texts } from "../../../decode/read.js";

/** @param deny A deny item has `ports` alone; whatever else is written there is pruned (CV-3). */
export function readToPorts(node: YamlNode, deny: boolean): ToPorts {
  const ports = field(node, "ports");
  const deeper = (key: string): YamlNode | undefined => (deny ? undefined : field(node, key));
  const rules = deeper("rules");
  const serverNames = deeper("serverNames");
  const terminatingTls = deeper("terminatingTLS");
  const originatingTls = deeper("originatingTLS");
  const listener = deeper("listener");
  return {
    at: node.site("value"),
    ...(ports?.kind === "sequence" ? { ports: { at: ports.site("value"), ports: maps(ports).map(readPort) } } : {}),
    ...(rules?.kind === "map" ? { rules: readRules(rules) } : {}),
    ...(serverNames?.kind === "sequence"
      ? { serverNames: { at: serverNames.site("value"), names: texts(serverNames) } }
      : {}),
    ...(terminatingTls === undefined ? {} : { terminatingTls: terminatingTls.site("value") }),
    ...(originatingTls === undefined ? {} : { originatingTls: originatingTls.site("value") }),
    ...(listener === undefined ? {} : { listener: listener.site("value") }),
  };
}

function maps(node: YamlNode | undefined): YamlNode[] {
  return items(node).filter((it) => it.kind === "map");
}

/** A port that is a number is refused; its text still says what was meant. */
function readPort(node: YamlNode): CiliumPort {
  const port = text(field(node, "port"));
  const endPort = integer(field(node, "endPort"));
  const protocol = text(field(node, "protocol"));
  return {
    at: node.site("value"),
    ...(port === undefined ? {} : { port }),
    ...(endPort === undefined ? {} : { endPort }),
    ...(protocol === undefined ? {} : { protocol }),
  };
}

const DROPPED_KINDS = ["kafka", "l7proto", "l7"];

function readRules(node: YamlNode): L7Rules {
  const http = field(node, "http");
  const dns = field(node, "dns");
  return {
    at: node.site("value"),
    ...(http?.kind === "sequence" ? { http: { at: http.site("value"), rules: maps(http).map(readHttp) } } : {}),
    ...(dns?.kind === "sequence" ? { dns: { at: dns.site("value"), names: maps(dns).map(readFqdn) } } : {}),
    other: DROPPED_KINDS.flatMap((key) => {
      const value = field(node, key);
      return value === undefined ? [] : [{ value: key, at: value.site("key") }];
    }),
  };
}

function readHttp(node: YamlNode): HttpRule {
  const method = text(field(node, "method"));
  const path = text(field(node, "path"));
  const host = text(field(node, "host"));
  return {
    at: node.site("value"),
    headers: texts(field(node, "headers")),
    headerMatches: maps(field(node, "headerMatches")).map(readHeaderMatch),
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(host === undefined ? {} : { host }),
  };
}

function readHeaderMatch(node: YamlNode): HttpRule["headerMatches"][number] {
  const name = text(field(node, "name"));
  const value = text(field(node, "value"));
  const mismatch = text(field(node, "mismatch"));
  return {
    at: node.site("value"),
    ...(name === undefined ? {} : { name }),
    ...(value === undefined ? {} : { value }),
    ...(mismatch === undefined ? {} : { mismatch }),
  };
}

/** An item of `toFQDNs` or of DNS rules. */
export function readFqdn(node: YamlNode): FqdnSelector {
  const matchName = text(field(node, "matchName"));
  const matchPattern = text(field(node, "matchPattern"));
  return {
    at: node.site("value"),
    ...(matchName === undefined ? {} : { matchName }),
    ...(matchPattern === undefined ? {} : { matchPattern }),
  };
}
