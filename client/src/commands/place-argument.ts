/** The argument that lenses and hovers give to commands. */

import type { PlaceArgument } from "../../../server/src/lsp/ext";

export function isPlaceArgument(given: unknown): given is PlaceArgument {
  return typeof given === "object" && given !== null && "uri" in given && "position" in given;
}
