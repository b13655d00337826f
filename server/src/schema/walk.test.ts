/** What a schema can say, one demand at a time, on both sides of the versions in which it holds. */

import { describe, expect, test } from "vitest";
import type { Version } from "../base/version.js";
import { parseDocumentText } from "../syntax/parse.js";
import { locate } from "../syntax/locate.js";
import { rootOf } from "../syntax/yaml-document.js";
import { formatted, sinceRelease, type Values } from "./constraint.js";
import { CIDR } from "./formats/cidr.js";
import { LABEL_KEY } from "./formats/labels.js";
import {
  type Field,
  integer,
  integerOrString,
  listOf,
  mapOf,
  object,
  type ObjectRules,
  STRING,
  string,
} from "./schema.js";
import { type Walked, walkSchema } from "./walk.js";
import type { ObjectCheck } from "./object-check.js";
import type { Schema } from "./schema.js";

const API = { about: "thing", check: "T-1", refusedBy: "api-server" } as const;

function walked(text: string, fields: Readonly<Record<string, Field>>, rules: ObjectRules, version: Version): Walked {
  const root = rootOf({ id: 1, ...parseDocumentText(text) });
  if (root === undefined) throw new Error("the text holds nothing");
  const options = {
    kind: "Toy",
    system: "toy",
    title: "Toys",
    version,
    nullItems: "refused",
  } as const;
  return walkSchema(root, object(fields, rules), options);
}

/** `kind of fault «text pointed at» words (who refuses)`. */
function said(text: string, fields: Readonly<Record<string, Field>>, rules: ObjectRules = {}, minor = 20): string[] {
  const { problems, stored } = walked(text, fields, rules, { major: 1, minor });
  return problems.map((it) => {
    const { start, end } = locate(stored.document, it.at);
    const what = it.type === "bad-value" ? `${it.fault.is} «${text.slice(start, end)}» ${it.fault.says}` : it.type;
    const instead = it.type === "bad-value" && it.instead !== undefined ? ` -> ${it.instead}` : "";
    return `${what}${instead} (${it.refusedBy ?? "accepted"})`;
  });
}

function field(schema: Schema, more: Partial<Field> = {}): Field {
  return { schema, doc: "", ...more };
}

const COLOURS: Values = {
  ...API,
  about: "colour",
  each: [
    { value: "red", means: "warm", aliases: ["rouge"] },
    { value: "dark-blue", means: "cold", since: 18 },
    { value: "grey", means: "neither", since: 17, gone: 19 },
  ],
  mistaken: [{ like: /^dark$/, says: () => "`dark` is how much, not which" }],
};

describe("words", () => {
  const colours = (words: string, minor?: number) =>
    said(`{a: [${words}]}`, { a: field(listOf(string({ values: COLOURS }))) }, {}, minor);

  test("are those of the version", () => {
    expect(colours("red, dark-blue", 18)).toEqual([]);
    expect(colours("dark-blue", 17)).toEqual([
      "value-of-other-version «dark-blue» The colour `dark-blue` requires Toys 1.18 or later (api-server)",
    ]);
    expect(colours("grey", 18)).toEqual([]);
    expect(colours("grey", 19)).toEqual([
      "value-of-other-version «grey» The colour `grey` was removed in Toys 1.19 (api-server)",
    ]);
  });

  test("that are near, or spelt otherwise, are told", () => {
    expect(colours("rad, Rouge, dark blue, DARK_BLUE, mauve, dark")).toEqual([
      "unknown-value «rad» `rad` is not a valid colour -> red (api-server)",
      "unknown-value «Rouge» `Rouge` is not a valid colour -> red (api-server)",
      "unknown-value «dark blue» `dark blue` is not a valid colour -> dark-blue (api-server)",
      "unknown-value «DARK_BLUE» `DARK_BLUE` is not a valid colour -> dark-blue (api-server)",
      "unknown-value «mauve» `mauve` is not a valid colour (api-server)",
      "unknown-value «dark» `dark` is how much, not which (api-server)",
    ]);
  });

  test("with a placeholder in them are left alone", () => {
    expect(colours("'$" + "{COLOUR}'")).toEqual([]);
  });
});

