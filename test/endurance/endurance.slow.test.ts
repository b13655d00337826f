/**
 * A long session: thousands of random steps, and now and then the server has to show what a fresh one does. `STEPS=50000`
 * makes it longer than CI has time for, `EVERY=200` has fewer checkpoints, and `SEED=7` begins elsewhere. `REDUCE=1` looks for the
 * few steps that are enough to differ, and `ONLY=3,17` does only these, for whom has to see it.
 */

import { expect, test } from "vitest";
import { PULLING, RICH } from "../protocol/clients.js";
import { reduced } from "./reduce.js";
import { type Client, type Difference, LEAVE_TO_DISK, Session } from "./session.js";
import { published, pulled } from "./state.js";

const STEPS = Number(process.env.STEPS ?? 200);
const EVERY = Number(process.env.EVERY ?? 25);
const SEED = Number(process.env.SEED ?? 1);
const ONLY = process.env.ONLY?.split(",").map(Number);
/** The last step before a checkpoint at which the command line has to see the same, too. */
const PER_CHECK = 4 * EVERY;
/** How long a server has to come to rest, in milliseconds; and where it did not before, and only fewer steps are sought. */
const PATIENCE_MS = 60_000;
const PATIENCE_TO_REDUCE_MS = 5000;
/** After so many steps a server has done most things that it ever does, and made what stays and is made once. Then it keeps hardly more. */
const WARM = 5000;
const GROWTH = 1.05;

const CLIENTS: readonly (readonly [string, Client])[] = [
  ["that is told", { capabilities: RICH, see: published }],
  ["that pulls", { capabilities: PULLING, see: pulled }],
  ["that serves the files itself", { capabilities: RICH, see: published, serves: true }],
];

test.each(CLIENTS)(
  "a client %s sees at every checkpoint what a fresh one sees",
  { timeout: 240_000 + STEPS * 1000 },
  async (name, client) => {
    const steps = ONLY ?? Array.from({ length: STEPS }, (_, at) => ((at + 1) % PER_CHECK === 0 ? LEAVE_TO_DISK : at));
    const session = await Session.start(client, SEED);
    /** Bytes of data once the server is warm, and at the end. */
    const [early, late]: [number[], number[]] = [[], []];
    const tenth = (steps.length - WARM) / 10;
    try {
      for (const [at, step] of steps.entries()) {
        await session.step(step);
        if ((at + 1) % EVERY !== 0 && at + 1 < steps.length) continue;
        const differs = await session.differs(PATIENCE_MS);
        if (differs !== undefined) await fail(client, session, differs, steps.slice(0, at + 1));
        if (tenth > 0) console.info(`client ${name}: step ${at + 1} is as it should be`);
        if (at >= WARM && at < WARM + tenth) early.push(await session.heapUsed());
        if (at >= WARM && at >= steps.length - tenth) late.push(await session.heapUsed());
      }
    } finally {
      await session.stop();
    }
    if (early.length > 0) {
      console.info(`client ${name}: ${early} bytes of data once the server was warm, ${late} at the end`);
      expect(medianOf(late)).toBeLessThan(medianOf(early) * GROWTH);
    }
  },
);

async function fail(
  client: Client,
  session: Session,
  { shows, should }: Difference,
  steps: readonly number[],
): Promise<void> {
  const needed = process.env.REDUCE === undefined ? undefined : await reduced(steps, (it) => differ(client, it));
  const { done } = session;
  expect({ shows, done, needed }, `seed ${SEED}`).toEqual({ shows: should, done, needed });
}

/** Whether a session of these steps alone ends with another state than a fresh server shows. */
async function differ(client: Client, steps: readonly number[]): Promise<boolean> {
  const session = await Session.start(client, SEED);
  try {
    for (const it of steps) await session.step(it);
    return (await session.differs(PATIENCE_TO_REDUCE_MS)) !== undefined;
  } finally {
    await session.stop();
  }
}

function medianOf(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
}
