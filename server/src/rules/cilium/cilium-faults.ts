/** In words, each fault of a value that the decoder finds in Cilium objects and that has no rule of its own. */

import type { BadValue } from "../../model/shape-problem.js";
import { oneOf, quoted } from "../words/shape-words.js";

type Phrase = (problem: BadValue) => string;

/** By check and reason, or by check alone. What becomes of a policy that is refused is added by the rule. */
const PHRASES: Readonly<Record<string, Phrase>> = {
  "B.1.1 spec-missing": () => "A policy without `spec` says nothing",
  "B.1.1 subject-missing": () => "`endpointSelector` is missing",
  "B.1.1 subject-null": ({ path }) => `${last(path)} has nothing behind it; every pod is \`{}\``,
  "B.1.1 two-subjects": () => "A policy selects either endpoints or nodes, not both",
  "B.1.1 nodes-in-namespaced": () => "`nodeSelector` needs a CiliumClusterwideNetworkPolicy",
  "B.1.1 no-lists": () => "There is no rule for any direction",
  "B.1.1 null-lists": () => "There is no rule for any direction, only a key with nothing behind it",
  "B.1.1 too-long": ({ path }) => `${last(path)} of \`log\` has more than 32 characters`,
  "B.1.1 not-printable": ({ path }) => `${last(path)} of \`log\` has characters that do not print`,
  "CP-2 only-empty-lists": ({ path }) => `${last(path)} is empty and isolates nothing`,
  "CV-3 allow-items-only": ({ field, path }) =>
    `${quoted(field)} does not work in a deny rule${path.includes(".toPorts.") ? ", which denies the whole port" : ""}`,
  "CV-4 icmps-with-ports": () => "`icmps` and `toPorts` share one item",
  "CV-5 services-with-ports": ({ allowed }) =>
    `\`toServices\` beside \`toPorts\` works from Cilium ${version(allowed)} on`,
  "CV-6 removed": ({ text = "" }) => `${quoted(text)} is gone since Cilium 1.19`,
  "CV-6 deprecated": ({ text = "" }) => `${quoted(text)} is deprecated since Cilium 1.17 and gone from 1.19 on`,
  "CV-8 entity": ({ text = "" }) => `${quoted(text, 24)} is no entity`,
  "CV-8 world-family": ({ text = "" }) =>
    `${quoted(text)} is no entity; the address block is \`${text.endsWith("6") ? "::/0" : "0.0.0.0/0"}\``,
  "CV-8 too-new": ({ text = "" }) => `${quoted(text)} is an entity from Cilium 1.20 on`,
  "CV-9 leading-zeros": ({ text = "" }) => `${quoted(text, 40)} has zeros in front of a number`,
  "CV-9 mapped": ({ text = "" }) => `${quoted(text, 48)} is IPv4 in the clothes of IPv6`,
  "CV-10 range-missing": () => "This item names no addresses",
  "CV-10 two-ranges": ({ allowed = [] }) => `One item has ${both(allowed)}`,
  "CV-10 group-name": ({ text = "" }) => `${quoted(text, 24)} is no name that a CiliumCIDRGroup can have`,
  "CV-12 name-missing": () => "This item names no DNS name",
  "CV-12 two-names": () => "One item has both `matchName` and `matchPattern`",
  "CV-12 empty": ({ path }) => `${last(path)} is empty`,
  "CV-12 wildcard-in-name": ({ text = "" }) => `${quoted(text, 32)} is a pattern, and \`matchName\` takes none`,
  "CV-12 url": ({ text = "" }) => `${quoted(text, 40)} is a URL and no DNS name`,
  "CV-12 characters": ({ text = "" }) => `${quoted(text, 40)} is no DNS name`,
  "CV-12 too-long": () => "A DNS name has at most 255 characters",
  "CV-13 mode": ({ text = "" }) => `${quoted(text, 24)} is no mode of authentication`,
  "CV-14 too-many": ({ allowed }) => `One list of ICMP types has more than ${version(allowed)} items`,
  "CV-14 family": ({ text = "" }) => `${quoted(text, 24)} is no address family`,
  "CV-14 range": ({ text = "" }) => `ICMP types go from 0 to 255, and ${quoted(text, 16)} matches nothing`,
  "CV-14 name-too-new": ({ text = "" }) => `ICMP types have names such as ${quoted(text, 20)} from Cilium 1.16 on`,
  "CV-14 name-refused": ({ text = "", instead = "" }) =>
    `The schema lacks ${quoted(text)}, whose number ${instead} it takes`,
  "CV-14 name": ({ text = "" }) => `${quoted(text, 32)} is no ICMP type`,
  "CV-14 other-family": ({ text = "" }) => `${quoted(text, 40)} is an ICMP type of the other family`,
  "CV-20 too-many": ({ allowed }) => `One item has more than ${version(allowed)} ports`,
  "CV-21 missing": () => 'A port is missing; every port is `port: "0"`',
  "CV-22 range": ({ text = "" }) => `${quoted(text, 24)} is no port; a range has \`port\` and \`endPort\``,
  "CV-23 range": ({ text = "" }) => `${quoted(text, 24)} is no port; a range has \`port\` and \`endPort\``,
  "CV-22 comma-list": ({ text = "" }) => `${quoted(text, 24)} is no port; each port is an item of its own`,
  "CV-22 octal": ({ text = "", allowed }) => `Port ${quoted(text, 16)} is octal and means ${quoted(version(allowed))}`,
  "CV-23 hexadecimal": ({ text = "" }) => `Port ${quoted(text, 16)} is looked up as a name, and is no number`,
  "CV-22": ({ text = "" }) => `${quoted(text, 24)} is no port number`,
  "CV-23": ({ text = "" }) => `${quoted(text, 24)} is no port number and no port name`,
  "CV-24 port-zero-with-rules": () => "Port `0` is every port, and rules for requests need one",
  "CV-25 range": ({ text = "" }) => `${quoted(text, 16)} lies outside the ports 0 to 65535`,
  "CV-25 with-named-port": () => "`endPort` beside a named port is not read",
  "CV-25 with-port-zero": () => "`endPort` beside port `0` is not read: every port is meant",
  "CV-25 before-port": ({ text = "", allowed }) =>
    `The range ends at ${quoted(text, 16)}, before it begins: only ${quoted(version(allowed), 16)} is meant`,
  "CV-26 port-of-portless": ({ text = "" }) => `A protocol without ports has the port \`0\`, not ${quoted(text, 16)}`,
  "CV-27 l7-without-l7proto": () => "`l7` needs `l7proto` beside it",
  "CV-27 empty": () => "`rules` holds no kind of rule",
  "CV-27 several-kinds": ({ allowed = [] }) => `\`rules\` has ${both(allowed)}, and one item can have one`,
  "CV-27 role": ({ text = "" }) => `${quoted(text, 24)} is no role of a Kafka client`,
  "CV-27 topic": () => "A topic of Kafka has at most 255 characters",
  "CV-29 dns-on-ingress": () => "DNS rules work on egress only",
  "CV-29 dns-without-ports": () => "DNS rules need a port beside them",
  "CV-29 dns-with-range": () => "DNS rules take no range of ports",
  "CV-30 on-nodes": ({ text = "" }) => `A policy for nodes takes no ${quoted(text)} rules here`,
  "CV-31 expression-nothing-to-repeat": ({ text = "" }) => `${quoted(text, 32)} is a glob and no expression`,
  "CV-31 expression-repeated-repetition": ({ text = "" }) => `${quoted(text, 32)} repeats a repetition`,
  "CV-31 expression-look-around": ({ text = "" }) => `${quoted(text, 32)} looks ahead or behind, which RE2 cannot`,
  "CV-31 expression-back-reference": ({ text = "" }) => `${quoted(text, 32)} refers back to a group, which RE2 cannot`,
  "CV-31 name-empty": () => "A header to match has no name",
  "CV-31 mismatch": ({ text = "" }) => `${quoted(text, 20)} is nothing to do about a header that does not match`,
  "CV-32 empty-list": () => "`serverNames` is empty",
  "CV-32 with-rules": () => "`serverNames` beside rules for requests need `terminatingTLS`",
  "CV-32 twice": ({ text = "" }) => `${quoted(text, 40)} is listed twice`,
  "CV-32 empty-name": () => "A server name is empty",
  "CV-32 too-long": () => "A server name has at most 255 characters",
  "CV-32 wildcard-too-new": ({ text = "" }) => `${quoted(text, 32)} has a \`*\` where Cilium takes one from 1.20 on`,
  "CV-32 characters": ({ text = "" }) => `${quoted(text, 40)} is no server name`,
  "CV-34 listener-on-ingress": () => "`listener` works on egress only",
  "CV-34 listener-with-rules": () => "`listener` and rules for requests share one item",
  "CV-34 priority": ({ text = "" }) => `The priority of a listener goes from 1 to 100, not to ${quoted(text, 16)}`,
  "CV-34 name-empty": () => "A listener or its configuration has no name",
  "CV-34 config-kind": ({ text = "" }) => `${quoted(text, 24)} is no kind of Envoy configuration`,
  "CV-34 namespaced-config": () => "A policy for the whole cluster cannot use a `CiliumEnvoyConfig`",
  "CP-24 direction-without-items": ({ path }) => `${last(path)} is \`true\` and has no rules, so it isolates nothing`,
  "CP-52 removed": ({ text = "" }) => `Rules of kind ${quoted(text)} are gone since Cilium 1.20`,
};

/** A clause that begins a message; for a fault that has no words yet, the field and its value. */
export function ciliumFault(problem: BadValue): string {
  const { check, reason, field, text, allowed } = problem;
  if (reason === "too-new" && check !== "CV-8") return `${quoted(field)} works from Cilium ${version(allowed)} on`;
  const phrase = PHRASES[`${check} ${reason}`] ?? PHRASES[check];
  if (phrase !== undefined) return phrase(problem);
  if (reason.startsWith("expression-")) return `${quoted(text ?? "", 40)} is no expression of RE2`;
  return text === undefined ? `${quoted(field)} cannot stand here` : `${quoted(field)} cannot be ${quoted(text, 30)}`;
}

function last(path: string): string {
  return quoted(path.slice(path.lastIndexOf(".") + 1));
}

function version(allowed: readonly string[] | undefined): string {
  return allowed?.[0] ?? "";
}

function both(names: readonly string[]): string {
  return names.length === 2 ? oneOf(names).replace(" or ", " and ") : `${names.length} of them at once`;
}
