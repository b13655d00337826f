/** What names, ports and protocols of Calico look like (numorstring; libcalico-go/lib/validator/v3/validator.go). */

import { quoted } from "../../base/quote.js";
import type { Format } from "../../schema/constraint.js";

/** Protocols that have ports, by number. */
const WITH_PORTS: Readonly<Record<string, "TCP" | "UDP" | "SCTP">> = { "6": "TCP", "17": "UDP", "132": "SCTP" };
const ICMP: Readonly<Record<string, "ICMP" | "ICMPv6">> = { "1": "ICMP", "58": "ICMPv6" };

/** The protocol with ports that is meant; undefined for another one. */
export function portedProtocol(written: number | string): "TCP" | "UDP" | "SCTP" | undefined {
  const text = String(written).toUpperCase();
  return WITH_PORTS[text] ?? Object.values(WITH_PORTS).find((it) => it === text);
}

export function icmpProtocol(written: number | string): "ICMP" | "ICMPv6" | undefined {
  const text = String(written).toLowerCase();
  return ICMP[text] ?? Object.values(ICMP).find((it) => it.toLowerCase() === text);
}

export type PortRange = readonly [number, number];

/** A number or `first:last`; undefined for a name. */
export function portRange(written: number | string): PortRange | undefined {
  const [, first, last] = /^(\d+)(?::(\d+))?$/.exec(String(written)) ?? [];
  return first === undefined ? undefined : [Number(first), Number(last ?? first)];
}

/** Ports of rules as strings: names, numbers and ranges. */
export const PORT: Format<"dash" | "range" | "number" | "name"> = {
  name: "calico-port",
  flawsOf: (text) => {
    const range = portRange(text);
    if (range !== undefined) {
      const [first, last] = range;
      if (first < 1 || last > 65535) return [{ flaw: "number" }];
      return first > last ? [{ flaw: "range", instead: `${last}:${first}` }] : [];
    }
    const [, low, high] = /^\s*(\d+)\s*[-.]{1,2}\s*(\d+)\s*$/.exec(text) ?? [];
    if (low !== undefined) return [{ flaw: "dash", instead: `${low}:${high ?? ""}` }];
    return isPortName(text) ? [] : [{ flaw: "name" }];
  },
  says: (text, flaw) => {
    switch (flaw) {
      case "dash":
        return `${quoted(text)} is read as the name of a port; a range is written with \`:\``;
      case "range":
        return `The range ${quoted(text)} ends before it starts`;
      case "number":
        return `${quoted(text)} is not a valid port (1 to 65535)`;
      case "name":
        return `${quoted(text)} is not a valid port name (at most 15 characters, with a letter)`;
    }
  },
};

function isPortName(text: string): boolean {
  return text.length <= 15 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/i.test(text) && /[a-z]/i.test(text);
}

export const PROTOCOLS = ["TCP", "UDP", "ICMP", "ICMPv6", "SCTP", "UDPLite"] as const;

/** `.` at most once; the stored forms of other kinds have names of their own. */
export function isPolicyName(name: string, isNamespaced: boolean): boolean {
  if (isNamespaced && /^(knp|ossg)\.default\.[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) return name.length <= 253;
  return name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)?$/.test(name);
}

export function isTierName(name: string): boolean {
  return name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
}
