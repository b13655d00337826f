/**
 * A long session: thousands of random steps, and now and then the server has to show what a fresh one does. `STEPS=100000`
 * makes it longer than CI has time for, and `SEED=7` begins elsewhere.
 */

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { PULLING, RICH } from "../protocol/clients.js";
import { Editor, type EditorOptions } from "../protocol/editor.js";
import { Random } from "./random.js";
import { published, pulled, type Shown, type State, stateOf, statusByCheck, countsOf } from "./state.js";
import { Walker } from "./steps.js";

const STEPS = Number(process.env.STEPS ?? 200);
const SEED = Number(process.env.SEED ?? 1);
const STEPS_TO_CHECKPOINT = 25;
/** How long a server has to come to rest, in milliseconds. */
const PATIENCE_MS = 60_000;

type Kind = Pick<EditorOptions, "capabilities" | "serves" | "initializationOptions">;

const DISK = { initializationOptions: { status: true } };
const SERVES = { serves: true, initializationOptions: { status: true, servesFiles: true } };

test.each<[string, Kind, (editor: Editor) => Shown]>([
  ["that is told", { capabilities: RICH, ...DISK }, published],
  ["that pulls", { capabilities: PULLING, ...DISK }, pulled],
  ["that serves the files itself", { capabilities: RICH, ...SERVES }, published],
])(
  "a client %s sees at every checkpoint what a fresh one sees",
  { timeout: 240_000 + STEPS * 1000 },
  async (_, kind, see) => {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), "netpol-endurance-")));
    const outside = realpathSync(mkdtempSync(path.join(tmpdir(), "netpol-outside-")));
    const editor = await Editor.start({ ...kind, root });
    const shown = see(editor);
    const random = new Random(SEED);
    const walker = new Walker(editor, random, outside);
    try {
      for (let done = 0; done < STEPS; done += STEPS_TO_CHECKPOINT) {
        for (let at = 0; at < STEPS_TO_CHECKPOINT; at++) {
          walker.step();
          if (random.below(4) === 0) await pause(random.below(60));
        }
        await expectFresh(editor, kind, see, shown, walker);
        // Of links a client says less than the disk.
        if (kind.serves !== true && random.below(4) === 0) await expectCheck(editor, shown, walker);
      }
    } finally {
      await editor.stop();
      for (const it of [root, outside]) rmSync(it, { recursive: true, force: true });
    }
  },
);

async function expectFresh(
  editor: Editor,
  kind: Kind,
  see: (editor: Editor) => Shown,
  shown: Shown,
  walker: Walker,
): Promise<void> {
  const { root, settings } = editor;
  const fresh = await Editor.start({ ...kind, root, settings });
  try {
    const anew = see(fresh);
    for (const it of editor.opened) fresh.open(it, editor.textOf(it));
    let states: readonly [State, State] | undefined;
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
      states = [stateOf(editor, shown), stateOf(fresh, anew)];
      if (isReady(states[1]) && JSON.stringify(states[0]) === JSON.stringify(states[1])) return;
      await pause(100);
    }
    const [before, after] = states ?? [];
    expect({ state: before, done: walker.done }, `seed ${SEED}`).toEqual({ state: after, done: walker.done });
  } finally {
    await fresh.stop();
  }
}

/** Without open documents and settings of the editor's own, the command line sees the same. */
async function expectCheck(editor: Editor, shown: Shown, walker: Walker): Promise<void> {
  walker.leaveToDisk();
  const said = await statusByCheck(editor.root);
  const counts = (): unknown => countsOf(stateOf(editor, shown));
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(100)) {
    if (JSON.stringify(counts()) === JSON.stringify(said)) return;
  }
  expect({ status: counts(), done: walker.done }, `seed ${SEED}`).toEqual({ status: said, done: walker.done });
}

function isReady({ status }: State): boolean {
  return (status as { state?: string } | undefined)?.state === "ready";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
