import { RestError } from "@azure/core-rest-pipeline";
import type { PageBlobClient } from "@azure/storage-blob";
import { z } from "zod";

import { parseResourceId, Redacted, RunbookError } from "@runbooks/azure";
import { azureErrorCode, httpStatus } from "../../connection/azure-error";
import type { PlannedRequest } from "../../connection/changes";
import type { Connection } from "../../connection/connection";
import type { DiskAccess } from "../../connection/disk-access";
import type { SendAndWait } from "../actions/action-kind";
import type { PageRange } from "./page-ranges";
import { clientsOf } from "../../connection/clients";

/** Access that is asked for, or was. */
export interface AccessRequest {
  readonly diskId: string;
  readonly access: DiskAccess["access"];
  readonly durationInSeconds: number;
}

/** The request for access, as a plan has it. */
export const accessRequest = ({ diskId, access, durationInSeconds }: AccessRequest): PlannedRequest => ({
  method: "POST",
  path: `${diskId}/beginGetAccess`,
  body: { access, durationInSeconds },
});

const granted = z.object({ accessSAS: z.string() });

/** Asks for access to the blob behind a disk, and keeps the signed URL with the connection; it is nowhere else. */
export async function grantAccess(
  azure: Connection,
  request: AccessRequest,
  send: SendAndWait,
): Promise<void> {
  const { diskId, access } = request;
  const answer = granted.safeParse(await send(accessRequest(request)));
  if (!answer.success) {
    throw new RunbookError(
      "AzureOperationFailed",
      `Azure granted access to disk ${parseResourceId(diskId).name} and gave no URL.`,
      "Plan again; access is then asked for anew.",
    );
  }
  azure.diskAccesses.keep(diskId, { access, url: new Redacted(answer.data.accessSAS) });
}

/** The blob behind a disk, with access that is asked for again where it was taken away or ran out. */
export interface OpenBlob {
  /**
   * Does something with the blob; once more after access was asked for again, where it was refused.
   *
   * @param isRefusal - whether an error says that access to this blob was refused.
   * @throws what Azure's client throws, which has the signed URL in it: see {@link withoutUrl}.
   */
  use<T>(
    action: (blob: PageBlobClient, url: Redacted<string>) => Promise<T>,
    isRefusal?: (error: unknown) => boolean,
  ): Promise<T>;
  /** The pages that are there, in their order. */
  ranges(): Promise<readonly PageRange[]>;
  /** The bytes of a range that fits into memory. */
  read(range: PageRange, signal?: AbortSignal): Promise<Uint8Array>;
}

/** How often access is asked for again within one step; more often, somebody takes it away each time. */
const MOST_RENEWALS = 5;

/** Opens the blob behind a disk for as long as a step takes. */
export function openBlob(azure: Connection, request: AccessRequest, send: SendAndWait): OpenBlob {
  const { name } = parseResourceId(request.diskId);
  let renewals = 0;
  let renewing: Promise<void> | undefined;

  /** Tasks run side by side and are refused together: access is asked for once for all of them. */
  async function renew(refused: DiskAccess | undefined): Promise<void> {
    if (renewing === undefined && azure.diskAccesses.of(request.diskId) === refused) {
      if (renewals === MOST_RENEWALS) throw accessLost(name);
      renewals += 1;
      renewing = grantAccess(azure, request, send).finally(() => {
        renewing = undefined;
      });
    }
    await renewing;
  }

  async function blobOf(access: DiskAccess): Promise<PageBlobClient | undefined> {
    const isGone = (): boolean => access.url.isDisposed;
    if (isGone()) return undefined;
    const blob = await clientsOf(azure)
      .pageBlob(access.url)
      .catch((error: unknown) => {
        if (isGone()) return undefined;
        throw error;
      });
    return isGone() ? undefined : blob;
  }

  async function use<T>(
    action: (blob: PageBlobClient, url: Redacted<string>) => Promise<T>,
    isRefusal: (error: unknown) => boolean = isForbidden,
  ): Promise<T> {
    for (;;) {
      const access = azure.diskAccesses.of(request.diskId);
      if (access === undefined) {
        await renew(access);
        continue;
      }
      const blob = await blobOf(access);
      // Another task asked for access anew meanwhile, and this one's URL is gone.
      if (blob === undefined) continue;
      try {
        return await action(blob, access.url);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        await renew(access);
      }
    }
  }

  return {
    use,
    ranges: () =>
      use(async (blob) => {
        const found: PageRange[] = [];
        for await (const { start, end, isClear } of blob.listPageRanges()) {
          // Azure names the first and the last byte.
          if (!isClear) found.push({ offsetInBytes: start, lengthInBytes: end - start + 1 });
        }
        return found;
      }),
    read: ({ offsetInBytes, lengthInBytes }, signal) =>
      use((blob) =>
        blob.downloadToBuffer(
          offsetInBytes,
          lengthInBytes,
          signal === undefined ? {} : { abortSignal: signal },
        ),
      ),
  };
}

/** A signature that ran out or was taken away: `AuthenticationFailed`, `AuthorizationFailure`. */
function isForbidden(error: unknown): boolean {
  return httpStatus(error) === 403 && !isSourceRefusal(error);
}

/** A copy was refused for its source's signature ("Put Page From URL", Azure Storage REST API). */
export function isSourceRefusal(error: unknown): boolean {
  return azureErrorCode(error) === "CannotVerifyCopySource";
}

function accessLost(name: string): RunbookError {
  return new RunbookError(
    "AzureOperationFailed",
    `Access to disk ${name} was granted ${MOST_RENEWALS} times more and refused each time.`,
    "Find out who ends it (the disk's activity log), then plan again: what is there is not sent again.",
  );
}

/** An error of a blob's client without what it was made of: the signed URL stands in that. */
export function withoutUrl(error: unknown, diskId: string): RunbookError {
  // What it came from is left out: it may be the client's own error.
  if (error instanceof RunbookError)
    return error.cause === undefined ? error : new RunbookError(error.code, error.message, error.hint);
  const { name } = parseResourceId(diskId);
  const [line = "no reason given"] = error instanceof Error ? error.message.split("\n") : [];
  const code = error instanceof RestError ? (error.code ?? `Http${error.statusCode ?? ""}`) : undefined;
  return new RunbookError(
    code ?? "AzureOperationFailed",
    `The blob behind disk ${name}: ${line.replace(/https?:\/\/\S+/g, "(its URL)")}`,
    "Plan again: what is there is not sent again.",
  );
}
