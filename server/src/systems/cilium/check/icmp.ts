/** ICMP messages in Cilium policies (CV-14). */

import { nearest } from "../../../base/nearest.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { SCHEMA, stringAt, type CiliumProblems } from "./problems.js";
import { field, items } from "../../../decode/read.js";

const FAMILIES = ["IPv4", "IPv6"];
const MAX_FIELDS = 40;

/** Names and numbers of messages by family: IANA's registries, in the spelling of Cilium's schema. */
export const ICMP_TYPES: Readonly<Record<"IPv4" | "IPv6", ReadonlyMap<string, number>>> = {
  IPv4: new Map([
    ["EchoReply", 0],
    ["DestinationUnreachable", 3],
    ["Redirect", 5],
    ["Echo", 8],
    ["EchoRequest", 8],
    ["RouterAdvertisement", 9],
    ["RouterSelection", 10],
    ["TimeExceeded", 11],
    ["ParameterProblem", 12],
    ["Timestamp", 13],
    ["TimestampReply", 14],
    ["Photuris", 40],
    ["ExtendedEchoRequest", 42],
    ["ExtendedEchoReply", 43],
  ]),
  IPv6: new Map([
    ["DestinationUnreachable", 1],
    ["PacketTooBig", 2],
    ["TimeExceeded", 3],
    ["ParameterProblem", 4],
    ["EchoRequest", 128],
    ["EchoReply", 129],
    ["MulticastListenerQuery", 130],
    ["MulticastListenerReport", 131],
    ["MulticastListenerDone", 132],
    ["RouterSolicitation", 133],
    ["RouterAdvertisement", 134],
    ["NeighborSolicitation", 135],
    ["NeighborAdvertisement", 136],
    ["RedirectMessage", 137],
    ["RouterRenumbering", 138],
    ["ICMPNodeInformationQuery", 139],
    ["ICMPNodeInformationResponse", 140],
    ["InverseNeighborDiscoverySolicitation", 141],
    ["InverseNeighborDiscoveryAdvertisement", 142],
    ["HomeAgentAddressDiscoveryRequest", 144],
    ["HomeAgentAddressDiscoveryReply", 145],
    ["MobilePrefixSolicitation", 146],
    ["MobilePrefixAdvertisement", 147],
    ["DuplicateAddressRequestCodeSuffix", 157],
    ["DuplicateAddressConfirmationCodeSuffix", 158],
    ["ExtendedEchoRequest", 160],
    ["ExtendedEchoReply", 161],
  ]),
};

/** The schema spells this name with a blank inside, so it refuses the right one; the number works. */
const REFUSED_NAME = "ExtendedEchoReply";

/** @param path Path of `icmps`. */
export function checkIcmps(problems: CiliumProblems, item: YamlNode, path: string): void {
  for (const icmp of items(field(item, "icmps"))) {
    const fields = field(icmp, "fields");
    if (items(fields).length > MAX_FIELDS && fields !== undefined) {
      const gate = problems.atLeast(16) ? SCHEMA : problems.agent;
      problems.add("CV-14", "too-many", `${path}.fields`, fields.site("key"), gate, { allowed: [String(MAX_FIELDS)] });
    }
    for (const it of items(fields)) if (it.kind === "map") checkField(problems, it, `${path}.fields`);
  }
}

function checkField(problems: CiliumProblems, node: YamlNode, path: string): void {
  const family = stringAt(node, "family");
  if (family !== undefined && !FAMILIES.includes(family.text)) {
    const instead = /4/.test(family.text) ? "IPv4" : /6/.test(family.text) ? "IPv6" : undefined;
    problems.add("CV-14", "family", `${path}.family`, family.site("value"), SCHEMA, {
      text: family.text,
      allowed: FAMILIES,
      ...(instead === undefined ? {} : { instead }),
    });
    return;
  }
  const type = field(node, "type");
  if (type?.scalarType === "integer") checkNumber(problems, type, `${path}.type`);
  else if (type?.scalarType === "string")
    checkName(problems, type, family?.text === "IPv6" ? "IPv6" : "IPv4", `${path}.type`);
}

/** Since 1.16 the schema's pattern looks at strings only: a number beyond a byte is accepted and matches nothing. */
function checkNumber(problems: CiliumProblems, type: YamlNode, path: string): void {
  const value = Number(type.scalar().value);
  if (value >= 0 && value <= 255) return;
  problems.add("CV-14", "range", path, type.site("value"), problems.atLeast(16) ? undefined : SCHEMA, {
    text: type.text,
  });
}

function checkName(problems: CiliumProblems, type: YamlNode, family: "IPv4" | "IPv6", path: string): void {
  const { text } = type;
  const at = type.site("value");
  if (!problems.atLeast(16)) {
    const number = ICMP_TYPES[family].get(text);
    problems.add("CV-14", "name-too-new", path, at, SCHEMA, {
      text,
      allowed: ["1.16"],
      ...(number === undefined ? {} : { instead: String(number) }),
    });
    return;
  }
  if (/^(?:0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= 255) return;
  const names = ICMP_TYPES[family];
  if (text === REFUSED_NAME) {
    problems.add("CV-14", "name-refused", path, at, SCHEMA, { text, instead: String(names.get(text)) });
    return;
  }
  if (names.has(text)) return;
  const known = ICMP_TYPES.IPv4.has(text) || ICMP_TYPES.IPv6.has(text);
  const allowed = [...names.keys()].filter((it) => it !== REFUSED_NAME);
  const near = nearest(text, allowed);
  problems.add("CV-14", known ? "other-family" : "name", path, at, known ? problems.agent : SCHEMA, {
    text,
    allowed,
    ...(near === undefined || known ? {} : { instead: near }),
  });
}
