/**
 * Every suggestion at every stop of someone who types the good examples of the rules' pages is right.
 * `NETPOL_TYPING=all` types all of them, where the tests take a sample, and says how many suggestions there were.
 */

import { expect, it } from "vitest";
import { goodTexts } from "./kit/good-texts.js";
import { SETTINGS_FILE } from "./kit/pages.js";
import { SuggestionJudge } from "./kit/suggestion-laws.js";
import { typed } from "./kit/typist.js";

const ALL = process.env.NETPOL_TYPING === "all";
const STEP = 23;
/** In the settings file, what a key still has to get is told as a wrong value. */
const texts = goodTexts().filter(({ path, text }) => path !== SETTINGS_FILE && text !== "");

it("breaks no law", () => {
  // Of each law one example, so that one class of faults does not hide the others.
  const broken = new Map<string, string>();
  let suggestions = 0;
  let wrong = 0;
  for (const { name, files, path, text } of texts.filter((_, index) => ALL || index % STEP === 0)) {
    const judge = new SuggestionJudge(files, path);
    for (const stop of typed(text)) {
      const offered = judge.suggestions(stop);
      suggestions += offered.length;
      for (const { law, label } of judge.judge(stop, offered)) {
        wrong++;
        const behind = JSON.stringify(stop.text.slice(0, stop.cursor).slice(-60));
        broken.set(law.slice(0, "NP1000".length), `${name}: ${label}: ${law}, behind ${behind}`);
      }
    }
  }
  if (ALL) console.info(`${suggestions} suggestions, ${wrong} of them wrong`);
  expect(suggestions).toBeGreaterThan(500);
  expect([...broken.values()], `${wrong} of ${suggestions}`).toEqual([]);
}, 1_800_000);
