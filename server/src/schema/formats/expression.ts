/** Regular expressions of RE2, the syntax of Go's regexp and of Envoy. https://github.com/google/re2/wiki/Syntax */

import { quoted } from "../../base/quote.js";
import { globAsExpression, type Re2Fault, re2Fault } from "../../base/re2.js";
import type { Format } from "../constraint.js";

export const EXPRESSION: Format<Re2Fault> = {
  name: "expression",
  flawsOf: (text) => {
    const flaw = re2Fault(text);
    if (flaw === undefined) return [];
    const glob = globAsExpression(text);
    return [{ flaw, ...(glob === undefined ? {} : { instead: glob }) }];
  },
  says: (text, flaw) => {
    const expression = quoted(text, 32);
    switch (flaw) {
      case "nothing-to-repeat":
        return `${expression} is a glob and no expression`;
      case "repeated-repetition":
        return `${expression} repeats a repetition`;
      case "look-around":
        return `${expression} looks ahead or behind, which RE2 cannot`;
      case "back-reference":
        return `${expression} refers back to a group, which RE2 cannot`;
      default:
        return `${quoted(text)} is no expression of RE2`;
    }
  },
};
