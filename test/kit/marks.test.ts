/** Holds the grammar of marks to its description, and the comparison to both of its directions. */

import { describe, expect, it } from "vitest";
import { agrees, type Claim, compareMarks, correctedMarks, drawDifference } from "./compare-marks.js";
import { type FindingMark, readMarks } from "./marks.js";
import { writeMarks } from "./write-marks.js";

const MARKED = `kind: NetworkPolicy
#<-- NP1001
spec:
#<--... NP1700 a range that goes on
  podSelector: {matchLabels: {app: web}}
  #            ^^^^^^^^^^^^^^^^^^^^^^^^^ NP1900 (hint, unused) two marks may share a line
  #                           ^^^^^^^^ NP1102 (warning, fix) message contains
  #  | and this
  #                           ^^^^^^^^ see the label
  # an ordinary comment
  # ! and another
  policyTypes: [Egress]
  #             ^^^^^^ hover? isolation
# ^^^^^^^^^^^ NP1003
  #                    ! NP1000
`;

describe("readMarks", () => {
  const { text, marks } = readMarks(MARKED);

  it("leaves the text a user would have", () => {
    expect(text).toBe(`kind: NetworkPolicy
spec:
  podSelector: {matchLabels: {app: web}}
  # an ordinary comment
  # ! and another
  policyTypes: [Egress]
`);
  });

  it("reads runs, flags, texts and questions", () => {
    expect(marks).toEqual([
      { type: "finding", line: 0, start: 0, end: 4, continues: false, code: "NP1001", texts: [] },
      { type: "finding", line: 1, start: 0, end: 5, continues: true, code: "NP1700", texts: ["a range that goes on"] },
      {
        ...{ type: "finding", line: 2, start: 15, end: 40, continues: false, code: "NP1900" },
        ...{ flags: { severity: "hint", fix: false, tag: "unused" }, texts: ["two marks may share a line"] },
      },
      {
        ...{ type: "finding", line: 2, start: 30, end: 38, continues: false, code: "NP1102" },
        ...{ flags: { severity: "warning", fix: true }, texts: ["message contains", "and this"] },
      },
      { type: "see", line: 2, start: 30, end: 38, continues: false, texts: ["the label"] },
      { type: "hover", line: 5, start: 16, end: 22, continues: false, id: "isolation" },
      { type: "finding", line: 5, start: 2, end: 13, continues: false, code: "NP1003", texts: [] },
      { type: "finding", line: 5, start: 23, end: 23, continues: false, code: "NP1000", texts: [] },
    ]);
  });

  it("keeps line breaks as they are and a last line without one", () => {
    expect(readMarks("a: 1\r\n#<- NP1000\r\nb: 2").text).toBe("a: 1\r\nb: 2");
  });

  it("refuses marks that cannot be true", () => {
    expect(() => readMarks("# ^^^ NP1000\n")).toThrow("line 1: no line above");
    expect(() => readMarks("a: 1\n# ^^^ NP1000\n")).toThrow("line 2: reaches past its line, which has 4 characters");
    expect(() => readMarks("a: 1\n# ^^ NP10\n")).toThrow("expected a code");
    expect(() => readMarks("a: 1\n# ^^ NP1000 (fatal)\n")).toThrow('unknown flag "fatal"');
  });
});

describe("writeMarks", () => {
  it("gives back what was read, in the order of columns", () => {
    const once = writeMarks(readMarks(MARKED));
    expect(readMarks(once).marks.length).toBe(8);
    expect(writeMarks(readMarks(once))).toBe(once);
    expect(once).toContain("#<-- NP1001\n");
    expect(once).toContain("\n#<--... NP1700 a range that goes on\n");
    expect(once).toContain("\n# ^^^^^^^^^^^ NP1003\n");
    expect(once).toContain("\n  #                    ! NP1000\n");
  });

  it.each([
    ["#<!", 0, 0],
    ["#=", 0, 1],
    ["#<", 0, 2],
    ["#!", 1, 1],
    ["#^", 1, 2],
  ])("draws %s", (run, start, end) => {
    const marked = `ab: 1\n${run} NP1000\n`;
    expect(readMarks(marked).marks).toMatchObject([{ start, end }]);
    expect(writeMarks(readMarks(marked))).toBe(marked);
  });

  it("puts a long text on a line of its own", () => {
    const mark: FindingMark = {
      ...{ type: "finding", line: 0, start: 3, end: 4, continues: false, code: "NP1000" },
      texts: ["long ".repeat(30).trim()],
    };
    const written = writeMarks({ text: "a: 1\n", marks: [mark] });
    expect(written).toMatch(/^a: 1\n# {2}\^ NP1000\n# {2}\| long long/);
    expect(readMarks(written).marks).toEqual([mark]);
  });
});

describe("compareMarks", () => {
  const place = { line: 0, start: 3, end: 4, continues: false };
  const found: Claim = {
    ...place,
    ...{ type: "finding", code: "NP1000", flags: { severity: "warning", fix: true }, texts: ["one is no port"] },
  };
  const claims = (text: string): Claim[] => readMarks(text).marks.filter((it) => it.type === "finding");

  it.each([
    ["the code alone", "NP1000"],
    ["all flags and a piece of the message", "NP1000 (warning, fix) no port"],
    ["flags without a severity", "NP1000 (fix)"],
  ])("is content with %s", (_, tail) => {
    expect(agrees(compareMarks(claims(`a: 1\n#  ^ ${tail}\n`), [found]))).toBe(true);
  });

  it.each([
    ["another code", "#  ^ NP1001"],
    ["another severity", "#  ^ NP1000 (error, fix)"],
    ["a fix that is not said", "#  ^ NP1000 (warning)"],
    ["a tag that is not there", "#  ^ NP1000 (warning, fix, unused)"],
    ["another text", "#  ^ NP1000 two"],
    ["another place", "# ^ NP1000"],
    ["a longer range", "#  ^... NP1000"],
  ])("is not content with %s", (_, mark) => {
    const comparison = compareMarks(claims(`a: 1\n${mark}\n`), [found]);
    expect(comparison.missing).toHaveLength(1);
    expect(comparison.unexpected).toEqual([found]);
  });

  it("uses each finding once, for the mark that says most", () => {
    const twice = claims("a: 1\n#  ^ NP1000\n#  ^ NP1000 no port\n");
    const { met, missing } = compareMarks(twice, [found]);
    expect(met.map((it) => it.expected.texts)).toEqual([["no port"]]);
    expect(missing.map((it) => it.texts)).toEqual([[]]);
  });

  it("draws what is missing and what is unexpected, and corrects both", () => {
    const { text, marks } = readMarks("a: 1\n#  ^ hover? one\n#<- NP1001 gone\n");
    const comparison = compareMarks(
      marks.filter((it) => it.type === "finding"),
      [found],
    );
    const places = marks.filter((it) => it.type === "hover");
    expect(drawDifference(text, comparison, places)).toBe(
      ["  a: 1", "- #<- NP1001 gone", "  #  ^ hover? one", "+ #  ^ NP1000 (warning, fix) one is no port"].join("\n"),
    );
    expect(writeMarks(correctedMarks(text, comparison, places))).toBe(
      "a: 1\n#  ^ hover? one\n#  ^ NP1000 (warning, fix) one is no port\n",
    );
  });
});
