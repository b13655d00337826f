/** What decoding depends on besides the text: the versions whose validation applies. */

import type { Version } from "../base/version.js";

export interface DecodeSettings {
  readonly kubernetesVersion: Version;
  readonly ciliumVersion: Version;
}