describe("formats", () => {
  const block = string({
    format: formatted(CIDR, {
      "no-prefix": API,
      unreadable: API,
      "host-bits": { ...API, refusedBy: sinceRelease(18, "api-server", "nobody") },
    }),
  });

  test("have a consequence for each flaw, by version, and none for those left out", () => {
    const blocks = (minor: number) =>
      said("{a: [10.0.0.1, x, 10.0.0.1/8, 010.0.0.0/8]}", { a: field(listOf(block)) }, {}, minor);
    const always = [
      "malformed «10.0.0.1» `10.0.0.1` is missing its prefix length -> 10.0.0.1/32 (api-server)",
      "malformed «x» `x` is not a valid CIDR block (api-server)",
    ];
    const bits = "malformed «10.0.0.1/8» `10.0.0.1/8` has host bits set -> 10.0.0.0/8";
    expect(blocks(17)).toEqual([...always, `${bits} (accepted)`]);
    expect(blocks(18)).toEqual([...always, `${bits} (api-server)`]);
  });

  test("hold for the keys of a map, and for strings alone where numbers are taken too", () => {
    expect(said("{a: {b c: d}}", { a: field(mapOf(STRING, formatted(LABEL_KEY, API))) })).toEqual([
      "malformed «b c» `b c` is not a valid label key (it contains a space) (api-server)",
    ]);
    const mixed = integerOrString({ format: formatted(CIDR, API), range: { ...API, from: 1, to: 9 } });
    expect(said("{a: 10, b: 9, c: x}", { a: field(mixed), b: field(mixed), c: field(mixed) })).toEqual([
      "out-of-range «10» `10` is not a valid thing (1 to 9) (api-server)",
      "malformed «x» `x` is not a valid CIDR block (api-server)",
    ]);
  });
});

test("lengths count characters, ranges include their ends", () => {
  const short = string({ length: { ...API, least: 1, most: 3 } });
  expect(said("{a: '', b: ab🙂, c: abcd}", { a: field(short), b: field(short), c: field(short) })).toEqual([
    "wrong-length «''» A thing must have at least 1 character (api-server)",
    "wrong-length «abcd» A thing must have at most 3 characters (api-server)",
  ]);
  const small = field(integer({ ...API, from: -1, to: 1 }));
  expect(said("{a: -1, b: 1, c: 2}", { a: small, b: small, c: small })).toHaveLength(1);
});

test("lists have limits, and strings in them stand once", () => {
  const says = (what: string) => ({ ...API, refusedBy: sinceRelease(18, "api-server"), says: () => what });
  const list = listOf(STRING, {
    least: { ...says("too few"), count: 1 },
    most: { ...says("too many"), count: 2 },
    unique: says("again"),
  });
  const fields = { a: field(list), b: field(list) };
  expect(said("{a: [], b: [x, w, x]}", fields, {}, 18)).toEqual([
    "wrong-count «a» too few (api-server)",
    "wrong-count «b» too many (api-server)",
    "repeated «x» again (api-server)",
  ]);
  expect(said("{a: [], b: [x, w, x]}", fields, {}, 17)).toEqual([]);
});

describe("fields beside each other", () => {
  const fields = { a: field(STRING), b: field(STRING), c: field(listOf(STRING)), d: field(listOf(STRING)) };
  const one: ObjectRules = {
    choices: [
      {
        of: ["a", "b"],
        none: { ...API, says: (blank) => `none, ${blank}`, instead: "x" },
        several: { ...API, says: (present) => `both ${present.join()}` },
      },
    ],
  };

  test("are exactly one, shown by the blank one, by the second, or by the object", () => {
    expect(said("{kind: Toy, c: []}", { ...fields, kind: field(STRING) }, one)).toEqual([
      "none-of «Toy» none, undefined (api-server)",
    ]);
    expect(said("{a: , c: []}", fields, one)).toEqual(["none-of «a» none, a -> x (api-server)"]);
    expect(said("{b: x, a: w}", fields, one)).toEqual(["several-of «a» both b,a (api-server)"]);
    expect(said("{b: x}", fields, one)).toEqual([]);
  });

  test("are not missed where a key that is dropped may have been meant, which is refused for it", () => {
    expect(said("{aa: x}", fields, one)).toEqual(["unknown-field (api-server)"]);
    expect(said("{$patch: delete}", fields, one)).toEqual([]);
    const [choice] = one.choices ?? [];
    if (choice?.none === undefined) throw new Error("no choice");
    const narrow = { choices: [{ ...choice, none: { ...choice.none, meant: ["alpha"] } }] };
    expect(said("{alpa: x, z: w}", fields, narrow)).toEqual([
      "unknown-field (api-server)",
      "unknown-field (strict-client)",
    ]);
    expect(said("{z: w}", fields, narrow)).toEqual([
      "unknown-field (strict-client)",
      "none-of «{z: w}» none, undefined (api-server)",
    ]);
  });

  test("may count where they have items alone", () => {
    const filled: ObjectRules = {
      choices: [
        {
          of: ["c", "d"],
          filled: true,
          none: { ...API, says: (blank) => `nothing in ${blank}` },
          several: { ...API, says: (present) => present.join() },
        },
      ],
    };
    expect(said("{c: [], d: []}", fields, filled)).toEqual(["none-of «c» nothing in c (api-server)"]);
    expect(said("{c: [], d: [x]}", fields, filled)).toEqual([]);
    expect(said("{c: [w], d: [x]}", fields, filled)).toEqual(["several-of «d» c,d (api-server)"]);
    expect(said("{a: x}", fields, filled)).toEqual([]);
  });

  test("may exclude each other, shown by the one that does not belong", () => {
    const rules: ObjectRules = {
      excludes: [
        { ...API, field: "a", others: ["b"], refusedBy: [{ since: 14, gone: 17, by: "agent" }], says: (it) => it },
      ],
    };
    for (const text of ["{a: x, b: w}", "{b: w, a: x}"]) {
      expect(said(text, fields, rules, 16)).toEqual(["clash «a» b (agent)"]);
    }
    expect(said("{a: x, b: w}", fields, rules, 13)).toEqual([]);
    expect(said("{a: x, b: w}", fields, rules, 17)).toEqual([]);
  });
});

