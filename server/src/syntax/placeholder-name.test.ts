/** Names that only a placeholder can be, and those that just look like one. */

import { describe, expect, it } from "vitest";
import { hasPlaceholderName } from "./placeholder-name.js";

describe("hasPlaceholderName", () => {
  it("finds a word in capitals where an object's name is due", () => {
    expect(hasPlaceholderName("metadata:\n  name: TEMP_NAME\n")).toBe(true);
    expect(hasPlaceholderName("kind: A\r\nmetadata:\r\n  labels:\r\n    a: b\r\n  name: 'fake-TEMP_NAME'\r\n")).toBe(
      true,
    );
  });

  it("leaves such words alone where something else is due", () => {
    expect(hasPlaceholderName("metadata:\n  name: web\n  labels:\n    name: TEMP_NAME\n")).toBe(false);
    expect(hasPlaceholderName("metadata:\n  name: web\nspec:\n  env:\n  - name: LOG_LEVEL\n  name: A_B\n")).toBe(false);
    expect(hasPlaceholderName("metadata:\n  name: Web_1\n")).toBe(false);
    expect(hasPlaceholderName("metadata:\n  name: 'pg-$" + "{APP_NAME}'\n")).toBe(false);
    expect(hasPlaceholderName("metadata: {}\nspec:\n  name: A_B\n")).toBe(false);
  });
});
