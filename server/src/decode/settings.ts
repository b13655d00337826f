/** What decoding depends on besides the text: the versions whose validation applies. */

import type { Versions } from "../base/version.js";

export interface DecodeSettings {
  readonly versions: Versions;
}
