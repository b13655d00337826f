// Changes one member of a JSON file and leaves every other byte as it is. A library.
// Usage: import { replaceJsonMember } from "./json-text.mjs"

const MAX_WIDTH = 120;

/**
 * Sets the member `keys[1]` of the object that is the value of the first member named `keys[0]`. A new one goes behind the last
 * member whose name `isBefore` it, or to the end.
 * @param {(name: string) => boolean} [isBefore]
 * @returns {string} The text; the same text where the member has this value and layout already.
 */
export function replaceJsonMember(text, [owner, key], value, isBefore = () => true) {
  const start = text.indexOf("{", text.indexOf(`"${owner}":`));
  if (!text.includes(`"${owner}":`) || start < 0) throw new Error(`no member "${owner}"`);
  const end = endOfValue(text, start);
  const members = Object.entries(JSON.parse(text.slice(start, end)));
  const known = members.findIndex(([name]) => name === key);
  const last = members.findLastIndex(([name]) => isBefore(name));
  if (known >= 0) members[known] = [key, value];
  else members.splice(last < 0 ? members.length : last + 1, 0, [key, value]);
  const object = Object.fromEntries(members);
  const indent = /^ */.exec(text.slice(text.lastIndexOf("\n", start) + 1))[0];
  return text.slice(0, start) + layOut(object, indent, `"${owner}": `.length) + text.slice(end);
}

/** Offset past the object that opens at `start`. */
function endOfValue(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"') {
      while (text[++at] !== '"') if (text[at] === "\\") at++;
    } else if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at + 1;
  }
  throw new Error("the object does not end");
}

/** JSON with what fits on one line on one line, except for objects of objects. */
function layOut(value, indent, before) {
  const flat = inline(value);
  const nested = value !== null && typeof value === "object" && Object.values(value).some((it) => isFilled(it));
  const fits = indent.length + before + flat.length + 1 <= MAX_WIDTH;
  if (value === null || typeof value !== "object" || (fits && !nested) || flat === "{}" || flat === "[]") return flat;
  const deeper = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((it) => deeper + layOut(it, deeper, 0))
    : Object.entries(value).map(([key, it]) => {
        const name = `${JSON.stringify(key)}: `;
        return deeper + name + layOut(it, deeper, name.length);
      });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${items.join(",\n")}\n${indent}${close}`;
}

function isFilled(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0;
}

function inline(value) {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(([key, it]) => `${JSON.stringify(key)}: ${inline(it)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
