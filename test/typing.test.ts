/** What is shown while someone types: what is not there yet is not wrong, and what was shown before stays. */

import { describe, expect, it } from "vitest";
import { onlyRules } from "./kit/analyse.js";
import { TypingSession } from "./kit/typing-session.js";

const FILE = "policy.yaml";
const HEAD = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web, namespace: shop}\n";
const [UNKNOWN_FIELD, MISSING_FIELD, NULL, REDUNDANT, CIDR] = ["NP1002", "NP1006", "NP1009", "NP1112", "NP1406"];

let session: TypingSession;

async function open(text: string, ...rules: string[]): Promise<void> {
  const files = new Map([[FILE, text.replace("|", "")]]);
  session = await TypingSession.open(files, FILE, rules.length === 0 ? {} : onlyRules(...rules));
}

/** Types on to the text, in which the cursor is `|`. @returns the codes of what is shown. */
async function type(marked: string): Promise<unknown[]> {
  await session.edit({ text: marked.replace("|", ""), cursor: marked.indexOf("|") });
  return shown();
}

function shown(): unknown[] {
  return session.reportOf(FILE).items.map((it) => it.code);
}

describe("a finding about what is typed", () => {
  it("waits until the edit has moved on, and no longer", async () => {
    await open("");
    expect(await type(`${HEAD}spec:\n  podSelectr|`)).toEqual([]);
    expect(await type(`${HEAD}spec:\n  podSelectr: |`)).toEqual([]);
    expect(await type(`${HEAD}spec:\n  podSelectr: {}\n  |`)).toEqual([UNKNOWN_FIELD]);
    expect(await type(`${HEAD}spec:\n  podSelectr: {}\n  policyTypes|`)).toEqual([UNKNOWN_FIELD]);
  });

  it("is said when the file rests", async () => {
    await open("");
    expect(await type(`${HEAD}spec:\n  podSelector: |`)).toEqual([]);
    await session.rest();
    expect(shown()).toContain(NULL);
  });

  it("that lacks what comes next is not said, wherever it is", async () => {
    await open("", "NP1103");
    const selector = `${HEAD}spec:\n  podSelector:\n    matchExpressions:\n      - key: app\n        operator: In\n        `;
    for (const next of ["|", "values|", "values: |", "values: [|", "values: [web|]"]) {
      expect(await type(selector + next)).toEqual([]);
    }
    expect(await type(`${selector}valeus: [web]\n  |`)).toEqual([]);
    await session.rest();
    expect(shown()).toEqual(["NP1103"]);
  });

  it("does not hide one about another place", async () => {
    const bad = `${HEAD}spec:\n  podSelector: {}\n  ingress:\n    - from: [{ipBlock: {cidr: 10.0.0.0/33}}]\n`;
    await open(bad, CIDR);
    expect(shown()).toEqual([CIDR]);
    expect(await type(`${bad}    - |`)).toEqual([CIDR]);
    await open("", CIDR);
    expect(await type(`${bad}    - |`)).toEqual([CIDR]);
  });

  it("that was there before the edit is never withheld", async () => {
    await open(`${HEAD}spec:\n  podSelector:\n  ingress: []\n`, NULL);
    expect(shown()).toEqual([NULL]);
    expect(await type(`${HEAD}spec:\n  podSelector: |\n  ingress: []\n`)).toEqual([NULL]);
    expect(await type(`${HEAD}spec:\n  podSelector:|\n  ingress: []\n`)).toEqual([NULL]);
    expect(await type(`${HEAD}spec:\n  podSelector: {}|\n  ingress: []\n`)).toEqual([]);
    expect(await type(`${HEAD}spec:\n  podSelector: |\n  ingress: []\n`)).toEqual([]);
  });
});

describe("a field that is not there yet", () => {
  const NAMELESS = HEAD.replace("name: web, ", "");

  it("is missed when the document rests, even where what is typed has all that it needs", async () => {
    await open(`${HEAD}spec: {podSelector: {}}\n`, MISSING_FIELD);
    expect(await type(`${NAMELESS.replace("{namespace", "{|namespace")}spec: {podSelector: {}}\n`)).toEqual([]);
    await session.rest();
    expect(shown()).toEqual([MISSING_FIELD]);
  });

  it("is missed at once in a document that nobody types", async () => {
    const second = `---\n${NAMELESS}spec: {podSelector: {}}\n`;
    await open(`${HEAD}spec:\n${second}`, MISSING_FIELD);
    expect(await type(`${HEAD}spec: |\n${second}`)).toEqual([MISSING_FIELD]);
  });
});

it("nothing fades while someone types", async () => {
  const text =
    `${HEAD}spec:\n  podSelector:\n    matchExpressions:\n      - {key: app, operator: In, values: [web]}\n` +
    "      - {key: app, operator: Exists}\n";
  await open("", REDUNDANT);
  const tags = (): unknown[] => session.reportOf(FILE).items.map((it) => [it.code, it.tags]);
  await type(`${text}  policyTypes: [Ingress]|`);
  expect(tags()).toEqual([[REDUNDANT, undefined]]);
  await session.rest();
  expect(tags()).toEqual([[REDUNDANT, [1]]]);
});

it("several lines that are put in at once are looked at together with the others at once", async () => {
  await open("");
  const text = `${HEAD}spec:\n  podSelector: {}\n  policyTypes: [Ingress]`;
  const { ran } = await session.edit({ text, cursor: text.length });
  expect(ran).toBe(true);
});
