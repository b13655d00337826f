/** Joining requests into one run, and telling a run that it is stale. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Guard } from "./guard.js";
import { type IsStale, Schedule } from "./schedule.js";

const logged: string[] = [];
const guard = new Guard((message) => logged.push(message));

beforeEach(() => {
  logged.length = 0;
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("Schedule", () => {
  test("runs once for requests that follow each other closely, after the last", async () => {
    let runs = 0;
    const schedule = new Schedule(guard, "work", async () => {
      runs++;
    });
    schedule.request(75);
    await vi.advanceTimersByTimeAsync(50);
    schedule.request(75);
    await vi.advanceTimersByTimeAsync(74);
    expect(runs).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toBe(1);
  });

  test("makes a run stale that a newer request overtakes, and begins the new one when it has ended", async () => {
    const events: string[] = [];
    let finish = (): void => {};
    const schedule = new Schedule(guard, "work", async (isStale: IsStale) => {
      events.push("begin");
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      events.push(isStale() ? "stale" : "done");
    });
    schedule.request(0);
    await vi.advanceTimersByTimeAsync(0);
    schedule.request(0);
    await vi.advanceTimersByTimeAsync(10);
    expect(events).toEqual(["begin"]);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(["begin", "stale", "begin"]);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(["begin", "stale", "begin", "done"]);
  });

  test("goes on after a run that failed, and logs it", async () => {
    let runs = 0;
    const schedule = new Schedule(guard, "work", async () => {
      runs++;
      if (runs === 1) throw new Error("no luck");
    });
    await schedule.now();
    await schedule.now();
    expect(runs).toBe(2);
    expect(logged).toEqual([expect.stringContaining("work failed: Error: no luck")]);
  });

  test("does nothing once it is disposed of", async () => {
    let runs = 0;
    const schedule = new Schedule(guard, "work", async () => {
      runs++;
    });
    schedule.request(0);
    schedule.dispose();
    schedule.request(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toBe(0);
  });
});
