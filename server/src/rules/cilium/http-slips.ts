/** Slips in the expressions of HTTP rules, each with its effect on requests and, where there is one, the text that was meant. */

import { re2Fault } from "../../base/re2.js";
import type { Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export type HttpField = "method" | "path" | "host";

export interface HttpSlip {
  readonly severity: Severity;
  /** The effect, as a message. */
  readonly says: string;
  readonly because: string;
  readonly instead?: string;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"]);
const WHOLE = "The expression must match the whole value, including case.";

/** The first mistake in a value; undefined if there is none, or if Cilium rejects the expression anyway. */
export function httpSlip(field: HttpField, text: string): HttpSlip | undefined {
  // What another tool fills in is unknown.
  if (/\$\{|\{\{/.test(text)) return undefined;
  if (field === "host") return hostSlip(text);
  if (text === "" || re2Fault(text) !== undefined) return undefined;
  return field === "method" ? methodSlip(text) : pathSlip(text);
}

function methodSlip(text: string): HttpSlip | undefined {
  const words = text.split(/[^A-Za-z]+/).filter((it) => it !== "");
  if (words.length === 0 || !words.every((it) => METHODS.has(it.toUpperCase()))) return undefined;
  const upper = words.map((it) => it.toUpperCase());
  if (words.length > 1 && /^[A-Za-z]+([\s,;/]+[A-Za-z]+)+$/.test(text.trim())) {
    const instead = upper.join("|");
    const says = `Method ${quoted(text)} matches no request; write alternatives as ${quoted(instead)}`;
    return { severity: "warning", says, because: `${WHOLE} Alternatives are separated by \`|\`.`, instead };
  }
  if (!/^[\^(]*[A-Za-z]+(\|[A-Za-z]+)*[)$]*$/.test(text) || text === text.toUpperCase()) return undefined;
  const lower = words.find((it) => it !== it.toUpperCase()) ?? "";
  const says = `Method ${quoted(lower)} matches no request: it is sent as ${quoted(lower.toUpperCase())}`;
  return { severity: "warning", says, because: `${WHOLE} Methods are in uppercase.`, instead: text.toUpperCase() };
}

function pathSlip(text: string): HttpSlip | undefined {
  if (/^https?:\/\//.test(text)) {
    const says = `Path ${quoted(text)} matches no request: it is a URL, and paths start with \`/\``;
    return {
      severity: "warning",
      says,
      because: "The path that a client sends starts with `/`. The host is a separate field.",
    };
  }
  // With an optional first letter or alternatives, it can start with something else.
  if (/^\^?[\w-]+(?![\w*?{-])/.test(text) && !text.includes("|")) {
    const instead = text.startsWith("^") ? `^/${text.slice(1)}` : `/${text}`;
    const says = `Path ${quoted(text)} matches no request: paths start with \`/\``;
    return { severity: "warning", says, because: `${WHOLE} The path that a client sends starts with \`/\`.`, instead };
  }
  if (PLACEHOLDER.test(text)) {
    const [shown = ""] = /[:{<]\w+[}>]?/.exec(PLACEHOLDER.exec(text)?.[0] ?? "") ?? [];
    const says = `Path ${quoted(text)} only matches ${quoted(shown)} itself: it is a regular expression, not a route`;
    const because = "To match any one part of a path, write `[^/]+`.";
    return { severity: "warning", says, because, instead: text.replaceAll(EACH_PLACEHOLDER, "/[^/]+") };
  }
  const optional = QUERY.exec(text)?.[1];
  if (optional !== undefined) {
    const says = `Path ${quoted(text)} does not match that query string: \`?\` makes ${quoted(optional)} optional`;
    const because = "In a regular expression, `\\?` matches a question mark.";
    return { severity: "warning", says, because, instead: text.replace(QUERY, "$1\\?") };
  }
  // Whoever writes anchors knows that it is an expression.
  if (/^\^|\$$/.test(text) || !/(\/\*(\/|$)|[\w-]\*$)/.test(text)) return undefined;
  const before = text.slice(0, text.search(/\/\*(\/|$)|[\w-]\*$/) + 1);
  const repeated = before.at(-1) === "/" ? "slashes" : quoted(before.at(-1) ?? "");
  const says = `Path ${quoted(text)} is a regular expression: \`*\` repeats ${repeated} and matches nothing else`;
  const instead = text.replaceAll(/(\/)\*(?=\/|$)|([\w-])\*$/g, "$1$2.*");
  return { severity: "warning", says, because: "In a regular expression, `.*` matches any text.", instead };
}

/** A part of a path as routers and OpenAPI write one that varies: `{id}`, `:id`, `<id>`. */
export const PLACEHOLDER = /\/(?:\{[A-Za-z_]\w*\}|:[A-Za-z_]\w*|<[A-Za-z_]\w*>)(?=[/?]|$)/;
const EACH_PLACEHOLDER = new RegExp(PLACEHOLDER, "g");
/** A question mark that is not escaped, before the first key of a query string. */
const QUERY = /([\w/-])\?(?=[\w-]+=)/;

function hostSlip(text: string): HttpSlip | undefined {
  if (/^\w+:\/\/|\/./.test(text)) {
    const says = `Host ${quoted(text)} matches no request: it has more than a host name`;
    return {
      severity: "warning",
      says,
      because: "The host of a request is a name, with a port if the client sends one.",
    };
  }
  const isName = /^\^?(\*\.|\.)?[\w-]+(\.[\w-]+)+\$?$/.test(text);
  if (re2Fault(text) !== undefined) {
    return {
      severity: "warning",
      says: `Host ${quoted(text)} is not a valid regular expression, so Envoy cannot apply the rules`,
      because: "Cilium passes the host to Envoy as an RE2 expression, in which `.*` matches any text and `\\.` a dot.",
      ...(isName ? { instead: text.replaceAll(".", "\\.").replace("*", ".*") } : {}),
    };
  }
  if (!isName) return undefined;
  return {
    severity: "info",
    says: `Host ${quoted(text)} also allows other names: each \`.\` matches any character`,
    because: "The host is a regular expression, in which `\\.` matches a dot.",
    instead: text.replaceAll(".", "\\."),
  };
}
