/** One random session with a server: its steps, and what it has to show at a checkpoint. */

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Editor, type EditorOptions } from "../protocol/editor.js";
import { dataIn } from "./heap.js";
import { Random } from "./random.js";
import { countsOf, type Shown, type State, stateOf, statusByCheck } from "./state.js";
import { Walker } from "./steps.js";

/** What the session's server shows, and what it should. */
export interface Difference {
  readonly shows: unknown;
  readonly should: unknown;
}

/** The number of the step that closes all documents and takes back the editor's settings. */
export const LEAVE_TO_DISK = -1;

export interface Client {
  readonly capabilities: object;
  readonly see: (editor: Editor) => Shown;
  /** The folder is no place that the server can read: the client does that for it. */
  readonly serves?: boolean;
}

/** Between two looks, in milliseconds. */
const PAUSE_MS = 50;
const HEAP = fileURLToPath(new URL("heap.cjs", import.meta.url));

export class Session {
  readonly #client: Client;
  readonly #seed: number;
  readonly #editor: Editor;
  readonly #shown: Shown;
  readonly #walker: Walker;
  readonly #folders: readonly string[];
  #isLeftToDisk = false;

  private constructor(client: Client, seed: number, editor: Editor, outside: string) {
    this.#client = client;
    this.#seed = seed;
    this.#editor = editor;
    this.#shown = client.see(editor);
    this.#walker = new Walker(editor, outside);
    this.#folders = [editor.root, outside];
  }

  /** The caller ends with `stop`. */
  static async start(client: Client, seed: number): Promise<Session> {
    const [root, outside] = ["netpol-endurance-", "netpol-outside-"].map((it) =>
      realpathSync(mkdtempSync(path.join(tmpdir(), it))),
    ) as [string, string];
    const flags = ["--require", HEAP];
    return new Session(client, seed, await Editor.start({ ...optionsOf(client), root, flags }), outside);
  }

  /** What was done so far, in words. */
  get done(): readonly string[] {
    return this.#walker.done;
  }

  /** Does the step of that number. It is the same one in each session with the seed, whatever came before. */
  async step(number: number): Promise<void> {
    this.#isLeftToDisk = number === LEAVE_TO_DISK;
    if (this.#isLeftToDisk) return this.#walker.leaveToDisk();
    const random = this.#drawing(number);
    this.#walker.step(random);
    if (random.below(4) === 0) await pause(random.below(60));
  }

  /**
   * Undefined where the server comes to show what a fresh one shows, within that many milliseconds. Where all was left to the disk,
   * the command line has to see the same.
   */
  async differs(patience: number): Promise<Difference | undefined> {
    return (
      (await this.#differsFromFresh(patience)) ??
      // Of links a client that serves the files says less than the disk.
      (this.#isLeftToDisk && this.#client.serves !== true ? await this.#differsFromCheck(patience) : undefined)
    );
  }

  /** Bytes of data on the server's heap. */
  async heapUsed(): Promise<number> {
    return new Promise((resolve) => {
      const { process } = this.#editor;
      const read = (data: Buffer): void => {
        const [, file] = /heap: (.+)\n/.exec(data.toString()) ?? [];
        if (file === undefined) return;
        process.stderr?.off("data", read);
        resolve(dataIn(file));
        rmSync(file);
      };
      process.stderr?.on("data", read);
      process.kill("SIGUSR2");
    });
  }

  async stop(): Promise<void> {
    await this.#editor.stop();
    for (const it of this.#folders) rmSync(it, { recursive: true, force: true });
  }

  async #differsFromFresh(patience: number): Promise<Difference | undefined> {
    const { root, settings } = this.#editor;
    const fresh = await Editor.start({ ...optionsOf(this.#client), root, settings });
    try {
      const anew = this.#client.see(fresh);
      for (const it of this.#editor.opened) fresh.open(it, this.#editor.textOf(it));
      return await difference(patience, () => {
        const should = stateOf(fresh, anew);
        return { shows: stateOf(this.#editor, this.#shown), should, isSettled: isReady(should) };
      });
    } finally {
      await fresh.stop();
    }
  }

  async #differsFromCheck(patience: number): Promise<Difference | undefined> {
    const should = await statusByCheck(this.#editor.root);
    return difference(patience, () => ({
      shows: countsOf(stateOf(this.#editor, this.#shown)),
      should,
      isSettled: true,
    }));
  }

  #drawing(number: number): Random {
    return new Random(Math.imul(this.#seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  }
}

function optionsOf({ capabilities, serves = false }: Client): EditorOptions {
  return { capabilities, serves, initializationOptions: { status: true, servesFiles: serves } };
}

/** Looks until both are the same, or patience ends. Looks are counted, not the clock: on a busy machine all of this may stand still. */
async function difference(
  patience: number,
  look: () => Difference & { readonly isSettled: boolean },
): Promise<Difference | undefined> {
  for (let left = patience; ; left -= PAUSE_MS) {
    const { isSettled, shows, should } = look();
    if (isSettled && JSON.stringify(shows) === JSON.stringify(should)) return undefined;
    if (left <= 0) return { shows, should };
    await pause(PAUSE_MS);
  }
}

function isReady({ status }: State): boolean {
  return (status as { state?: string } | undefined)?.state === "ready";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
