import { gunzipSync } from "node:zlib";

import { unreadable } from "./sections";

/** Run Command hands back no more of what a script printed, and of more than that the end. */
const RUN_COMMAND_LIMIT_IN_BYTES = 4096;

/**
 * Unpacks what `gzip | base64` printed. Its checksum and its length are checked: what comes back is what the guest printed, whole.
 *
 * @throws RunbookError `GuestOutputUnreadable` for anything else: cut, damaged, or not packed at all.
 * @see "Run scripts in your Linux VM by using action Run Commands", Restrictions: the last 4,096 bytes
 */
export function unpacked(output: string, vmName: string): string {
  const text = output.trim();
  if (text === "") throw unreadable(vmName, "The probe printed nothing");
  const wasCut = Buffer.byteLength(output) >= RUN_COMMAND_LIMIT_IN_BYTES;
  try {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new TypeError("not base64");
    return gunzipSync(Buffer.from(text, "base64")).toString("utf8");
  } catch (cause) {
    throw unreadable(
      vmName,
      wasCut
        ? `Run Command cut the probe's output at ${RUN_COMMAND_LIMIT_IN_BYTES.toLocaleString("en-US")} bytes`
        : "The probe's output is damaged, or not the probe's",
      { cause },
    );
  }
}
