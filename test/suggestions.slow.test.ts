/**
 * Every suggestion at every stop of someone who types the good examples of the rules' pages is right.
 * `NETPOL_TYPING=all` types all of them, where the tests take a sample, and says how many suggestions there were.
 */

import { expect, it } from "vitest";
import { goodTexts } from "./kit/good-texts.js";
import { SuggestionJudge } from "./kit/suggestion-laws.js";
import { typed } from "./kit/typist.js";

const ALL = process.env.NETPOL_TYPING === "all";
const STEP = 23;

it("breaks no law", () => {
  const broken: string[] = [];
  let suggestions = 0;
  for (const { name, files, path, text } of goodTexts().filter((_, index) => ALL || index % STEP === 0)) {
    const judge = new SuggestionJudge(files, path);
    for (const stop of typed(text)) {
      const offered = judge.suggestions(stop);
      suggestions += offered.length;
      for (const { law, label } of judge.judge(stop, offered)) {
        broken.push(`${name}: ${label}: ${law}, behind ${JSON.stringify(stop.text.slice(0, stop.cursor).slice(-60))}`);
      }
    }
  }
  if (ALL) console.info(`${suggestions} suggestions, ${broken.length} of them wrong`);
  expect(suggestions).toBeGreaterThan(500);
  expect(broken.slice(0, 10), `${broken.length} of ${suggestions}`).toEqual([]);
}, 1_800_000);
