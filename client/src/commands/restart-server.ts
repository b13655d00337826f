/** Command "Restart Server". */

import type { Ctx } from "../ctx";

export async function restartServer(ctx: Ctx): Promise<void> {
  await ctx.restart();
}
