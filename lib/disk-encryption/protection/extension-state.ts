import { z } from "zod";

import { defined, type VirtualMachine } from "@runbooks/azure";
import { diskEncryptionExtension } from "../nouns/disk-encryption-extension";

/** What the extension last reported of the OS and data volumes, in its own words. */
export interface ExtensionReport {
  readonly os?: string;
  readonly data?: string;
  /** `ProvisioningState/succeeded`, `/transitioning`, `/failed/<n>`. */
  readonly statusCode: string;
  readonly statusMessage: string;
}

export { diskEncryptionExtension };

const substatus = z.object({ os: z.string().optional(), data: z.string().optional() });

/** Reads what the extension reported; undefined where the VM has none. An unreadable substatus says nothing. */
export function extensionReport(vm: Pick<VirtualMachine, "extensions">): ExtensionReport | undefined {
  const extension = diskEncryptionExtension(vm);
  if (extension === undefined) return undefined;
  const parsed = substatus.safeParse(jsonOf(extension.substatusMessage));
  const { os, data } = parsed.success ? parsed.data : {};
  return {
    ...defined({ os, data }),
    statusCode: extension.statusCode ?? "",
    statusMessage: extension.statusMessage ?? "",
  };
}

function jsonOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
