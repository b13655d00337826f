/** Selectors of labels as text, as `kubectl -l` takes them: `app=web,tier in (front, back),!legacy`. */

type Query = (labels: ReadonlyMap<string, string>) => boolean;

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/;

/** Undefined for a string that is not a selector. */
export function parseLabelQuery(text: string): Query | undefined {
  const requirements: Query[] = [];
  for (const part of splitAtCommas(text)) {
    const requirement = parseRequirement(part.trim());
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return (labels) => requirements.every((it) => it(labels));
}

/** Commas in parentheses belong to a set. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "(") depth++;
    else if (char === ")") depth--;
    else if (char === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function parseRequirement(text: string): Query | undefined {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = new Set(list.split(",").map((it) => it.trim()));
    if (!NAME.test(key) || ![...values].every((it) => VALUE.test(it))) return undefined;
    return operator === "in"
      ? (labels) => values.has(labels.get(key) ?? "\0")
      : (labels) => !values.has(labels.get(key) ?? "\0");
  }
  const order = /^([^\s<>=!]+)\s*([<>])\s*(-?\d+)$/.exec(text);
  if (order !== null) {
    const [, key = "", operator, bound = ""] = order;
    return (labels) => {
      const value = labels.get(key);
      if (value === undefined || !/^-?\d+$/.test(value)) return false;
      return operator === ">" ? Number(value) > Number(bound) : Number(value) < Number(bound);
    };
  }
  const equality = /^([^\s=!]+)\s*(==|=|!=)\s*(\S*)$/.exec(text);
  if (equality !== null) {
    const [, key = "", operator, value = ""] = equality;
    if (!NAME.test(key) || !VALUE.test(value)) return undefined;
    return operator === "!=" ? (labels) => labels.get(key) !== value : (labels) => labels.get(key) === value;
  }
  const absent = text.startsWith("!");
  const key = absent ? text.slice(1).trim() : text;
  if (!NAME.test(key)) return undefined;
  return absent ? (labels) => !labels.has(key) : (labels) => labels.has(key);
}
