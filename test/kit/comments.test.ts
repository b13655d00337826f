/** Holds the comments that test fixes: put where they change nothing, missed only where a line stays. */

import { describe, expect, it } from "vitest";
import { lostComments, withComments, withoutComments } from "./comments.js";

const TEXT = "a: 1\nb: |\n  text\n# own\nc: {x: 1,\n  y: 2}\n";

describe("withComments", () => {
  it("comments each line that means the same with one", () => {
    expect(withComments(TEXT)).toBe(
      "a: 1 # kept 1\nb: | # kept 2\n  text\n# own\nc: {x: 1, # kept 5\n  y: 2} # kept 6\n",
    );
  });

  it("leaves a text alone that does not parse", () => {
    expect(withComments("a: [1\nb: 2\n")).toBe("a: [1\nb: 2\n");
  });

  it("is undone", () => {
    expect(withoutComments(withComments(TEXT))).toBe(TEXT);
  });
});

describe("lostComments", () => {
  const lost = (result: string): number[] =>
    lostComments({
      ...{ text: TEXT, commented: withComments(TEXT), result },
      plainResult: withoutComments(result),
    }).map((it) => it.line);

  it("finds none where all are kept", () => {
    expect(lost(withComments(TEXT).replace("a: 1", "a: 2"))).toEqual([]);
  });

  it("finds one that a change of its line drops", () => {
    expect(lost(withComments(TEXT).replace("a: 1 # kept 1", "a: 2"))).toEqual([1]);
  });

  it("lets one go with the line that is removed, and no other", () => {
    expect(lost(withComments(TEXT).replace("a: 1 # kept 1\n", ""))).toEqual([]);
    expect(lost(withComments(TEXT).replace("a: 1 # kept 1\n", "").replace(" # kept 2", ""))).toEqual([2]);
  });

  it("lets one go with its line also where lines are added elsewhere", () => {
    expect(lost(`${withComments(TEXT).replace("a: 1 # kept 1\n", "")}d: 1\ne: 1\n`)).toEqual([]);
    expect(lost(`${withComments(TEXT).replace("a: 1 # kept 1", "a: 2")}d: 1\n`)).toEqual([1]);
  });
});
