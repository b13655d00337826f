/** Failures are logged and answered, and what is cancelled before it begins does not begin. */

import { beforeEach, describe, expect, test } from "vitest";
import { CancellationTokenSource, ResponseError } from "vscode-languageserver/node";
import { Guard } from "./guard.js";

const logged: string[] = [];
const guard = new Guard((message) => logged.push(message));
const { token } = new CancellationTokenSource();

beforeEach(() => {
  logged.length = 0;
});

function fail(): never {
  throw new Error("an index out of range");
}

describe("a request", () => {
  test("is answered with what its handler returns", async () => {
    const handle = guard.request("hover", (line: number) => line + 1);
    expect(await handle(1, token)).toBe(2);
    expect(logged).toEqual([]);
  });

  test("that was cancelled before its turn is not begun", async () => {
    let begun = false;
    const handle = guard.request("hover", () => {
      begun = true;
    });
    const source = new CancellationTokenSource();
    source.cancel();
    await expect(handle(undefined, source.token)).rejects.toMatchObject({ code: -32800 });
    expect(begun).toBe(false);
    expect(logged).toEqual([]);
  });

  test("that fails is answered with an error, and logged with its trace", async () => {
    await expect(guard.request("hover", fail)(undefined, token)).rejects.toMatchObject({
      code: -32603,
      message: "hover failed: an index out of range",
    });
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatch(/^hover failed: Error: an index out of range\n\s+at /);
  });

  test("may be refused by its handler, which is no failure", async () => {
    const refuse = guard.request("resolve", () => {
      throw new ResponseError(-32801, "the text has changed");
    });
    await expect(refuse(undefined, token)).rejects.toMatchObject({ code: -32801, message: "the text has changed" });
    expect(logged).toEqual([]);
  });

  test("without parameters gets its token alone, or after an empty object", async () => {
    const source = new CancellationTokenSource();
    source.cancel();
    const ask = guard.question("rules", () => "all");
    expect(await ask(token)).toBe("all");
    expect(await ask({}, token)).toBe("all");
    await expect(ask({}, source.token)).rejects.toMatchObject({ code: -32800 });
  });
});

test("what nobody waits for is logged when it fails, and rejects nothing", async () => {
  await expect(guard.settle("finding problems", fail)).resolves.toBeUndefined();
  guard.run("publishing", () => Promise.reject(new Error("the pipe is closed")));
  await Promise.resolve();
  await Promise.resolve();
  expect(logged.map((it) => it.split("\n")[0])).toEqual([
    "finding problems failed: Error: an index out of range",
    "publishing failed: Error: the pipe is closed",
  ]);
});
