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
const WHOLE = "The expression has to match the whole value, letter by letter.";

/** The first slip of a value; undefined where there is none, and where Cilium refuses the expression anyway. */
export function httpSlip(field: HttpField, text: string): HttpSlip | undefined {
  // What another tool fills in is not known here.
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
    const says = `Method ${quoted(text, 30)} is one word to Cilium: no request matches; alternatives are ${quoted(instead, 30)}`;
    return { severity: "warning", says, because: `${WHOLE} Alternatives stand with \`|\` between them.`, instead };
  }
  if (!/^[\^(]*[A-Za-z]+(\|[A-Za-z]+)*[)$]*$/.test(text) || text === text.toUpperCase()) return undefined;
  const lower = words.find((it) => it !== it.toUpperCase()) ?? "";
  const says = `Method ${quoted(lower, 20)} matches no request: methods are sent as ${quoted(lower.toUpperCase(), 20)}`;
  return { severity: "warning", says, because: `${WHOLE} Methods are in capitals.`, instead: text.toUpperCase() };
}

function pathSlip(text: string): HttpSlip | undefined {
  if (/^https?:\/\//.test(text)) {
    const says = `Path ${quoted(text, 40)} holds a whole URL: no request matches, paths begin with \`/\``;
    return {
      severity: "warning",
      says,
      because: "What a client sends begins with `/`. The host is a field of its own.",
    };
  }
  // A letter that may be missing, and alternatives, can begin otherwise.
  if (/^\^?[\w-]+(?![\w*?{-])/.test(text) && !text.includes("|")) {
    const instead = text.startsWith("^") ? `^/${text.slice(1)}` : `/${text}`;
    const says = `Path ${quoted(text, 40)} begins without \`/\`: no request matches`;
    return { severity: "warning", says, because: `${WHOLE} What a client sends begins with \`/\`.`, instead };
  }
  // Who writes anchors knows that it is an expression.
  if (/^\^|\$$/.test(text) || !/(\/\*(\/|$)|[\w-]\*$)/.test(text)) return undefined;
  const before = text.slice(0, text.search(/\/\*(\/|$)|[\w-]\*$/) + 1);
  const repeated = before.at(-1) === "/" ? "slashes" : quoted(before.at(-1) ?? "");
  const says = `Path ${quoted(text, 36)} is read as an expression: \`*\` repeats ${repeated} and stands for nothing else`;
  const instead = text.replaceAll(/(\/)\*(?=\/|$)|([\w-])\*$/g, "$1$2.*");
  return { severity: "warning", says, because: "In an expression `.*` stands for any text.", instead };
}

function hostSlip(text: string): HttpSlip | undefined {
  if (/^\w+:\/\/|\/./.test(text)) {
    const says = `Host ${quoted(text, 40)} holds more than a host: no request matches`;
    return {
      severity: "warning",
      says,
      because: "A request's host is its name, with the port where the client sends it.",
    };
  }
  const isName = /^\^?(\*\.|\.)?[\w-]+(\.[\w-]+)+\$?$/.test(text);
  if (re2Fault(text) !== undefined) {
    return {
      severity: "warning",
      says: `Host ${quoted(text, 40)} is no expression, and Envoy cannot read the rules`,
      because:
        "Cilium hands the host to Envoy as an expression of RE2. In one, `.*` stands for any text and `\\.` for a dot.",
      ...(isName ? { instead: text.replaceAll(".", "\\.").replace("*", ".*") } : {}),
    };
  }
  if (!isName) return undefined;
  return {
    severity: "info",
    says: `Host ${quoted(text, 40)} admits other names too: each \`.\` stands for any character`,
    because: "The host is an expression. `\\.` is a dot.",
    instead: text.replaceAll(".", "\\."),
  };
}