describe("a field", () => {
  test("comes and goes with a version, is deprecated for a while, and may be refused where it is", () => {
    const fields = {
      new: field(STRING, { since: { release: 18, check: "T-2" } }),
      old: field(STRING, {
        gone: { release: 20, check: "T-3" },
        deprecated: { since: 19, gone: 20, check: "T-3", says: "soon" },
      }),
      both: field(STRING, {
        since: { release: 18, check: "T-2" },
        gone: { release: { major: 2, minor: 1 }, check: "T-3" },
      }),
      no: field(STRING, { refused: { ...API, refusedBy: "agent", says: "not here", others: [] } }),
    };
    const at = (minor: number) => said("{new: x, old: w}", fields, {}, minor);
    expect(at(17)).toEqual(["field-of-other-version «new» `new` requires Toys 1.18 or later (strict-client)"]);
    expect(at(18)).toEqual([]);
    expect(at(19)).toEqual(["deprecated-field «old» soon (accepted)"]);
    expect(at(20)).toEqual(["field-of-other-version «old» `old` was removed in Toys 1.20 (strict-client)"]);
    const later = (major: number, minor: number) =>
      walked("{both: x}", fields, {}, { major, minor }).problems.map((it) =>
        it.type === "bad-value" ? it.fault.says : it,
      );
    expect(later(1, 17)).toEqual(["`both` requires Toys 1.18 or later"]);
    expect(later(2, 0)).toEqual([]);
    expect(later(2, 1)).toEqual(["`both` was removed in Toys 2.1"]);
    expect(said("{no: x}", fields)).toEqual(["forbidden-field «no» not here (agent)"]);
    expect(said("{no: []}", fields)).toEqual(["wrong-type (api-server)"]);
  });

  test("that belongs elsewhere is dropped as an unknown one is", () => {
    const elsewhere = { about: "thing", check: "T-4", fields: ["b"], says: (it: string) => `${it} elsewhere` };
    expect(said("{b: x, c: w}", { a: field(STRING) }, { elsewhere })).toEqual([
      "forbidden-field «b» b elsewhere (strict-client)",
      "unknown-field (strict-client)",
    ]);
  });

  test("into which the agent does not look yet is accepted with what it would refuse", () => {
    const inner = object({ b: field(string({ length: { ...API, most: 1, refusedBy: "agent" } })) });
    const fields = { a: field(listOf(inner), { agentSince: 18 }), c: field(inner) };
    const at = (minor: number) => said("{a: [{b: xx}], c: {b: xx}}", fields, {}, minor);
    const says = "wrong-length «xx» A thing must have at most 1 character";
    expect(at(17)).toEqual([`${says} (accepted)`, `${says} (agent)`]);
    expect(at(18)).toEqual([`${says} (agent)`, `${says} (agent)`]);
  });
});

describe("a check", () => {
  test("sees the object without what is dropped, and the objects around it", () => {
    const seen: string[] = [];
    const look: ObjectCheck = ({ node, path, around, atLeast }) => {
      seen.push(`${path}: ${node.entries().map((it) => it.key)} in ${around.map((it) => it.key)} ${atLeast(18)}`);
    };
    const inner = object(
      { b: field(STRING), c: field(STRING, { since: { release: 18, check: "T-2" } }) },
      { checks: [look] },
    );
    const fields = { a: field(object({ list: field(listOf(inner)) })) };
    said("{a: {list: [{b: x, c: w}]}}", fields, {}, 17);
    said("{a: {list: [{b: x, c: w}]}}", fields, {}, 18);
    expect(seen).toEqual(["a.list: b in a, false", "a.list: b,c in a, true"]);
  });
});
