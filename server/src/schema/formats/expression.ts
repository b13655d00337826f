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
    const expression = quoted(text);
    switch (flaw) {
      case "nothing-to-repeat":
        return `${expression} is a glob, not a regular expression`;
      case "repeated-repetition":
        return `${expression} has a repetition of a repetition`;
      case "look-around":
        return `${expression} uses look-around, which RE2 does not support`;
      case "back-reference":
        return `${expression} uses a back-reference, which RE2 does not support`;
      default:
        return `${expression} is not a valid RE2 expression`;
    }
  },
};
