/** Writes `toPorts` of a Cilium policy again as plain data, for mends that need it in a second item. */

import type { CiliumPort, FqdnSelector, HttpRule, L7Rules, ToPorts } from "../model/cilium-policy.js";
import type { YamlValue } from "./rule.js";

/** The items as data; undefined where one holds more than the model keeps: TLS, listeners, secrets, old kinds of rules. */
export function toPortsYaml(items: readonly ToPorts[]): YamlValue[] | undefined {
  const written: YamlValue[] = [];
  for (const { ports, rules, serverNames, terminatingTls, originatingTls, listener } of items) {
    if (terminatingTls !== undefined || originatingTls !== undefined || listener !== undefined) return undefined;
    const rulesYaml = rules === undefined ? undefined : l7Yaml(rules);
    if (rules !== undefined && rulesYaml === undefined) return undefined;
    written.push({
      ...(ports === undefined ? {} : { ports: ports.ports.map(portYaml) }),
      ...(rulesYaml === undefined ? {} : { rules: rulesYaml }),
      ...(serverNames === undefined ? {} : { serverNames: serverNames.names.map((it) => it.value) }),
    });
  }
  return written;
}

function portYaml({ port, endPort, protocol }: CiliumPort): YamlValue {
  return {
    ...(port === undefined ? {} : { port: port.value }),
    ...(endPort === undefined ? {} : { endPort: endPort.value }),
    ...(protocol === undefined ? {} : { protocol: protocol.value }),
  };
}

function l7Yaml({ http, dns, other }: L7Rules): YamlValue | undefined {
  if (other.length > 0 || http?.rules.some((it) => it.headerMatches.length > 0) === true) return undefined;
  return {
    ...(http === undefined ? {} : { http: http.rules.map(httpYaml) }),
    ...(dns === undefined ? {} : { dns: dns.names.map(nameYaml) }),
  };
}

function httpYaml({ method, path, host, headers }: HttpRule): YamlValue {
  return {
    ...(method === undefined ? {} : { method: method.value }),
    ...(path === undefined ? {} : { path: path.value }),
    ...(host === undefined ? {} : { host: host.value }),
    ...(headers.length === 0 ? {} : { headers: headers.map((it) => it.value) }),
  };
}

function nameYaml({ matchName, matchPattern }: FqdnSelector): YamlValue {
  return {
    ...(matchName === undefined ? {} : { matchName: matchName.value }),
    ...(matchPattern === undefined ? {} : { matchPattern: matchPattern.value }),
  };
}
