/** What a rule's fields say of each other (TV-9 to TV-12). */

import { quoted } from "../../../base/quote.js";
import { parseCidr, parseIp } from "../../../model/ip.js";
import { isMulticast } from "../multicast.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, integerAt, items, stringAt } from "../../../syntax/children.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";

const API = "api-server" as const;

/** TV-9: an empty list counts as present. */
export const servicesAreAlone: ObjectCheck = ({ node, path, report }) => {
  const services = field(node, "toServices");
  if (services === undefined) return;
  for (const key of ["to", "ports", "protocols"]) {
    const other = field(node, key);
    if (other === undefined || (key === "to" && items(other).length === 0)) continue;
    report(
      { about: "services", check: "TV-9", refusedBy: API },
      { at: other.site("key"), path: `${path}.${key}`, related: services.site("key") },
      { is: "clash", says: `\`${key}\` cannot be combined with \`toServices\`` },
    );
  }
};

/** TV-10. */
export const portsRunForward: ObjectCheck = ({ node, path, report }) => {
  for (const item of items(field(node, "ports"))) {
    for (const [first, last] of [
      ["port", "endPort"],
      ["sourcePort", "sourceEndPort"],
    ] as const) {
      const [start, end] = [field(item, first), integerAt(item, last)];
      if (end === undefined) continue;
      const constraint = { about: "last port", check: "TV-10", refusedBy: API };
      const place = { at: end.site("key"), path: `${path}.ports.${last}`, text: end.text };
      if (start === undefined) {
        const says = `\`${last}\` requires \`${first}\`, where the range starts`;
        report(constraint, place, { is: "lacks", needs: [first], says });
        continue;
      }
      const related = start.site("value");
      if (start.scalarType !== "integer") {
        report(constraint, { ...place, related }, { is: "clash", says: `\`${last}\` requires a numeric \`${first}\`` });
      } else if (Number(end.text) < Number(start.text)) {
        const says = `The range ends at ${quoted(end.text)}, before it starts at ${quoted(start.text)}`;
        const backwards = { ...place, at: end.site("value"), related };
        report(constraint, backwards, { is: "backwards", first: start.text, says });
      }
    }
  }
};

/** TV-11. */
export const l7Fits: ObjectCheck = ({ node, path, report }) => {
  const list = field(node, "l7Protocols");
  if (items(list).length === 0 || list === undefined) return;
  const place = { at: list.site("key"), path: `${path}.l7Protocols` };
  const clash = (about: string, related: YamlNode, part: "key" | "value", says: string): void =>
    report({ about, check: "TV-11", refusedBy: API }, { ...place, related: related.site(part) }, { is: "clash", says });
  const action = stringAt(node, "action");
  if (action !== undefined && action.text !== "Allow") {
    clash("layer 7 rules", action, "value", `\`l7Protocols\` requires \`action: Allow\`, not ${quoted(action.text)}`);
  }
  const services = field(node, "toServices");
  if (items(services).length > 0 && services !== undefined) {
    clash("layer 7 rules", services, "key", "`l7Protocols` cannot be combined with `toServices`");
  }
  if (!items(list).some((it) => field(it, "http") !== undefined)) return;
  const other = items(field(node, "ports"))
    .map((it) => stringAt(it, "protocol"))
    .find((it) => it !== undefined && it.text !== "TCP");
  if (other !== undefined) {
    clash("protocol of layer 7 rules", other, "value", `\`http\` requires TCP, not ${quoted(other.text)}`);
  }
  const protocols = field(node, "protocols");
  if (items(protocols).length > 0 && protocols !== undefined) {
    clash("protocol of layer 7 rules", protocols, "key", "`http` cannot be combined with `protocols`");
  }
};

const MULTICAST = { about: "multicast", check: "TV-12", refusedBy: API } as const;

/** TV-12: groups of multicast are joined, not connected to. */
export function multicastFits(direction: "ingress" | "egress"): ObjectCheck {
  return ({ node, path, report }) => {
    const action = stringAt(node, "action");
    const isPlain = action === undefined || action.text === "Allow" || action.text === "Drop";
    const protocols = items(field(node, "protocols"));
    const igmp = protocols.map((it) => field(it, "igmp")).find((it) => it !== undefined);
    if (igmp !== undefined) {
      const place = { at: igmp.site("key"), path: `${path}.protocols.igmp` };
      const group = stringAt(igmp, "groupAddress");
      const address = group === undefined ? undefined : parseIp(group.text);
      if (group !== undefined && (address === undefined || !isMulticast(address))) {
        const says = `${quoted(group.text)} is not the address of a multicast group`;
        const at = { ...place, at: group.site("value"), text: group.text };
        report(MULTICAST, at, { is: "malformed", flaw: "multicast", says });
      }
      if (!isPlain && action !== undefined) {
        const says = `\`igmp\` requires \`action: Allow\` or \`Drop\`, not ${quoted(action.text)}`;
        report(MULTICAST, { ...place, related: action.site("value") }, { is: "clash", says });
      }
      const icmp = protocols.map((it) => field(it, "icmp")).find((it) => it !== undefined);
      const lists = ["ports", "from", "to", "toServices"].map((it) => field(node, it));
      const other = lists.find((it) => items(it).length > 0) ?? icmp;
      if (other !== undefined) {
        const says = `\`igmp\` cannot be combined with \`${other.key ?? "icmp"}\``;
        report(MULTICAST, { ...place, related: other.site("key") }, { is: "clash", says });
      }
    }
    if (direction === "ingress") return;
    const blocks = items(field(node, "to")).flatMap((peer) => {
      const cidr = stringAt(field(peer, "ipBlock"), "cidr");
      const parsed = cidr === undefined ? undefined : parseCidr(cidr.text);
      return cidr === undefined || parsed?.ok !== true ? [] : [{ cidr, is: isMulticast(parsed.address) }];
    });
    const multicast = blocks.find((it) => it.is);
    if (multicast === undefined) return;
    const place = { at: multicast.cidr.site("value"), path: `${path}.to.ipBlock.cidr`, text: multicast.cidr.text };
    const unicast = blocks.find((it) => !it.is);
    if (unicast !== undefined) {
      const says = "Blocks of multicast groups and other blocks cannot be combined in one rule";
      report(MULTICAST, { ...place, related: unicast.cidr.site("value") }, { is: "clash", says });
    }
    if (!isPlain && action !== undefined) {
      const says = `A multicast group requires \`action: Allow\` or \`Drop\`, not ${quoted(action.text)}`;
      report(MULTICAST, { ...place, related: action.site("value") }, { is: "clash", says });
    }
  };
}
