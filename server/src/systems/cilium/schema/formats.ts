/** Formats of strings in Cilium policies: ports, DNS names and server names (CV-12, CV-22, CV-23, CV-32). */

import { quoted } from "../../../base/quote.js";
import type { Flawed, Format } from "../../../schema/constraint.js";
import { goInteger } from "../../../syntax/scalar.js";
import { readPortText } from "../port-text.js";

/**
 * `pattern`: the schema's own pattern rejects it; that one is not anchored, and accepts what starts with a digit or ends
 * like a name. `octal` and `hexadecimal` are accepted, but are not the number that they look like (CP-56).
 */
export type PortFlaw = "pattern" | "range" | "list" | "number" | "name" | "octal" | "hexadecimal";

const PATTERN = /^[0-9]|[a-zA-Z](?:-?[a-zA-Z0-9])*$/;

export const PORT_TEXT: Format<PortFlaw> = {
  name: "port-text",
  flawsOf: (text) => {
    const read = readPortText(text);
    if (read !== undefined) return surprise(text, read);
    const shape = shapeOf(text.trim());
    const decimal = shape === "number" ? /^0*([1-9][0-9]{0,4})$/.exec(text.trim())?.[1] : undefined;
    const instead = decimal !== undefined && Number(decimal) <= 65535 ? { instead: decimal } : {};
    return [{ flaw: PATTERN.test(text) ? shape : "pattern", ...instead }];
  },
  says: (text, flaw) => {
    switch (flaw === "pattern" ? shapeOf(text.trim()) : flaw) {
      case "range":
        return `${quoted(text)} is not a port (a range is \`port\` and \`endPort\`)`;
      case "list":
        return `${quoted(text)} is not a port (write one item per port)`;
      case "octal":
        return `Cilium reads port ${quoted(text)} as octal: it means port ${quoted(String(readPortText(text)))}`;
      case "hexadecimal":
        return `Port ${quoted(text)} is a port name, not a number`;
      case "number":
        return `${quoted(text)} is not a valid port number`;
      default:
        return `${quoted(text)} is not a valid port number or port name`;
    }
  },
};

function shapeOf(text: string): "range" | "list" | "number" | "name" {
  if (/^[0-9]+\s*-\s*[0-9]+$/.test(text)) return "range";
  if (/^[0-9]+\s*(,\s*[0-9]+)+$/.test(text)) return "list";
  return /^[0-9]/.test(text) ? "number" : "name";
}

function surprise(text: string, read: number | string): readonly Flawed<PortFlaw>[] {
  if (typeof read === "number") {
    const octal = /^0[0-9_]*?([1-9][0-9_]*)$/.exec(text)?.[1]?.replaceAll("_", "");
    return octal === undefined ? [] : [{ flaw: "octal", instead: octal }];
  }
  if (!/^0x[0-9a-f]+$/i.test(text)) return [];
  const number = goInteger(text);
  return [{ flaw: "hexadecimal", ...(number !== undefined && number <= 65535 ? { instead: String(number) } : {}) }];
}

const NAME = namesOf("[-a-zA-Z0-9_]");
const PATTERN_OF_NAMES = namesOf("[-a-zA-Z0-9_*]");
const NAME_AFTER_WILDCARD = namesOf("[-a-zA-Z0-9_]", "(?:\\*?\\*\\.)?");
const URL = /^[a-z][a-z0-9+.-]*:\/\/([^/:?#]+)/i;
const MOST = 255;

/**
 * Labels of these characters, separated by single dots, with an optional dot at the end. The schema's `(label+[.]?)+` is
 * the same language, but takes time that doubles with each character of a text that does not match.
 */
function namesOf(label: string, before = ""): RegExp {
  return new RegExp(`^${before}${label}+(?:[.]${label}+)*[.]?$`);
}

/** `wildcard`: it is a valid pattern. `too-long`: it is a valid name otherwise. */
export type DnsNameFlaw = "empty" | "wildcard" | "url" | "characters" | "too-long";

export const DNS_NAME: Format<DnsNameFlaw> = dnsNames("matchName", NAME);
export const DNS_PATTERN: Format<DnsNameFlaw> = dnsNames("matchPattern", PATTERN_OF_NAMES);

function dnsNames(field: string, pattern: RegExp): Format<DnsNameFlaw> {
  return {
    name: field === "matchName" ? "dns-name" : "dns-pattern",
    flawsOf: (text) => {
      if (pattern.test(text)) return text.length > MOST ? [{ flaw: "too-long" }] : [];
      if (text === "") return [{ flaw: "empty" }];
      if (PATTERN_OF_NAMES.test(text)) return [{ flaw: "wildcard" }];
      const host = URL.exec(text)?.[1] ?? /^([^/:]+)(?:[/:].*)$/.exec(text)?.[1];
      const instead = host !== undefined && pattern.test(host) ? { instead: host } : {};
      return [{ flaw: URL.test(text) ? "url" : "characters", ...instead }];
    },
    says: (text, flaw) => {
      switch (flaw) {
        case "empty":
          return `\`${field}\` is empty`;
        case "wildcard":
          return `${quoted(text)} is a pattern, which belongs in \`matchPattern\``;
        case "url":
          return `${quoted(text)} is a URL, not a DNS name`;
        case "characters":
          return `${quoted(text)} is not a valid DNS name`;
        case "too-long":
          return `A DNS name must have at most ${MOST} characters`;
      }
    },
  };
}

/** `wildcard-inside`: a `*` that is not the whole first label, which requires 1.20. */
export type ServerNameFlaw = "empty" | "wildcard-inside" | "characters" | "too-long";

export const SERVER_NAME: Format<ServerNameFlaw> = {
  name: "server-name",
  flawsOf: (text) => {
    if (text === "") return [{ flaw: "empty" }];
    if (!PATTERN_OF_NAMES.test(text)) return [{ flaw: "characters" }];
    const flaws: Flawed<ServerNameFlaw>[] = text.length > MOST ? [{ flaw: "too-long" }] : [];
    return NAME_AFTER_WILDCARD.test(text) ? flaws : [{ flaw: "wildcard-inside" }, ...flaws];
  },
  says: (text, flaw) => {
    switch (flaw) {
      case "empty":
        return "A server name must not be empty";
      case "wildcard-inside":
        return `${quoted(text)} has a \`*\` where it requires Cilium 1.20 or later`;
      case "characters":
        return `${quoted(text)} is not a valid server name`;
      case "too-long":
        return `A server name must have at most ${MOST} characters`;
    }
  },
};
