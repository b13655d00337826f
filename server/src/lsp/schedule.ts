/** Joins many changes into one run, and says to a run that it has become stale. The only owner of timers. */

import type { Guard } from "./guard.js";

/** How long a run waits for further changes, in milliseconds: long enough for a keystroke, too short to notice. */
export const SETTLE_MS = 75;

/** How long work goes on before others get a turn, in milliseconds. */
const SLICE_MS = 4;

/** A run asks this between its steps and gives up when it is true: a newer one is on its way. */
export type IsStale = () => boolean;

export class Schedule {
  readonly #guard: Guard;
  readonly #name: string;
  readonly #run: (isStale: IsStale) => void | Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted = 0;
  #last: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(guard: Guard, name: string, run: (isStale: IsStale) => void | Promise<void>) {
    this.#guard = guard;
    this.#name = name;
    this.#run = run;
  }

  /** Asks for a run `delay` milliseconds from now. Asking again before it begins moves it; a running one becomes stale. */
  request(delay = SETTLE_MS): void {
    if (this.#disposed) return;
    this.#wanted++;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#start(), delay);
  }

  /** Gives up what was asked for; a running one becomes stale. */
  cancel(): void {
    this.#wanted++;
    clearTimeout(this.#timer);
  }

  /** Runs at once, after the one that is under way, and resolves when done. */
  async now(): Promise<void> {
    this.#wanted++;
    clearTimeout(this.#timer);
    await this.#start();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #start(): Promise<void> {
    const mine = this.#wanted;
    const isStale = (): boolean => this.#disposed || this.#wanted !== mine;
    this.#last = this.#last.then(async () => {
      if (!isStale()) await this.#guard.settle(this.#name, () => this.#run(isStale));
    });
    return this.#last;
  }
}

/** Lets others have a turn whenever a slice is used up: `await slices.breathe()` between the steps of long work. */
export class Slices {
  #end = Date.now() + SLICE_MS;

  /** For loops of many small steps, which cannot afford to wait after each. */
  get usedUp(): boolean {
    return Date.now() >= this.#end;
  }

  async breathe(): Promise<void> {
    if (!this.usedUp) return;
    await nextTurn();
    this.#end = Date.now() + SLICE_MS;
  }
}

/**
 * Rounds of the event loop that make a turn. In the first the message is read that came while work went on, in the second its
 * handler is called, which is queued behind whoever waited before; the others are for a message that came right behind it, as a
 * question comes behind the edit that it is about.
 */
const ROUNDS_OF_A_TURN = 4;

/** Resolves after the messages that have arrived meanwhile were handled. */
export async function nextTurn(): Promise<void> {
  for (let round = 0; round < ROUNDS_OF_A_TURN; round++) await new Promise<void>(nextRound);
}

/** Node's, which comes right behind the messages that are there. Browsers have none. */
declare const setImmediate: ((then: () => void) => void) | undefined;

function nextRound(then: () => void): void {
  if (typeof setImmediate === "function") setImmediate(then);
  else viaTimerAndMessage(then);
}

/** Timers make a row with timers alone, which is slowed down unless something else comes between them: a message does. */
function viaTimerAndMessage(then: () => void): void {
  setTimeout(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      then();
    };
    port2.postMessage(undefined);
  }, 0);
}
