/** Command "Show Output". */

import type { Ctx } from "../ctx";

export function showOutput(ctx: Ctx): void {
  ctx.log.show();
}
